// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sorby::test {

/// A port of this machine that nobody listened at a moment ago. The way of Unix.
[[nodiscard]] int freePort();

} // namespace sorby::test
