// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/split.h"

#include <filesystem>
#include <string>
#include <vector>

namespace sorby::dataset {

/// The fold of each item in whose test side it is, from 0 to `folds` - 1, in the items' order. Folds are of
/// about the same size; specimens stay whole and classes come to every fold as in makeSplit (grouping, seed
/// and `stratify` of the options). An Error for fewer than 2 folds and for fewer specimens than folds.
[[nodiscard]] Result<std::vector<int>> makeFolds(const std::vector<SplitItem>& items, int folds,
                                                 const SplitOptions& options);

/// One fold as a split: its own items are for test, the option's share of all items, taken from the rest, for
/// validation. The option's share for test does not count. An Error when nothing is left for training.
[[nodiscard]] Result<Split> splitOfFold(const std::vector<SplitItem>& items, const std::vector<int>& folds,
                                        int fold, const SplitOptions& options);

/// What a fold is called in files: "fold1" for fold 0.
[[nodiscard]] std::string nameOfFold(int fold);

/// {"fold1": {"train": [names], ...}, "fold2": ...}, as readSplits reads it with the name as key.
[[nodiscard]] Status writeFolds(const std::filesystem::path& file, const std::vector<SplitItem>& items,
                                const std::vector<Split>& splits);

} // namespace sorby::dataset
