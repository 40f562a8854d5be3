// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/image_details.h"
#include "widgets/panels/task_dialog.h"

#include <string>

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QSpinBox;

namespace sorby::panels {

/// Asks where the information bar of micrographs is, or which part shows the specimen: all else is left out
/// of training and scores.
class DatabarDialog : public TaskDialog {
    Q_OBJECT
  public:
    DatabarDialog(const project::ImageRecord& image, QWidget* parent);

    [[nodiscard]] workflow::DatabarRequest request() const;

  protected:
    [[nodiscard]] QString problem() const override;

  private:
    enum Place { Bottom, Top, Region, Nowhere, Find }; ///< in the order of the box
    void addRegionRows();
    QSpinBox* addPixels(QHBoxLayout& row, const QString& name, const QString& toolTip, int least, int most);
    void fill(const project::ImageRecord& image);
    void followPlace();
    [[nodiscard]] PixelRect region() const;

    std::string m_image;
    Size m_size;
    QComboBox* m_place = nullptr;
    QSpinBox* m_rows = nullptr;
    QSpinBox* m_x = nullptr; ///< of the part that shows the specimen
    QSpinBox* m_y = nullptr;
    QSpinBox* m_width = nullptr;
    QSpinBox* m_height = nullptr;
    QCheckBox* m_all = nullptr;
};

} // namespace sorby::panels
