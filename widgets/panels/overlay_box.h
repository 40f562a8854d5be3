// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/layer_settings.h"

#include <QGroupBox>

class QCheckBox;
class QComboBox;
class QLabel;
class QTimer;

namespace sorby::panels {

/// The switches of the IoU overlay, which are its legend as well: categories, opacity, ground, palette,
/// class, blinking. GUI thread.
class OverlayBox : public QGroupBox {
    Q_OBJECT
  public:
    explicit OverlayBox(LayerSettings& layers, QWidget* parent = nullptr);

    /// The choice of a class is shown for several classes only.
    void setClasses(const annotation::ClassList& classes);
    /// One sentence below the switches; empty hides it.
    void setHint(const QString& hint);

  private:
    QCheckBox* addCategory(const QString& name, const QString& text, const QString& toolTip,
                           bool canvas::Layers::*member);
    void showColours();

    LayerSettings& m_layers;
    QCheckBox* m_truePositive = nullptr;
    QCheckBox* m_falsePositive = nullptr;
    QCheckBox* m_falseNegative = nullptr;
    QComboBox* m_class = nullptr;
    QLabel* m_classLabel = nullptr;
    QLabel* m_hint = nullptr;
    QTimer* m_blink = nullptr;
};

} // namespace sorby::panels
