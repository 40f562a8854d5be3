// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/contrast_keeper.h"

#include "core/project/project.h"
#include "widgets/support/qt_convert.h"

namespace sorby::app {
namespace {

constexpr int kPauseMs = 400;

}

ContrastKeeper::ContrastKeeper(document::ProjectDocument& document, QObject* parent)
    : QObject(parent), m_document(document)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kPauseMs);
    connect(&m_timer, &QTimer::timeout, this, &ContrastKeeper::flush);
    connect(&document, &document::ProjectDocument::currentImageChanged, this, &ContrastKeeper::flush);
    connect(&document, &document::ProjectDocument::opened, this, &ContrastKeeper::flush);
}

ContrastKeeper::~ContrastKeeper()
{
    flush();
}

void ContrastKeeper::keep(project::ImageId image, const std::optional<imaging::Window>& window)
{
    if (m_timer.isActive() && m_image != image) {
        flush();
    }
    m_project = m_document.project();
    m_image = image;
    m_window = window;
    m_timer.start();
}

void ContrastKeeper::flush()
{
    if (m_project == nullptr) {
        return;
    }
    m_timer.stop();
    const auto project = std::move(m_project);
    m_project = nullptr;
    if (project->isReadOnly()) {
        return; // the contrast holds for this session then
    }
    if (const auto stored = project->setWindow(m_image, m_window); !stored) {
        Q_EMIT failed(tr("Contrast"), support::toUserText(stored.error()));
    } else if (project == m_document.project()) {
        Q_EMIT kept(m_image);
    }
}

} // namespace sorby::app
