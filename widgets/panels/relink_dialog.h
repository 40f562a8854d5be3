// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/relink.h"
#include "widgets/panels/task_dialog.h"
#include "widgets/support/dialogs.h"

#include <QStringList>

#include <filesystem>

namespace sorby::panels {

class PathField;

/// Asks where the missing micrographs of a project may be now.
class RelinkDialog : public TaskDialog {
    Q_OBJECT
  public:
    RelinkDialog(const QStringList& missing, const std::filesystem::path& folder, support::Dialogs& dialogs,
                 QWidget* parent);

    [[nodiscard]] workflow::RelinkRequest request() const;

  protected:
    [[nodiscard]] QString problem() const override;

  private:
    bool m_isAnyMissing;
    PathField* m_folder = nullptr;
};

} // namespace sorby::panels
