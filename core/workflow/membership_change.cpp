// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/membership_change.h"

#include <fmt/format.h>

#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace sorby::workflow {
namespace {

/// Of one specimen that moved images belong to.
struct Specimen {
    const project::ImageRecord* behind = nullptr; ///< an image that stays on another side
    std::size_t countBehind = 0;
    Membership before = Membership::None; ///< the side of the first of its images that has one
    bool wasCut = false;
};

} // namespace

Status refuseCutBy(const std::vector<project::ImageRecord>& images,
                   const std::vector<project::ImageId>& moved, Membership side)
{
    if (side == Membership::None) {
        return {};
    }
    const std::unordered_set<project::ImageId> moving(moved.begin(), moved.end());
    std::unordered_map<std::string_view, Specimen> specimens;
    for (const auto& image : images) {
        if (!image.specimen.empty() && moving.contains(image.id)) {
            specimens.try_emplace(image.specimen);
        }
    }
    for (const auto& image : images) {
        const auto found = specimens.find(image.specimen);
        if (found == specimens.end() || image.membership == Membership::None) {
            continue;
        }
        auto& specimen = found->second;
        specimen.wasCut |= specimen.before != Membership::None && specimen.before != image.membership;
        specimen.before = image.membership;
        if (!moving.contains(image.id) && image.membership != side) {
            specimen.behind = specimen.behind != nullptr ? specimen.behind : &image;
            ++specimen.countBehind;
        }
    }
    for (const auto& image : images) {
        const auto found = specimens.find(image.specimen);
        if (found == specimens.end() || found->second.behind == nullptr || found->second.wasCut) {
            continue;
        }
        const auto& [behind, count, before, wasCut] = found->second;
        const auto others = count == 1 ? std::string() : fmt::format(" with {} more", count - 1);
        return Error{ErrorCode::Mismatch,
                     fmt::format("the specimen \"{}\" would be on two sides: {}{} would stay in {}; move all "
                                 "images of the specimen together",
                                 image.specimen, behind->name, others, toText(behind->membership)),
                     {}};
    }
    return {};
}

} // namespace sorby::workflow
