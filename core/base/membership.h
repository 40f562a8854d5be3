// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

namespace sorby {

/// The side of the split that an image is on. It belongs to the image, so that every score says whether it
/// was measured on seen or unseen images.
enum class Membership { None, Train, Validation, Test };

[[nodiscard]] constexpr const char* toText(Membership membership)
{
    switch (membership) {
    case Membership::Train:
        return "train";
    case Membership::Validation:
        return "validation";
    case Membership::Test:
        return "test";
    case Membership::None:
        break;
    }
    return "none";
}

/// Also takes "val", as published splits spell it.
[[nodiscard]] constexpr std::optional<Membership> parseMembership(std::string_view text)
{
    if (text == "val") {
        return Membership::Validation;
    }
    for (const auto membership :
         {Membership::None, Membership::Train, Membership::Validation, Membership::Test}) {
        if (text == toText(membership)) {
            return membership;
        }
    }
    return std::nullopt;
}

} // namespace sorby
