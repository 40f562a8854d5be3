// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/consensus.h"
#include "core/workflow/mask_consensus.h"
#include "widgets/panels/task_dialog.h"
#include "widgets/support/dialogs.h"

#include <variant>

class QComboBox;
class QDoubleSpinBox;
class QListWidget;
class QPushButton;
class QRadioButton;
class QSpinBox;

namespace sorby::panels {

class PathField;

/// Asks what several annotators are to agree on: the points of interest of the project, or masks in a folder
/// for each of them.
class ConsensusDialog : public TaskDialog {
    Q_OBJECT
  public:
    /// `hasPoints`: the project has points of interest.
    ConsensusDialog(bool hasPoints, support::Dialogs& dialogs, QWidget* parent);

    using Request = std::variant<workflow::ConsensusRequest, workflow::MaskConsensusRequest>;
    [[nodiscard]] Request request() const;
    /// Adds a folder of masks; one that is there already is passed over.
    void addFolder(const QString& folder);

  protected:
    [[nodiscard]] QString problem() const override;

  private:
    void addMaskRows();
    void followMode();

    support::Dialogs& m_dialogs;
    QRadioButton* m_ofPoints = nullptr;
    QDoubleSpinBox* m_distance = nullptr;
    QRadioButton* m_ofMasks = nullptr;
    QListWidget* m_folders = nullptr;
    QPushButton* m_add = nullptr;
    QPushButton* m_remove = nullptr;
    QComboBox* m_method = nullptr;
    QSpinBox* m_agree = nullptr;
    PathField* m_out = nullptr;
};

} // namespace sorby::panels
