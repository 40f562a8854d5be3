// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/backups.h"
#include "widgets/panels/task_dialog.h"

#include <vector>

class QTreeWidget;

namespace sorby::panels {

/// Asks which backup of a project is to be put back.
class RestoreDialog : public TaskDialog {
    Q_OBJECT
  public:
    /// `damage`: why the project cannot be opened as it is; empty when it can.
    RestoreDialog(const QString& projectName, const QString& damage,
                  std::vector<project::BackupRecord> backups, QWidget* parent);

    /// The chosen one; null when there is none.
    [[nodiscard]] const project::BackupRecord* backup() const;

  protected:
    [[nodiscard]] QString problem() const override;

  private:
    std::vector<project::BackupRecord> m_backups;
    QTreeWidget* m_list = nullptr;
};

} // namespace sorby::panels
