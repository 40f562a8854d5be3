// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/membership.h"
#include "core/base/result.h"

#include <optional>
#include <string_view>

namespace sorby::command_line {

/// One side of the split, or all images.
struct SideChoice {
    std::optional<Membership> side; ///< nothing: all
};
/// "test", "train", "validation" or "all".
[[nodiscard]] Result<SideChoice> parseSide(std::string_view text);
/// For people: "test side", "all images".
[[nodiscard]] const char* describeSide(const SideChoice& choice);

} // namespace sorby::command_line
