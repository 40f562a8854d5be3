// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/canvas.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QSlider;

namespace sorby::panels {

enum class CompareMode { Off, SideBySide, Swipe, Blink };

/// One side of a comparison.
enum class CompareSide { Image, Reference, Prediction, IouOverlay };

/// What is compared, and how.
struct Comparison {
    CompareMode mode = CompareMode::Off;
    CompareSide left = CompareSide::Image;
    CompareSide right = CompareSide::Reference;
    int blinkMs = 600; ///< how long each side is shown
    bool operator==(const Comparison&) const = default;
};

/// The layers that a side shows: its own, with opacity, palette and class as they are chosen.
[[nodiscard]] canvas::Layers layersOf(CompareSide side, const canvas::Layers& chosen);

/// The bar over the canvas while two things are compared: which ones, how, how fast they blink. Hidden while
/// nothing is. GUI thread.
class CompareBar : public QWidget {
    Q_OBJECT
  public:
    explicit CompareBar(QWidget* parent = nullptr);

    [[nodiscard]] const Comparison& comparison() const { return m_comparison; }
    void setComparison(const Comparison& comparison);

  Q_SIGNALS:
    void changed(const sorby::panels::Comparison& comparison);

  private:
    QComboBox* addSides(const QString& name, const QString& toolTip);
    void take();

    Comparison m_comparison;
    QComboBox* m_mode = nullptr;
    QComboBox* m_left = nullptr;
    QComboBox* m_right = nullptr;
    QLabel* m_speedLabel = nullptr;
    QSlider* m_speed = nullptr;
    bool m_showing = false;
};

} // namespace sorby::panels
