// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace sorby::plots {

/// Two diagrams over the epochs of one run: the losses on the left, the validation IoU on the right. Colours
/// follow the palette. GUI thread.
class TrainingCurves : public QWidget {
    Q_OBJECT
  public:
    explicit TrainingCurves(QWidget* parent = nullptr);
    ~TrainingCurves() override;

    /// Another run: its finished epochs, and how many it is to have (0: not known).
    void setEpochs(const std::vector<project::EpochRecord>& epochs, int expectedEpochs);
    void addEpoch(const project::EpochRecord& epoch);
    /// Loss of one step; `position` in epochs, 2.5 is the middle of the third one.
    void addStep(double position, double loss);
    [[nodiscard]] int epochCount() const;

    [[nodiscard]] bool isLogarithmic() const;
    void setLogarithmic(bool logarithmic); ///< the axis of the losses

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sorby::plots
