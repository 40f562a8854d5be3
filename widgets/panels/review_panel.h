// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/project_document.h"
#include "widgets/panels/layer_settings.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace sorby::plots {
class IouHistogram;
}

namespace sorby::panels {

class EvaluateForm;
class OverlayBox;
class ScoreTable;

/// The side panel of the workspace Review: evaluate a run, see every image's scores with the worst first, and
/// the switches of the IoU overlay. GUI thread.
class ReviewPanel : public QWidget {
    Q_OBJECT
  public:
    ReviewPanel(document::ProjectDocument& document, LayerSettings& layers, QWidget* parent = nullptr);

    [[nodiscard]] EvaluateForm* form() const { return m_form; }
    [[nodiscard]] ScoreTable* table() const { return m_table; }
    /// The image on the canvas (null: none), to say why it has no overlay.
    void setContent(const document::ImageContent* content);
    /// While a long job runs, no other is started.
    void setBusy(bool busy);

  Q_SIGNALS:
    void evaluateRequested();
    void trainRequested(); ///< there is no run yet: go to where one is made

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void refresh();
    /// Goes through all scores: only while someone sees them.
    void showScores();
    [[nodiscard]] QString summary() const;

    document::ProjectDocument& m_document;
    EvaluateForm* m_form = nullptr;
    QPushButton* m_evaluate = nullptr;
    QPushButton* m_train = nullptr;
    QLabel* m_summary = nullptr;
    plots::IouHistogram* m_histogram = nullptr;
    ScoreTable* m_table = nullptr;
    OverlayBox* m_overlay = nullptr;
    bool m_busy = false;
    bool m_isStale = false; ///< the scores have changed since they were shown
};

} // namespace sorby::panels
