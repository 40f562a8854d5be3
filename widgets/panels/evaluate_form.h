// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/evaluate.h"
#include "widgets/document/project_document.h"

#include <QWidget>

class QComboBox;

namespace sorby::panels {

/// Which run, on which side of the split, with which post-processing. GUI thread.
class EvaluateForm : public QWidget {
    Q_OBJECT
  public:
    explicit EvaluateForm(document::ProjectDocument& document, QWidget* parent = nullptr);

    /// `run` is empty when there is no run that can be evaluated.
    [[nodiscard]] workflow::EvaluateRequest request() const;
    [[nodiscard]] bool hasRun() const;

  Q_SIGNALS:
    void runChosen(const QString& runId); ///< by the user
    void runsChanged();

  private:
    void refreshRuns();

    document::ProjectDocument& m_document;
    QComboBox* m_run = nullptr;
    QComboBox* m_side = nullptr;
    QComboBox* m_postprocess = nullptr;
};

/// Fills `box` with the runs that can predict; the data of an entry is the run's id.
void fillRuns(QComboBox* box, const document::ProjectDocument& document);
/// Fills `box` with the two post-processings of the pilot study.
void fillPostprocesses(QComboBox* box);
[[nodiscard]] evaluation::Postprocess chosenPostprocess(const QComboBox* box);
/// Fills `box` with the sides of the split and "all images".
void fillSides(QComboBox* box);
[[nodiscard]] std::optional<Membership> chosenSide(const QComboBox* box);

} // namespace sorby::panels
