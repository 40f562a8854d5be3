// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace sorby::app {

/// Keeps keys without Ctrl or Alt for whoever types: installed on the application, it tells Qt that a focused
/// text field (a line, a number, an editable choice, a text) takes them, so that no command fires by them.
/// The function keys stay with the commands.
class TextFieldGuard : public QObject {
    Q_OBJECT
  public:
    explicit TextFieldGuard(QObject* parent = nullptr);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace sorby::app
