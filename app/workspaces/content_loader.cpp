// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/content_loader.h"

#include "widgets/jobs/job.h"
#include "widgets/support/qt_convert.h"

namespace sorby::app {

ContentLoader::ContentLoader(document::ProjectDocument& document, imaging::PyramidOptions options,
                             QObject* parent, std::uint64_t mostBytes)
    : QObject(parent), m_document(document), m_options(std::move(options)), m_cache(mostBytes)
{
    using document::ProjectDocument;
    connect(&document, &ProjectDocument::currentImageChanged, this, &ContentLoader::wish);
    connect(&document, &ProjectDocument::opened, this, &ContentLoader::reload);
    connect(&document, &ProjectDocument::imagesChanged, this, &ContentLoader::reload);
    connect(&document, &ProjectDocument::scoresChanged, this, &ContentLoader::reload);
    connect(&document, &ProjectDocument::annotationsChanged, this, &ContentLoader::forget);
}

void ContentLoader::setNeighbours(std::function<std::vector<project::ImageId>()> neighbours)
{
    m_neighbours = std::move(neighbours);
}

void ContentLoader::reload()
{
    m_cache.clear();
    m_isAheadStale = true;
    m_again = true;
    wish();
}

void ContentLoader::forget(project::ImageId image)
{
    m_cache.forget(image);
    m_isAheadStale = m_isAheadStale || image == m_ahead;
    m_again = m_again || image == m_loading;
}

void ContentLoader::wish()
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
    if (!m_document.isOpen() || image == 0) {
        m_last = nullptr;
        Q_EMIT loaded(nullptr);
        return;
    }
    if (const auto content = m_cache.find(image)) {
        m_cache.touch(image);
        Q_EMIT loaded(content);
        readAhead();
        return;
    }
    const bool isComing = image == m_ahead && !m_isAheadStale;
    if (m_loading != 0 || isComing) {
        if (m_job != nullptr && m_loading != image) {
            m_job->requestStop(); // a large one may take seconds yet
        }
        return; // finish() and finishAhead() look what is wanted by then
    }
    m_again = false;
    m_loading = image;
    read(image, &ContentLoader::finish);
}

void ContentLoader::read(project::ImageId image,
                         void (ContentLoader::*done)(project::ImageId, Result<Content>))
{
    auto* job = jobs::startJob<Content>(
        this, tr("Reading the micrograph"),
        [project = m_document.project(), image, prediction = m_document.predictionFile(image),
         options = m_options, last = m_last,
         annotations = m_annotations ? m_annotations() : AnnotationSource()](const JobControl& control) {
            return document::loadImageContent(*project, image, prediction, {options, last, annotations},
                                              control);
        },
        [this, image, done](Result<Content> content) { (this->*done)(image, std::move(content)); });
    if (image != m_loading) {
        return; // read ahead: nobody waits for it
    }
    m_job = job;
    connect(job, &jobs::Job::progressed, this, [this](const Progress& progress) {
        const auto total = static_cast<double>(progress.total);
        Q_EMIT progressed(progress.total == 0 ? 0 : static_cast<double>(progress.done) / total);
    });
}

void ContentLoader::finish(project::ImageId image, Result<Content> content)
{
    m_loading = 0;
    m_job = nullptr;
    if (content) {
        m_last = *content;
    }
    const bool holds = !m_again;
    if (holds && content) {
        keep(image, *content);
    }
    if (!holds || image != m_document.currentImage()) {
        load();
    } else if (content) {
        Q_EMIT loaded(*content);
        readAhead();
    } else {
        Q_EMIT failed(support::toUserText(content.error()));
        readAhead();
    }
}

/// One image at a time, as long as they fit beside the current one.
void ContentLoader::readAhead()
{
    const auto* current = m_document.image(m_document.currentImage());
    if (m_ahead != 0 || m_loading != 0 || current == nullptr || !m_neighbours) {
        return;
    }
    auto bytes = ContentCache::estimate(*current);
    m_cache.touch(current->id);
    for (const auto id : m_neighbours()) {
        const auto* image = m_document.image(id);
        if (image == nullptr || !image->broken.empty()) {
            continue;
        }
        bytes += ContentCache::estimate(*image);
        if (bytes > m_cache.mostBytes()) {
            return;
        }
        if (!m_cache.contains(id)) {
            m_ahead = id;
            m_isAheadStale = false;
            read(id, &ContentLoader::finishAhead);
            return;
        }
        m_cache.touch(id);
    }
}

void ContentLoader::finishAhead(project::ImageId image, Result<Content> content)
{
    m_ahead = 0;
    if (!m_isAheadStale) {
        keep(image, content ? *content : nullptr);
    }
    const bool isWanted = image == m_document.currentImage() && m_loading != image;
    isWanted ? load() : readAhead();
}

void ContentLoader::keep(project::ImageId image, Content content)
{
    if (const auto* record = m_document.image(image)) {
        m_cache.keep(*record, std::move(content));
    }
}

} // namespace sorby::app
