// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>

namespace sorby::test {

/// Runs the event loop until `condition` holds; false when it never did. The limit only bounds a failure: it
/// is far above what any test needs.
[[nodiscard]] bool waitUntil(const std::function<bool()>& condition,
                             std::chrono::milliseconds limit = std::chrono::seconds(30));

/// Delivers every event that is due now, deferred deletions included.
void processEvents();

} // namespace sorby::test
