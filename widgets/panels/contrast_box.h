// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/window.h"

#include <QGroupBox>

class QDoubleSpinBox;
class QPushButton;
class QSlider;

namespace sorby::panels {

/// The contrast: which grey is shown as black and which as white, and Auto. It changes what is seen, never
/// what is stored. GUI thread.
class ContrastBox : public QGroupBox {
    Q_OBJECT
  public:
    explicit ContrastBox(QWidget* parent = nullptr);

    /// Another micrograph: its full range, the window that Auto gives, and the one it has.
    void setRange(const imaging::Window& full, const imaging::Window& automatic,
                  const imaging::Window& window);
    [[nodiscard]] const imaging::Window& window() const { return m_window; }
    void setWindow(const imaging::Window& window);

  public Q_SLOTS:
    void useAutomatic();

  Q_SIGNALS:
    void windowChanged(const sorby::imaging::Window& window);

  private:
    struct Row {
        QSlider* slider = nullptr;
        QDoubleSpinBox* number = nullptr;
    };
    Row addRow(const QString& name, const QString& label, const QString& toolTip, int row);
    void takeLow(double value);
    void takeHigh(double value);
    void showWindow();
    [[nodiscard]] double valueOf(int position) const;
    [[nodiscard]] double smallestStep() const;

    imaging::Window m_full;
    imaging::Window m_automatic;
    imaging::Window m_window;
    Row m_low;
    Row m_high;
    bool m_showing = false;
};

} // namespace sorby::panels
