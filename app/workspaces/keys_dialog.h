// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QAction;

namespace sorby::app {

/// Every command that has a key, and what the mouse does on the canvas.
class KeysDialog : public QDialog {
    Q_OBJECT
  public:
    KeysDialog(const QList<QAction*>& actions, QWidget* parent);
};

} // namespace sorby::app
