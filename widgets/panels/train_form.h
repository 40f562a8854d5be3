// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/engine.h"
#include "core/workflow/train.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace sorby::panels {

/// The options of a training: a preset, a few that everybody understands, and the rest folded away. GUI
/// thread.
class TrainForm : public QWidget {
    Q_OBJECT
  public:
    explicit TrainForm(QWidget* parent = nullptr);

    /// What is entered, or an Error that names the option which makes no sense.
    [[nodiscard]] Result<workflow::TrainRequest> request() const;
    void setOptions(const learning::TrainOptions& options);
    void setName(const QString& name);
    void setInitFile(const QString& file);
    /// Fills the choice of devices; with a GPU the balanced preset becomes the default, unless something was
    /// chosen.
    void setDevices(const learning::DeviceReport& report);

  Q_SIGNALS:
    void changed();
    /// A file of weights is to be asked for.
    void initFileWanted();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void buildMain(QFormLayout* form);
    void buildNetwork(QFormLayout* form);
    void buildRest(QFormLayout* form);
    void buildLearning(QFormLayout* form);
    void buildFirstWeights(QFormLayout* form);
    void enableNetwork();
    QSpinBox* addNumber(QFormLayout* form, const QString& name, const QString& label, const QString& toolTip,
                        int low, int high);
    QComboBox* addChoice(QFormLayout* form, const QString& name, const QString& label,
                         const QString& toolTip);
    void addRow(QFormLayout* form, const QString& label, QWidget* field, const QString& toolTip);
    void usePreset(int index);
    void showPreset();
    [[nodiscard]] learning::TrainOptions options() const; ///< without memory limit and device

    QLineEdit* m_name = nullptr;
    QComboBox* m_preset = nullptr;
    QLabel* m_presetText = nullptr;
    QSpinBox* m_epochs = nullptr;
    QSpinBox* m_minutes = nullptr; ///< 0: no limit
    QComboBox* m_device = nullptr;
    QSpinBox* m_batch = nullptr;
    QComboBox* m_rate = nullptr;
    QSpinBox* m_width = nullptr;
    QSpinBox* m_depth = nullptr;
    QComboBox* m_normalization = nullptr;
    QComboBox* m_network = nullptr;
    QComboBox* m_encoder = nullptr;
    QComboBox* m_loss = nullptr;
    QComboBox* m_optimizer = nullptr;
    QComboBox* m_schedule = nullptr;
    QComboBox* m_patch = nullptr;
    QComboBox* m_augmentation = nullptr;
    QCheckBox* m_hasUp = nullptr;
    QComboBox* m_classWeights = nullptr;
    QSpinBox* m_patience = nullptr;
    QLineEdit* m_init = nullptr;
    QComboBox* m_precision = nullptr;
    QLineEdit* m_memory = nullptr;
    QSpinBox* m_seed = nullptr;
    learning::TrainOptions m_base; ///< what the form has no field for, as the preset has it
    bool m_filling = false;
    bool m_touched = false;
};

} // namespace sorby::panels
