// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/window.h"
#include "widgets/canvas/colour_table.h"

#include <QGroupBox>

#include <cstdint>
#include <vector>

class QComboBox;
class QDoubleSpinBox;
class QPushButton;
class QSlider;

namespace sorby::panels {

class GreyHistogram;

/// The contrast: the histogram, which grey is shown as black and which as white, and Auto by percentiles;
/// gamma and the colours for greys. It changes what is seen, never what is stored. Black and white are the
/// micrograph's, and what training sees; gamma and colours are for the eye alone and stay for all of them.
/// GUI thread.
class ContrastBox : public QGroupBox {
    Q_OBJECT
  public:
    explicit ContrastBox(QWidget* parent = nullptr);

    /// Another micrograph: its full range, the window that Auto gives, and the one it has.
    void setRange(const imaging::Window& full, const imaging::Window& automatic,
                  const imaging::Window& window);
    [[nodiscard]] const imaging::Window& window() const { return m_window; }
    void setWindow(const imaging::Window& window);
    /// Bars over the full range; empty: not known.
    void setHistogram(std::vector<std::uint64_t> counts);
    [[nodiscard]] double gamma() const;
    [[nodiscard]] canvas::ColourTable colourTable() const;
    void setTone(double gamma, canvas::ColourTable table);

  public Q_SLOTS:
    void useAutomatic();

  Q_SIGNALS:
    void windowChanged(const sorby::imaging::Window& window);
    void toneChanged(double gamma, sorby::canvas::ColourTable table);

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
    void addTone(int row);
    void showTone();
    void changeTone();

    GreyHistogram* m_histogram = nullptr;
    QDoubleSpinBox* m_gamma = nullptr;
    QSlider* m_gammaSlider = nullptr;
    QComboBox* m_table = nullptr;
    Row m_low;
    Row m_high;
    bool m_showing = false;
};

} // namespace sorby::panels
