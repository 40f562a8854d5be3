// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/membership.h"

#include <QString>

namespace sorby::models {

/// The split's side for people: "Training", "Validation", "Test", "No split".
[[nodiscard]] QString membershipText(Membership membership);

} // namespace sorby::models
