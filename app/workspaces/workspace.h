// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sorby::app {

/// What the window is used for just now; the side panel and the layers belong to it.
enum class Workspace { Annotate, Train, Review };

} // namespace sorby::app
