// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sorby {

/// The grey values shown as black and as white, in the micrograph's own unit. Display and training use the
/// same one. A window whose high is not above its low counts as one that is 1 wide.
struct Window {
    double low = 0;
    double high = 255;
    bool operator==(const Window&) const = default;
};

} // namespace sorby
