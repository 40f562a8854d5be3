// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/review_status.h"

#include <QString>

namespace sorby::models {

/// The status for people: "No status", "In work", "Done", "Rejected".
[[nodiscard]] QString statusText(ReviewStatus status);

} // namespace sorby::models
