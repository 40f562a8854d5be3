// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/split.h"
#include "widgets/panels/task_dialog.h"
#include "widgets/support/dialogs.h"

class QCheckBox;
class QLineEdit;
class QRadioButton;
class QSpinBox;

namespace sorby::panels {

class PathField;

/// Asks how the micrographs are to be shared out to training, validation and test: at random, as one
/// of several folds, or from a file.
class SplitDialog : public TaskDialog {
    Q_OBJECT
  public:
    /// `hasSpecimens`: the specimen of at least one micrograph is known.
    SplitDialog(bool hasSpecimens, support::Dialogs& dialogs, QWidget* parent);

    [[nodiscard]] workflow::SplitRequest request() const;

  protected:
    [[nodiscard]] QString problem() const override;

  private:
    QSpinBox* addPercent(const QString& name, const QString& label, const QString& toolTip, int value);
    void addFoldRows();
    void addFileRows(support::Dialogs& dialogs);
    void followMode();
    [[nodiscard]] bool hasFolds() const;

    QRadioButton* m_random = nullptr;
    QSpinBox* m_test = nullptr;
    QSpinBox* m_folds = nullptr; ///< 1: none
    QSpinBox* m_fold = nullptr;
    QSpinBox* m_validation = nullptr;
    QCheckBox* m_bySpecimen = nullptr;
    QCheckBox* m_stratify = nullptr;
    QSpinBox* m_seed = nullptr;
    QRadioButton* m_fromFile = nullptr;
    PathField* m_file = nullptr;
    QLineEdit* m_key = nullptr;
};

} // namespace sorby::panels
