// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace sorby::models {

/// Less than 0, 0 or above 0 as `a` comes before, with or after `b` when digits count as the numbers they
/// make: "field 2" before "field 10". Letters by their code, so fold their case first.
[[nodiscard]] int compareNaturally(QStringView a, QStringView b);

} // namespace sorby::models
