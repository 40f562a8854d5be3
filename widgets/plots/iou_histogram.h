// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <array>
#include <vector>

namespace sorby::plots {

/// How many images have which IoU: twenty bars from 0 to 1 in the IoU's colours. GUI thread.
class IouHistogram : public QWidget {
    Q_OBJECT
  public:
    static constexpr int kBins = 20;

    explicit IouHistogram(QWidget* parent = nullptr);

    void setValues(const std::vector<double>& values);
    /// Number of values in each bin; an IoU of 1 is in the last one.
    [[nodiscard]] const std::array<int, kBins>& counts() const { return m_counts; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override; // tool tips of the bars

  private:
    [[nodiscard]] QRect plotArea() const;

    std::array<int, kBins> m_counts{};
};

} // namespace sorby::plots
