// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folds.h"

#include "core/base/random.h"
#include "core/dataset/split_groups.h"
#include "core/dataset/stratify.h"

#include <fmt/format.h>

#include <cassert>
#include <cstddef>

namespace sorby::dataset {

Result<std::vector<int>> makeFolds(const std::vector<SplitItem>& items, int folds,
                                   const SplitOptions& options)
{
    if (folds < 2) {
        return Error{
            ErrorCode::InvalidArgument, fmt::format("{} folds are too few; choose 2 or more", folds), {}};
    }
    auto groups = groupItems(items, options.groupBy);
    if (groups.size() < static_cast<std::size_t>(folds)) {
        const bool bySpecimen = options.groupBy == GroupBy::Specimen;
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("there are fewer {} ({}) than folds ({}); choose fewer folds{}",
                                 bySpecimen ? "specimens" : "images", groups.size(), folds,
                                 bySpecimen ? " or group by none" : ""),
                     {}};
    }
    Random(options.seed, "folds").shuffle(groups);
    const std::vector<double> shares(static_cast<std::size_t>(folds), 1.0 / folds);
    const auto folded = stratify(items, groups, shares, options.stratify, deriveSeed(options.seed, "folds"));
    std::vector<int> result(items.size());
    for (std::size_t group = 0; group < groups.size(); ++group) {
        for (const std::size_t item : groups[group]) {
            result[item] = static_cast<int>(folded[group]);
        }
    }
    return result;
}

Result<Split> splitOfFold(const std::vector<SplitItem>& items, const std::vector<int>& folds, int fold,
                          const SplitOptions& options)
{
    assert(items.size() == folds.size());
    Split split(items.size(), Membership::Test);
    std::vector<std::size_t> places;
    std::vector<SplitItem> rest;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (folds[i] != fold) {
            places.push_back(i);
            rest.push_back(items[i]);
        }
    }
    const double wanted = options.validation * static_cast<double>(items.size());
    if (!(wanted < static_cast<double>(rest.size()))) {
        return Error{
            ErrorCode::InvalidArgument,
            fmt::format("a validation share of {} leaves nothing to train on beside the test images of "
                        "{}; make it smaller",
                        options.validation, nameOfFold(fold)),
            {}};
    }
    SplitOptions inner = options;
    inner.test = 0;
    inner.validation = wanted / static_cast<double>(rest.size());
    inner.seed = deriveSeed(options.seed, "fold", static_cast<std::uint64_t>(fold));
    const auto shared = makeSplit(rest, inner);
    if (!shared) {
        return Error{shared.error().code,
                     fmt::format("{} beside its test images: {}", nameOfFold(fold), shared.error().message),
                     shared.error().where};
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
        split[places[i]] = (*shared)[i];
    }
    return split;
}

std::string nameOfFold(int fold)
{
    return fmt::format("fold{}", fold + 1);
}

} // namespace sorby::dataset
