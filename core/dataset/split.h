// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/base/membership.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::dataset {

struct SplitItem {
    std::string name;     ///< file name of the micrograph
    std::string specimen; ///< empty: not known; such an image is a specimen of its own
    /// Present in the image's reference; empty: not known.
    std::vector<annotation::ClassId> classes = {};
    std::string place = {}; ///< path of the file, see ImageName; empty: not known
    std::string stem = {};  ///< what other files about it are called; empty: not known
};

enum class GroupBy { Specimen, None };

struct SplitOptions {
    double test = 0.2;
    double validation = 0.1;
    GroupBy groupBy = GroupBy::Specimen;
    std::uint64_t seed = 0;
    bool stratify = false; ///< bring every class to every side where that can be
};

/// Membership of each item, in the items' order.
using Split = std::vector<Membership>;

/// Random, seeded. By specimen: whole specimens go to one side, chosen so that the shares come as near to the
/// wanted ones as whole specimens allow. A side with a share above 0 gets at least one specimen; an Error
/// when there are too few. Stratified: each class is on every side, if it occurs in enough specimens, and its
/// images are shared out as all images are, as nearly as whole specimens allow; without any class known it is
/// the plain split.
[[nodiscard]] Result<Split> makeSplit(const std::vector<SplitItem>& items, const SplitOptions& options);

/// Are the classes of at least one item known?
[[nodiscard]] bool knowsClasses(const std::vector<SplitItem>& items);

/// Names (with or without extension, with folders or without) to membership from a JSON file {"train": [...],
/// "validation": [...], "test": [...]}; "val" is taken for "validation", other lists are passed over. A file
/// of several named splits needs `key`: the Error lists them. A name on two sides is an Error.
[[nodiscard]] Result<std::map<std::string, Membership>> readSplits(const std::filesystem::path& file,
                                                                   const std::string& key = {});
struct AppliedSplit {
    Split split;
    std::vector<std::string> unknown; ///< names in the file that no image has
};
/// Finds the images as ImageNames does. Images that the file does not name are None. Errors: a name that may
/// mean several images (InvalidArgument, with what to call each), an image that two names put on two sides
/// (Mismatch), a specimen on two sides (Mismatch: the message names the specimen and one image of each side).
[[nodiscard]] Result<AppliedSplit> applySplits(const std::vector<SplitItem>& items,
                                               const std::map<std::string, Membership>& splits,
                                               GroupBy groupBy);
/// {"train": [names], "validation": [...], "test": [...]}. Images of one name have folders before it, so that
/// applySplits() gives the same split again.
[[nodiscard]] Status writeSplits(const std::filesystem::path& file, const std::vector<SplitItem>& items,
                                 const Split& split);
/// The first specimen on two sides, if any, as the Error described above.
[[nodiscard]] Status refuseCutSpecimens(const std::vector<SplitItem>& items, const Split& split);

} // namespace sorby::dataset
