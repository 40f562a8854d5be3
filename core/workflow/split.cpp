// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/split.h"

#include "core/base/files.h"
#include "core/workflow/selection.h"

namespace sorby::workflow {
namespace {

/// Membership of all images: a random split leaves those out that are not annotated or cannot be read.
Result<dataset::AppliedSplit> randomSplit(const project::Project& project,
                                          const std::vector<project::ImageRecord>& images,
                                          const dataset::SplitOptions& options)
{
    std::vector<std::size_t> places;
    std::vector<dataset::SplitItem> items;
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (images[i].annotated && isReadable(images[i])) {
            places.push_back(i);
            items.push_back({images[i].name, images[i].specimen});
        }
    }
    if (items.empty()) {
        return Error{ErrorCode::NotFound,
                     "no image is annotated; import annotations or draw some before splitting",
                     toUtf8(project.folder())};
    }
    const auto split = dataset::makeSplit(items, options);
    if (!split) {
        return split.error();
    }
    dataset::AppliedSplit result{dataset::Split(images.size(), Membership::None), {}};
    for (std::size_t i = 0; i < places.size(); ++i) {
        result.split[places[i]] = (*split)[i];
    }
    return result;
}

SplitReport count(const dataset::AppliedSplit& applied)
{
    SplitReport report;
    report.unknown = applied.unknown;
    for (const auto membership : applied.split) {
        switch (membership) {
        case Membership::Train:
            ++report.train;
            break;
        case Membership::Validation:
            ++report.validation;
            break;
        case Membership::Test:
            ++report.test;
            break;
        case Membership::None:
            ++report.none;
            break;
        }
    }
    return report;
}

} // namespace

Result<SplitReport> splitProject(project::Project& project, const SplitRequest& request)
{
    const auto images = project.images();
    if (!images) {
        return images.error();
    }
    const auto items = toSplitItems(*images);
    const auto applied = [&]() -> Result<dataset::AppliedSplit> {
        if (request.from.empty()) {
            return randomSplit(project, *images, request.options);
        }
        const auto names = dataset::readSplits(request.from, request.key);
        if (!names) {
            return names.error();
        }
        return dataset::applySplits(items, *names, request.options.groupBy);
    }();
    if (!applied) {
        return applied.error();
    }
    auto report = count(*applied);
    if (report.train + report.validation + report.test == 0) {
        return Error{ErrorCode::Mismatch, "names no image of the project", toUtf8(request.from)};
    }
    std::vector<std::pair<project::ImageId, Membership>> memberships;
    for (std::size_t i = 0; i < images->size(); ++i) {
        memberships.emplace_back((*images)[i].id, applied->split[i]);
    }
    if (auto stored = project.setMemberships(memberships); !stored) {
        return stored.error();
    }
    if (!request.out.empty()) {
        if (auto written = dataset::writeSplits(request.out, items, applied->split); !written) {
            return written.error();
        }
    }
    return report;
}

} // namespace sorby::workflow
