// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/import.h"
#include "widgets/panels/task_dialog.h"
#include "widgets/support/dialogs.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;

namespace sorby::panels {

class PathField;

/// Asks what to import: a source, its format, and where what belongs to it lies.
class ImportDialog : public TaskDialog {
    Q_OBJECT
  public:
    ImportDialog(support::Dialogs& dialogs, QWidget* parent);

    [[nodiscard]] workflow::ImportOptions options() const;

  protected:
    [[nodiscard]] QString problem() const override;

  private:
    void addReadingRows();
    void addPageRow();
    void followFormat();

    PathField* m_source = nullptr;
    QComboBox* m_format = nullptr;
    PathField* m_images = nullptr;
    PathField* m_points = nullptr;
    PathField* m_metadata = nullptr;
    QComboBox* m_raster = nullptr;
    QLineEdit* m_legend = nullptr;
    QLineEdit* m_pixelSize = nullptr;
    QSpinBox* m_page = nullptr;
    QCheckBox* m_allPages = nullptr;
    QCheckBox* m_keepsBar = nullptr;
};

} // namespace sorby::panels
