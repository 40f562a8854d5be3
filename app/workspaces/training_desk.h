// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/export.h"
#include "core/workflow/train.h"

#include <QObject>

namespace sorby::document {
class ProjectDocument;
}
namespace sorby::panels {
class TrainMonitor;
class TrainPanel;
} // namespace sorby::panels
namespace sorby::support {
class Dialogs;
}

namespace sorby::app {

class TrainingSession;

/// Joins the training with the panel that starts it, the monitor that shows it, and the document that gets
/// its run. GUI thread.
class TrainingDesk : public QObject {
    Q_OBJECT
  public:
    TrainingDesk(document::ProjectDocument& document, TrainingSession& session, panels::TrainPanel& panel,
                 panels::TrainMonitor& monitor, workflow::EngineSource engine, support::Dialogs& dialogs,
                 QObject* parent = nullptr);

    /// Fills the choice of devices at the first call, in the background: it loads the engine.
    void askDevices();

  Q_SIGNALS:
    void news(const QString& message);
    void failed(const QString& title, const QString& text);

  private:
    [[nodiscard]] static QString outcomeText(const workflow::TrainOutcome& outcome);
    void askForWeights();
    void preview(const workflow::TrainRequest& request);
    void finish(const Result<workflow::TrainOutcome>& outcome);

    document::ProjectDocument& m_document;
    panels::TrainPanel& m_panel;
    panels::TrainMonitor& m_monitor;
    workflow::EngineSource m_engine;
    support::Dialogs& m_dialogs;
    bool m_devicesAsked = false;
};

} // namespace sorby::app
