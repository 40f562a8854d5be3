// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/session_keeper.h"

#include "core/base/files.h"
#include "core/project/content_hash.h"
#include "widgets/support/qt_convert.h"

#include <QDateTime>
#include <QSettings>

#include <algorithm>
#include <utility>
#include <vector>

namespace sorby::app {
namespace {

constexpr int kMomentMs = 1000;
const QString kSessions = QStringLiteral("sessions");
const QString kUsed = QStringLiteral("used");

QString groupOf(const project::Project& project)
{
    return kSessions + QLatin1Char('/') +
           support::toQString(project::hashText(toUtf8(project.folder())).substr(0, 16));
}

} // namespace

SessionKeeper::SessionKeeper(document::ProjectDocument& document, QSettings& settings, QObject* parent)
    : QObject(parent), m_document(document), m_settings(settings)
{
    m_timer.setInterval(kMomentMs);
    connect(&m_timer, &QTimer::timeout, this, &SessionKeeper::flush);
    connect(&document, &document::ProjectDocument::opened, this, &SessionKeeper::open);
    connect(&document, &document::ProjectDocument::currentImageChanged, this, [this](project::ImageId id) {
        const auto* image = m_document.image(id);
        m_state.image = image != nullptr ? image->stem : std::string();
    });
}

SessionKeeper::~SessionKeeper()
{
    write(); // the canvas is gone
}

void SessionKeeper::setViewSource(std::function<std::optional<SessionState::View>()> source)
{
    m_viewSource = std::move(source);
}

std::optional<SessionState::View> SessionKeeper::takeView(project::ImageId image)
{
    if (m_waitingFor != image) {
        return std::nullopt;
    }
    m_waitingFor = 0;
    return std::exchange(m_waiting, std::nullopt);
}

void SessionKeeper::setWorkspace(Workspace workspace)
{
    m_state.workspace = workspace;
}

void SessionKeeper::setTool(const QString& id)
{
    m_state.tool = id;
}

void SessionKeeper::setClass(int classId)
{
    m_state.classId = classId;
}

void SessionKeeper::open()
{
    write(); // of the project before
    m_group.clear();
    m_waitingFor = 0;
    m_waiting.reset();
    m_timer.stop();
    const auto project = m_document.project();
    if (project == nullptr) {
        return;
    }
    m_group = groupOf(*project);
    m_folder = support::toQString(project->folder());
    m_state = m_written = read();
    m_settings.setValue(m_group + QLatin1Char('/') + kUsed, QDateTime::currentSecsSinceEpoch());
    forgetOldest();
    const auto& images = m_document.images();
    const auto left = std::ranges::find(images, m_state.image, &project::ImageRecord::stem);
    if (left != images.end()) {
        m_waitingFor = left->id;
        m_waiting = m_state.view;
        m_document.setCurrentImage(left->id);
    } else {
        const auto* shown = m_document.image(m_document.currentImage());
        m_state.image = shown != nullptr ? shown->stem : std::string();
        m_state.view.reset();
    }
    m_timer.start();
    Q_EMIT restored(m_state);
}

void SessionKeeper::look()
{
    if (m_viewSource && m_waitingFor == 0) { // before the image is shown, the canvas knows nothing of it
        m_state.view = m_viewSource();
    }
}

void SessionKeeper::flush()
{
    look();
    write();
}

void SessionKeeper::write()
{
    if (m_group.isEmpty() || m_state == m_written) {
        return;
    }
    m_settings.beginGroup(m_group);
    m_settings.setValue(QStringLiteral("folder"), m_folder);
    m_settings.setValue(QStringLiteral("image"), support::toQString(m_state.image));
    m_settings.setValue(QStringLiteral("workspace"), static_cast<int>(m_state.workspace));
    m_settings.setValue(QStringLiteral("tool"), m_state.tool);
    m_settings.setValue(QStringLiteral("class"), m_state.classId);
    if (m_state.view) {
        m_settings.setValue(QStringLiteral("zoom"), m_state.view->zoom);
        m_settings.setValue(QStringLiteral("x"), m_state.view->centre.x);
        m_settings.setValue(QStringLiteral("y"), m_state.view->centre.y);
    } else {
        for (const auto* key : {"zoom", "x", "y"}) {
            m_settings.remove(QLatin1String(key));
        }
    }
    m_settings.endGroup();
    m_settings.sync(); // so that the end of the program, whatever its kind, finds it written
    m_written = m_state;
}

SessionState SessionKeeper::read() const
{
    SessionState state;
    const auto value = [&](const char* key) {
        return m_settings.value(m_group + QLatin1Char('/') + QLatin1String(key));
    };
    state.image = support::toUtf8(value("image").toString());
    const int workspace = value("workspace").toInt();
    if (workspace >= 0 && workspace <= static_cast<int>(Workspace::Review)) {
        state.workspace = static_cast<Workspace>(workspace);
    }
    state.tool = value("tool").toString();
    bool isNumber = false;
    const int classId = value("class").toInt(&isNumber);
    state.classId = isNumber ? classId : -1;
    const double zoom = value("zoom").toDouble();
    if (zoom > 0) {
        state.view = SessionState::View{zoom, {value("x").toDouble(), value("y").toDouble()}};
    }
    return state;
}

void SessionKeeper::forgetOldest()
{
    m_settings.beginGroup(kSessions);
    std::vector<std::pair<qint64, QString>> sessions;
    for (const auto& group : m_settings.childGroups()) {
        sessions.emplace_back(m_settings.value(group + QLatin1Char('/') + kUsed).toLongLong(), group);
    }
    std::sort(sessions.begin(), sessions.end());
    for (std::size_t i = 0; i + kMostProjects < sessions.size(); ++i) {
        m_settings.remove(sessions[i].second);
    }
    m_settings.endGroup();
}

} // namespace sorby::app
