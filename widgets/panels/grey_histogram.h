// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/window.h"

#include <QWidget>

#include <cstdint>
#include <vector>

namespace sorby::panels {

/// How common the greys are, with the contrast window over it: its two ends are dragged with the mouse, and a
/// line shows how bright each grey is on the screen. Heights go by the square root, so that rare greys are
/// seen, too. GUI thread.
class GreyHistogram : public QWidget {
    Q_OBJECT
  public:
    explicit GreyHistogram(QWidget* parent = nullptr);

    /// Bars of equal steps of the full window; none: it is empty.
    void setCounts(std::vector<std::uint64_t> counts, const imaging::Window& full);
    void setMapping(const imaging::Window& window, double gamma);
    [[nodiscard]] QSize sizeHint() const override;

  Q_SIGNALS:
    /// An end is being dragged.
    void windowDragged(const sorby::imaging::Window& window);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

  private:
    enum class End { None, Low, High };

    [[nodiscard]] QRectF field() const;
    [[nodiscard]] double toX(double grey) const;
    [[nodiscard]] double toGrey(double x) const;
    [[nodiscard]] End endAt(double x) const;
    void drawBars(QPainter& painter) const;
    void drawCurve(QPainter& painter) const;

    std::vector<std::uint64_t> m_counts;
    imaging::Window m_full;
    imaging::Window m_window;
    double m_gamma = 1;
    End m_dragged = End::None;
};

} // namespace sorby::panels
