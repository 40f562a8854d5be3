// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/network_graph.h"

namespace sorby::learning {

/// How far, in pixels, a change outside of a region can reach into it, the region's edges on multiples of the
/// stride: the margin to be thrown away when a piece of an image is computed. Means over whole maps and what
/// else isLocal() speaks of are left out.
[[nodiscard]] int reachOf(const NetworkGraph& graph);

/// Does a piece with a margin of reachOf() give exactly what the whole image gives? Not with means over the
/// whole map, and not with an interpolation between corners, which stretches a little with the image's size.
[[nodiscard]] bool isLocal(const NetworkGraph& graph);

} // namespace sorby::learning
