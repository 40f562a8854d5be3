// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace sorby {

/// How far a person is with an image. The values stand in project files.
enum class ReviewStatus { None = 0, InWork = 1, Done = 2, Rejected = 3 };

inline constexpr std::array kReviewStatuses{ReviewStatus::None, ReviewStatus::InWork, ReviewStatus::Done,
                                            ReviewStatus::Rejected};

[[nodiscard]] constexpr const char* toText(ReviewStatus status)
{
    switch (status) {
    case ReviewStatus::InWork:
        return "in-work";
    case ReviewStatus::Done:
        return "done";
    case ReviewStatus::Rejected:
        return "rejected";
    case ReviewStatus::None:
        break;
    }
    return "none";
}

/// Also takes "in work" and "in_work".
[[nodiscard]] constexpr std::optional<ReviewStatus> parseReviewStatus(std::string_view text)
{
    if (text == "in work" || text == "in_work") {
        return ReviewStatus::InWork;
    }
    for (const auto status : kReviewStatuses) {
        if (text == toText(status)) {
            return status;
        }
    }
    return std::nullopt;
}

/// Does an image of this status still wait for someone? A rejected one does not: it was decided on.
[[nodiscard]] constexpr bool isUndone(ReviewStatus status)
{
    return status == ReviewStatus::None || status == ReviewStatus::InWork;
}

} // namespace sorby
