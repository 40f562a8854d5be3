// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/image_details.h"
#include "widgets/panels/task_dialog.h"

#include <string>

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace sorby::panels {

/// Asks where the information bar of micrographs is, which is left out of training and scores.
class DatabarDialog : public TaskDialog {
    Q_OBJECT
  public:
    DatabarDialog(const project::ImageRecord& image, QWidget* parent);

    [[nodiscard]] workflow::DatabarRequest request() const;

  protected:
    [[nodiscard]] QString problem() const override;

  private:
    enum Place { Bottom, Top, Nowhere, Find }; ///< in the order of the box
    void followPlace();

    std::string m_image;
    int m_height = 0;
    QComboBox* m_place = nullptr;
    QSpinBox* m_rows = nullptr;
    QCheckBox* m_all = nullptr;
};

} // namespace sorby::panels
