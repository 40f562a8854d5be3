// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspaces/workspace.h"
#include "core/annotation/geometry.h"
#include "widgets/document/project_document.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>
#include <optional>
#include <string>

class QSettings;

namespace sorby::app {

/// Where a person is in a project.
struct SessionState {
    /// The part of the micrograph that is seen; nothing: all of it, fitted.
    struct View {
        double zoom = 1; ///< device pixels for an image pixel
        annotation::Point centre;
        bool operator==(const View&) const = default;
    };
    std::string image; ///< its stem; empty: none
    std::optional<View> view;
    Workspace workspace = Workspace::Annotate;
    QString tool;     ///< id of the chosen tool; empty: the usual one
    int classId = -1; ///< that is drawn with; -1: the usual one
    bool operator==(const SessionState&) const = default;
};

/// Remembers for each project where a person was, and brings them back there: after a day, after a crash, in
/// a project that can only be read. Stands in the user's settings, which are written a moment after a change.
/// GUI thread.
class SessionKeeper : public QObject {
    Q_OBJECT
  public:
    static constexpr int kMostProjects = 100;

    SessionKeeper(document::ProjectDocument& document, QSettings& settings, QObject* parent = nullptr);
    ~SessionKeeper() override;

    /// The canvas's view is asked for, at most once a second while a project is open.
    void setViewSource(std::function<std::optional<SessionState::View>()> source);
    /// The view that the image was left with, once after its project was opened.
    [[nodiscard]] std::optional<SessionState::View> takeView(project::ImageId image);

    // What the window tells when it changes. The current image is seen by itself.
    void setWorkspace(Workspace workspace);
    void setTool(const QString& id);
    void setClass(int classId);

    [[nodiscard]] const SessionState& state() const { return m_state; }
    /// Looks once more and writes what has changed.
    void flush();

  Q_SIGNALS:
    /// A project was opened and its current image is the one that was left: the window takes workspace, tool
    /// and class from here.
    void restored(const sorby::app::SessionState& state);

  private:
    void open();
    void look();
    void write();
    [[nodiscard]] SessionState read() const;
    void forgetOldest();

    document::ProjectDocument& m_document;
    QSettings& m_settings;
    std::function<std::optional<SessionState::View>()> m_viewSource;
    QString m_folder; ///< of the project whose place is kept
    QString m_group;  ///< of the open project; empty: none
    SessionState m_state;
    SessionState m_written;
    std::optional<SessionState::View> m_waiting; ///< for the image to be shown
    project::ImageId m_waitingFor = 0;
    QTimer m_timer;
};

} // namespace sorby::app
