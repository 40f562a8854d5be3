// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/content_loader.h"

#include "widgets/jobs/job.h"
#include "widgets/support/qt_convert.h"

namespace sorby::app {

using Content = std::shared_ptr<const document::ImageContent>;

ContentLoader::ContentLoader(document::ProjectDocument& document, QObject* parent)
    : QObject(parent), m_document(document)
{
    using document::ProjectDocument;
    connect(&document, &ProjectDocument::currentImageChanged, this, &ContentLoader::reload);
    connect(&document, &ProjectDocument::opened, this, &ContentLoader::reload);
    connect(&document, &ProjectDocument::imagesChanged, this, &ContentLoader::reload);
    connect(&document, &ProjectDocument::scoresChanged, this, &ContentLoader::reload);
}

void ContentLoader::reload()
{
    if (!m_wished) {
        m_wished = true;
        QMetaObject::invokeMethod(this, &ContentLoader::load, Qt::QueuedConnection);
    }
}

void ContentLoader::load()
{
    m_wished = false;
    if (m_loading) {
        m_again = true;
        return;
    }
    const auto image = m_document.currentImage();
    if (!m_document.isOpen() || image == 0) {
        Q_EMIT loaded(nullptr);
        return;
    }
    m_loading = true;
    jobs::startJob<Content>(
        this, tr("Reading the micrograph"),
        [project = m_document.project(), image, prediction = m_document.predictionFile(image)](
            const JobControl&) { return document::loadImageContent(*project, image, prediction); },
        [this, image](Result<Content> content) { finish(image, std::move(content)); });
}

void ContentLoader::finish(project::ImageId image, Result<Content> content)
{
    m_loading = false;
    const bool outdated = m_again || image != m_document.currentImage();
    m_again = false;
    if (outdated) {
        load();
    } else if (content) {
        Q_EMIT loaded(*content);
    } else {
        Q_EMIT failed(support::toUserText(content.error()));
    }
}

} // namespace sorby::app
