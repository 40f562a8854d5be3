// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/copy_project.h"
#include "widgets/panels/task_dialog.h"
#include "widgets/support/dialogs.h"

#include <filesystem>

class QCheckBox;
class QLineEdit;

namespace sorby::panels {

class PathField;

/// Asks where a copy of the project is to be saved.
class CopyDialog : public TaskDialog {
    Q_OBJECT
  public:
    CopyDialog(const std::filesystem::path& project, bool hasRuns, support::Dialogs& dialogs,
               QWidget* parent);

    [[nodiscard]] workflow::CopyProjectRequest request() const;

  protected:
    [[nodiscard]] QString problem() const override;

  private:
    QLineEdit* m_name = nullptr;
    PathField* m_place = nullptr;
    QCheckBox* m_runs = nullptr;
};

} // namespace sorby::panels
