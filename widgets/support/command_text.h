// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAction;

/// How commands are written where they are not in a menu.
namespace sorby::support {

/// "Open project" of "&Open project…".
[[nodiscard]] QString plainText(QString actionText);
/// "A, PgUp", as this system names its keys; empty without any.
[[nodiscard]] QString keysText(const QAction& action);
/// From now on the tool tip ends with the first key in parentheses, whatever the key becomes.
void keepKeyInToolTip(QAction* action);

} // namespace sorby::support
