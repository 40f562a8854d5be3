// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/content_loader.h"

#include "widgets/jobs/job.h"
#include "widgets/support/qt_convert.h"

namespace sorby::app {

using Content = std::shared_ptr<const document::ImageContent>;

ContentLoader::ContentLoader(document::ProjectDocument& document, imaging::PyramidOptions options,
                             QObject* parent)
    : QObject(parent), m_document(document), m_options(std::move(options))
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
    const auto image = m_document.currentImage();
    if (m_job != nullptr) {
        m_again = true;
        if (image != m_image) {
            m_job->requestStop(); // a large one may take seconds yet
        }
        return;
    }
    if (!m_document.isOpen() || image == 0) {
        m_last = nullptr;
        Q_EMIT loaded(nullptr);
        return;
    }
    m_image = image;
    m_job = jobs::startJob<Content>(
        this, tr("Reading the micrograph"),
        [project = m_document.project(), image, prediction = m_document.predictionFile(image),
         options = m_options, last = m_last](const JobControl& control) {
            return document::loadImageContent(*project, image, prediction, options, control, last);
        },
        [this, image](Result<Content> content) { finish(image, std::move(content)); });
    connect(m_job, &jobs::Job::progressed, this, [this](const Progress& progress) {
        Q_EMIT progressed(progress.total == 0
                              ? 0
                              : static_cast<double>(progress.done) / static_cast<double>(progress.total));
    });
}

void ContentLoader::finish(project::ImageId image, Result<Content> content)
{
    m_job = nullptr;
    const bool outdated = m_again || image != m_document.currentImage();
    m_again = false;
    if (content) {
        m_last = *content;
    }
    if (outdated) {
        load();
    } else if (content) {
        Q_EMIT loaded(*content);
    } else {
        Q_EMIT failed(support::toUserText(content.error()));
    }
}

} // namespace sorby::app
