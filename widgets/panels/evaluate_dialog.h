// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/evaluate_form.h"
#include "widgets/panels/task_dialog.h"
#include "widgets/support/dialogs.h"

namespace sorby::panels {

class PathField;

/// Asks what to evaluate, and where to write tables and overlays, if anywhere.
class EvaluateDialog : public TaskDialog {
    Q_OBJECT
  public:
    EvaluateDialog(document::ProjectDocument& document, support::Dialogs& dialogs, QWidget* parent);

    [[nodiscard]] workflow::EvaluateRequest request() const;

  protected:
    [[nodiscard]] QString problem() const override;

  private:
    EvaluateForm* m_choices = nullptr;
    PathField* m_folder = nullptr;
};

} // namespace sorby::panels
