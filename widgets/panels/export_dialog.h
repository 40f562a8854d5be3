// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/export.h"
#include "widgets/document/project_document.h"
#include "widgets/panels/task_dialog.h"
#include "widgets/support/dialogs.h"

class QComboBox;

namespace sorby::panels {

class PathField;

/// Asks what to export, of which images, and where to.
class ExportDialog : public TaskDialog {
    Q_OBJECT
  public:
    ExportDialog(document::ProjectDocument& document, support::Dialogs& dialogs, QWidget* parent);

    [[nodiscard]] workflow::ExportRequest request() const;

  protected:
    [[nodiscard]] QString problem() const override;

  private:
    QComboBox* addChoice(const QString& name, const QString& label, const QString& toolTip);
    void followSource();

    QComboBox* m_format = nullptr;
    QComboBox* m_source = nullptr;
    QComboBox* m_side = nullptr;
    QComboBox* m_postprocess = nullptr;
    PathField* m_folder = nullptr;
};

} // namespace sorby::panels
