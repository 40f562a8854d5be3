// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/settings_portal.h"

namespace sorby::app {

void followColourScheme(QObject*, std::function<void(unsigned)>) {}

} // namespace sorby::app
