// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/membership.h"

#include <QString>

namespace sorby::panels {

/// "training", "validation", "test", or "no side", for people.
[[nodiscard]] QString membershipText(Membership membership);

} // namespace sorby::panels
