// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/events.h"
#include "widgets/document/project_document.h"

#include <QElapsedTimer>
#include <QWidget>

#include <string>

class QCheckBox;
class QLabel;
class QProgressBar;
class QTableView;

namespace sorby::plots {
class TrainingCurves;
}

namespace sorby::panels {

class RunTableModel;

/// What a training does: how far it is, its curves, and the table of all runs, in which a click shows another
/// run's curves. GUI thread.
class TrainMonitor : public QWidget {
    Q_OBJECT
  public:
    explicit TrainMonitor(document::ProjectDocument& document, QWidget* parent = nullptr);

    // The life of one training, in this order.
    void begin(int epochs);
    void showPlan(const learning::PlanEvent& plan);
    void showStep(const learning::StepEvent& step);
    void showEpoch(const learning::EpochEvent& epoch);
    void showNotice(const QString& message);
    void end(const QString& outcome);

    [[nodiscard]] plots::TrainingCurves* curves() const { return m_curves; }
    /// Id of the run whose curves are shown; empty while there is none.
    [[nodiscard]] const std::string& shownRun() const { return m_shownRun; }

  private:
    void buildHead();
    void buildTable();
    void showRun(const std::string& runId);
    void followDocument();
    [[nodiscard]] bool showsLiveRun() const;
    void setTimeLeft(double seconds);

    document::ProjectDocument& m_document;
    RunTableModel* m_model = nullptr;
    QLabel* m_state = nullptr;
    QLabel* m_plan = nullptr;
    QLabel* m_left = nullptr;
    QLabel* m_speed = nullptr;
    QProgressBar* m_progress = nullptr;
    QCheckBox* m_logarithmic = nullptr;
    plots::TrainingCurves* m_curves = nullptr;
    QTableView* m_runs = nullptr;
    QElapsedTimer m_sinceFirstStep;
    double m_firstFraction = 0;
    int m_epochs = 0;
    bool m_live = false;
    std::string m_liveRun;
    std::string m_shownRun;
};

} // namespace sorby::panels
