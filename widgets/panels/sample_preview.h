// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QImage>

namespace sorby::panels {

/// Shows samples as a training would see them. Does not stand in the way of the window.
class SamplePreview : public QDialog {
    Q_OBJECT
  public:
    explicit SamplePreview(const QImage& sheet, QWidget* parent = nullptr);
};

} // namespace sorby::panels
