// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/split_side.h"

#include <fmt/format.h>

namespace sorby::command_line {

Result<SideChoice> parseSide(std::string_view text)
{
    if (text == "all") {
        return SideChoice{};
    }
    const auto membership = parseMembership(text);
    if (!membership || *membership == Membership::None) {
        return Error{
            ErrorCode::InvalidArgument,
            fmt::format("'{}' is no side of the split; there are test, train, validation and all", text),
            {}};
    }
    return SideChoice{membership};
}

const char* describeSide(const SideChoice& choice)
{
    if (!choice.side) {
        return "all annotated images";
    }
    switch (*choice.side) {
    case Membership::Train:
        return "train side";
    case Membership::Validation:
        return "validation side";
    default:
        return "test side";
    }
}

} // namespace sorby::command_line
