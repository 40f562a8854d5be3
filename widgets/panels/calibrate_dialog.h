// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/calibration_presets.h"
#include "core/workflow/image_details.h"
#include "widgets/panels/task_dialog.h"
#include "widgets/support/dialogs.h"

#include <optional>
#include <string>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QPushButton;

namespace sorby::panels {

/// Asks how large a pixel is: typed, from a scale bar, from a preset, or as the file says. Presets can be
/// removed.
class CalibrateDialog : public TaskDialog {
    Q_OBJECT
  public:
    CalibrateDialog(const project::ImageRecord& image, workflow::CalibrationPresets presets,
                    support::Dialogs& dialogs, QWidget* parent);

    /// The line that was drawn over the scale bar, in pixels: the dialog begins with it.
    void setLine(double dxPx, double dyPx);

    [[nodiscard]] workflow::CalibrateRequest request() const;
    /// Empty: the pixel size is not saved as a preset.
    [[nodiscard]] std::string presetName() const;
    /// As they are after what was removed in the dialog, at once and for good.
    [[nodiscard]] const workflow::CalibrationPresets& presets() const { return m_presets; }

  Q_SIGNALS:
    /// The user wants to draw a line over the scale bar; the dialog closes.
    void lineWanted();

  protected:
    [[nodiscard]] QString problem() const override;

  private:
    /// In the order of the box.
    enum Way { Typed, ScaleBar, Preset, Metadata, Confirm, Nothing };
    void addFields(const project::ImageRecord& image);
    void addLineRow();
    void addPresetRow();
    void removePreset();
    void followWay();
    [[nodiscard]] Way way() const;
    /// What is entered; nothing when the way needs no number.
    [[nodiscard]] std::optional<Result<Calibration>> entered() const;

    support::Dialogs& m_dialogs;
    std::string m_image;
    workflow::CalibrationPresets m_presets;
    bool m_hasCalibration = false;
    double m_dx = 0;
    double m_dy = 0;
    QComboBox* m_way = nullptr;
    QLineEdit* m_size = nullptr;
    QDoubleSpinBox* m_linePx = nullptr;
    QLineEdit* m_length = nullptr;
    QComboBox* m_preset = nullptr;
    QPushButton* m_removePreset = nullptr;
    QLineEdit* m_saveAs = nullptr;
    QCheckBox* m_all = nullptr;
};

} // namespace sorby::panels
