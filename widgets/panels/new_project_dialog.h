// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "widgets/panels/task_dialog.h"
#include "widgets/support/dialogs.h"

#include <filesystem>

class QLineEdit;

namespace sorby::panels {

class PathField;

/// Asks for the name, the place and the classes of a new project.
class NewProjectDialog : public TaskDialog {
    Q_OBJECT
  public:
    NewProjectDialog(const std::filesystem::path& parentFolder, support::Dialogs& dialogs, QWidget* parent);

    [[nodiscard]] std::filesystem::path folder() const;
    [[nodiscard]] Result<annotation::ClassList> classes() const;

  protected:
    [[nodiscard]] QString problem() const override;

  private:
    QLineEdit* m_name = nullptr;
    PathField* m_place = nullptr;
    QLineEdit* m_classes = nullptr;
};

} // namespace sorby::panels
