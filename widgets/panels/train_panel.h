// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/project_document.h"
#include "widgets/panels/train_form.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace sorby::panels {

/// The side panel of the workspace Train: the options, what they will be trained on, Start and Stop. GUI
/// thread.
class TrainPanel : public QWidget {
    Q_OBJECT
  public:
    explicit TrainPanel(document::ProjectDocument& document, QWidget* parent = nullptr);

    [[nodiscard]] TrainForm* form() const { return m_form; }
    [[nodiscard]] bool isRunning() const { return m_running; }
    void setRunning(bool running);
    /// While samples are drawn no others are asked for.
    void setPreviewing(bool previewing);
    /// Can a training be started now? When not, the panel says why.
    [[nodiscard]] bool canStart() const;

  public Q_SLOTS:
    /// As the button does.
    void start();

  Q_SIGNALS:
    void startRequested(const sorby::workflow::TrainRequest& request);
    void stopRequested();
    void previewRequested(const sorby::workflow::TrainRequest& request);
    void splitRequested();
    void canStartChanged();

  private:
    void refresh();

    document::ProjectDocument& m_document;
    TrainForm* m_form = nullptr;
    QLabel* m_data = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_split = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_preview = nullptr;
    QPushButton* m_stop = nullptr;
    bool m_running = false;
    bool m_previewing = false;
};

} // namespace sorby::panels
