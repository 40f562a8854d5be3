// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/missing_images.h"

#include "core/workflow/relink.h"
#include "widgets/document/project_document.h"
#include "widgets/jobs/job.h"

#include <utility>

namespace sorby::document {

MissingImages::MissingImages(ProjectDocument& document) : QObject(&document), m_document(document)
{
    connect(&document, &ProjectDocument::opened, this, [this] {
        m_ids.clear();
        Q_EMIT changed();
    });
    connect(&document, &ProjectDocument::imagesChanged, this, &MissingImages::look);
}

void MissingImages::look()
{
    if (m_isLooking) {
        m_again = true;
        return;
    }
    // Several changes in one turn of the event loop are one.
    m_isLooking = true;
    QMetaObject::invokeMethod(this, &MissingImages::start, Qt::QueuedConnection);
}

void MissingImages::start()
{
    const auto project = m_document.project();
    jobs::startJob<Ids>(
        this, tr("Looking for the micrographs"),
        [images = m_document.images()](const JobControl& control) -> Result<Ids> {
            Ids missing;
            for (const auto& image : images) {
                if (control.stopRequested()) {
                    return Error{ErrorCode::Cancelled, "stopped", {}};
                }
                if (workflow::isMissing(image)) {
                    missing.insert(image.id);
                }
            }
            return missing;
        },
        [this, project](Result<Ids> found) {
            m_isLooking = false;
            if (std::exchange(m_again, false) || project != m_document.project()) {
                look();
            } else if (found && *found != m_ids) {
                m_ids = std::move(*found);
                Q_EMIT changed();
            }
        });
}

} // namespace sorby::document
