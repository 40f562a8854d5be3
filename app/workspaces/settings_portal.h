// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

class QObject;

namespace sorby::app {

/// Asks the desktop's settings portal (org.freedesktop.appearance, color-scheme) without waiting, and calls
/// `take` with its answer and with each later change, as long as `context` lives. Does nothing where there is
/// no portal. Implemented once with D-Bus and once without.
void followColourScheme(QObject* context, std::function<void(unsigned scheme)> take);

} // namespace sorby::app
