// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/split.h"

#include "core/base/random.h"
#include "core/dataset/split_groups.h"
#include "core/dataset/stratify.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace sorby::dataset {
namespace {

/// What is wanted of one side other than the training side, in images.
struct Target {
    Membership side = Membership::None;
    double images = 0;

    [[nodiscard]] double distance(std::size_t count) const
    {
        return std::abs(static_cast<double>(count) - images);
    }
    /// A side gets something if and only if something is wanted for it.
    [[nodiscard]] bool allows(std::size_t count) const { return (count > 0) == (images > 0); }
};

struct Wanted {
    Target test;
    Target validation;
    bool train = true; ///< must the training side get something?
    std::size_t images = 0;

    [[nodiscard]] bool allows(std::size_t testCount, std::size_t validationCount) const
    {
        return test.allows(testCount) && validation.allows(validationCount) &&
               (testCount + validationCount < images) == train;
    }
    /// The sides that must get at least one group.
    [[nodiscard]] std::vector<Membership> sides() const
    {
        std::vector<Membership> result;
        if (train) {
            result.push_back(Membership::Train);
        }
        for (const Target& target : {test, validation}) {
            if (target.images > 0) {
                result.push_back(target.side);
            }
        }
        return result;
    }
    [[nodiscard]] double distance(std::size_t testCount, std::size_t validationCount) const
    {
        return test.distance(testCount) + validation.distance(validationCount);
    }
};

/// How many images whole groups can bring to the test and validation sides: a subset-sum search in two
/// dimensions, one layer of states for each group.
class Reach {
  public:
    /// Nothing when there are too many states to be looked at.
    static std::optional<Reach> explore(const std::vector<Group>& groups, const Wanted& wanted)
    {
        constexpr std::size_t kMostStates = 500'000;
        Reach reach;
        reach.m_layers.push_back({State{}});
        std::size_t states = 1;
        for (const Group& group : groups) {
            reach.m_layers.push_back(nextLayer(reach.m_layers.back(), group.size(),
                                               limitOf(wanted.test, groups),
                                               limitOf(wanted.validation, groups)));
            states += reach.m_layers.back().size();
            if (states > kMostStates) {
                return std::nullopt;
            }
        }
        return reach;
    }

    /// The side of each group for the state nearest to what is wanted; nothing when none is allowed.
    [[nodiscard]] std::optional<std::vector<Membership>> nearest(const Wanted& wanted) const
    {
        const State* best = nullptr;
        for (const State& state : m_layers.back()) {
            if (wanted.allows(state.test, state.validation) &&
                (best == nullptr || wanted.distance(state.test, state.validation) <
                                        wanted.distance(best->test, best->validation))) {
                best = &state;
            }
        }
        if (best == nullptr) {
            return std::nullopt;
        }
        std::vector<Membership> sides(m_layers.size() - 1);
        for (std::size_t layer = sides.size(); layer > 0; --layer) {
            sides[layer - 1] = best->side;
            best = &m_layers[layer - 1][best->parent];
        }
        return sides;
    }

  private:
    struct State {
        std::size_t test = 0;
        std::size_t validation = 0;
        Membership side = Membership::None; ///< where the last group went
        std::size_t parent = 0;             ///< index in the layer before
    };
    using Layer = std::vector<State>;

    /// More than one group beyond the target is never nearer than without it.
    static std::size_t limitOf(const Target& target, const std::vector<Group>& groups)
    {
        std::size_t largest = 0;
        for (const auto& group : groups) {
            largest = std::max(largest, group.size());
        }
        return target.images > 0 ? static_cast<std::size_t>(std::ceil(target.images)) + largest : 0;
    }

    static Layer nextLayer(const Layer& layer, std::size_t size, std::size_t testLimit,
                           std::size_t validationLimit)
    {
        Layer next;
        for (std::size_t i = 0; i < layer.size(); ++i) {
            const State& from = layer[i];
            next.push_back({from.test, from.validation, Membership::Train, i});
            if (from.test + size <= testLimit) {
                next.push_back({from.test + size, from.validation, Membership::Test, i});
            }
            if (from.validation + size <= validationLimit) {
                next.push_back({from.test, from.validation + size, Membership::Validation, i});
            }
        }
        const auto counts = [](const State& state) { return std::pair(state.test, state.validation); };
        std::stable_sort(next.begin(), next.end(),
                         [&](const State& a, const State& b) { return counts(a) < counts(b); });
        next.erase(std::unique(next.begin(), next.end(),
                               [&](const State& a, const State& b) { return counts(a) == counts(b); }),
                   next.end());
        return next;
    }

    std::vector<Layer> m_layers;
};

std::size_t smallestGroup(const std::vector<Group>& groups, const std::vector<Membership>& sides,
                          Membership side)
{
    std::size_t smallest = groups.size();
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (sides[i] == side && (smallest == groups.size() || groups[i].size() < groups[smallest].size())) {
            smallest = i;
        }
    }
    return smallest;
}

/// For many groups: each side takes what still fits, in the groups' order, then one more where that comes
/// nearer. What is missing is then less than the smallest group left.
std::vector<Membership> fillInOrder(const std::vector<Group>& groups, const Wanted& wanted)
{
    const Membership rest = wanted.train ? Membership::Train : Membership::Validation;
    std::vector<Membership> sides(groups.size(), rest);
    for (const Target& target : {wanted.test, wanted.validation}) {
        if (target.images <= 0 || target.side == rest) {
            continue;
        }
        std::size_t count = 0;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            if (sides[i] == rest && static_cast<double>(count + groups[i].size()) <= target.images) {
                sides[i] = target.side;
                count += groups[i].size();
            }
        }
        const std::size_t left = smallestGroup(groups, sides, rest);
        if (left < groups.size() && target.distance(count + groups[left].size()) < target.distance(count)) {
            sides[left] = target.side;
        }
    }
    return sides;
}

/// Gives each wanted side that got nothing the smallest group of the side with the most groups.
void fillEmptySides(const std::vector<Group>& groups, const std::vector<Membership>& wanted,
                    std::vector<Membership>& sides)
{
    const auto groupsOn = [&](Membership side) { return std::count(sides.begin(), sides.end(), side); };
    for (const Membership side : wanted) {
        if (groupsOn(side) == 0) {
            const Membership giver =
                *std::max_element(wanted.begin(), wanted.end(),
                                  [&](Membership a, Membership b) { return groupsOn(a) < groupsOn(b); });
            sides[smallestGroup(groups, sides, giver)] = side;
        }
    }
}

Status validate(const std::vector<SplitItem>& items, const SplitOptions& options)
{
    const auto isShare = [](double share) { return share >= 0 && share <= 1; };
    if (!isShare(options.test) || !isShare(options.validation) || options.test + options.validation > 1) {
        return Error{
            ErrorCode::InvalidArgument,
            fmt::format("the shares for test ({}) and validation ({}) must be between 0 and 1 and at "
                        "most 1 together",
                        options.test, options.validation),
            {}};
    }
    if (items.empty()) {
        return Error{ErrorCode::InvalidArgument, "there is no image to share out", {}};
    }
    return {};
}

std::vector<Membership> stratifiedSides(const std::vector<SplitItem>& items, const std::vector<Group>& groups,
                                        const Wanted& wanted, std::uint64_t seed)
{
    const auto sides = wanted.sides();
    std::vector<double> shares;
    for (const Membership side : sides) {
        const auto images = static_cast<double>(wanted.images);
        const double test = wanted.test.images / images;
        const double validation = wanted.validation.images / images;
        shares.push_back(side == Membership::Test         ? test
                         : side == Membership::Validation ? validation
                                                          : 1 - test - validation);
    }
    std::vector<Membership> result;
    for (const std::size_t side : stratify(items, groups, shares, true, seed)) {
        result.push_back(sides[side]);
    }
    return result;
}

/// As near to the wanted numbers of images as whole groups come; the order decides among equals.
std::vector<Membership> plainSides(const std::vector<Group>& groups, const Wanted& wanted)
{
    std::optional<std::vector<Membership>> sides;
    if (const auto reach = Reach::explore(groups, wanted)) {
        sides = reach->nearest(wanted);
    }
    if (!sides) {
        sides = fillInOrder(groups, wanted);
        fillEmptySides(groups, wanted.sides(), *sides);
    }
    return *sides;
}

} // namespace

Result<Split> makeSplit(const std::vector<SplitItem>& items, const SplitOptions& options)
{
    if (auto valid = validate(items, options); !valid) {
        return valid.error();
    }
    const auto count = static_cast<double>(items.size());
    const Wanted wanted{{Membership::Test, count * options.test},
                        {Membership::Validation, count * options.validation},
                        options.test + options.validation < 1,
                        items.size()};
    auto groups = groupItems(items, options.groupBy);
    const std::vector<Membership> sidesWanted = wanted.sides();
    if (groups.size() < sidesWanted.size()) {
        const bool bySpecimen = options.groupBy == GroupBy::Specimen;
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("{} {} cannot be shared among {} sides; {}", groups.size(),
                                 bySpecimen ? "specimens" : "images", sidesWanted.size(),
                                 bySpecimen ? "set a share to 0 or group by none" : "set a share to 0"),
                     {}};
    }
    // The random order decides among equally good choices.
    Random(options.seed, "split").shuffle(groups);
    const auto sides = options.stratify && knowsClasses(items)
                           ? stratifiedSides(items, groups, wanted, options.seed)
                           : plainSides(groups, wanted);
    Split split(items.size(), Membership::None);
    for (std::size_t group = 0; group < groups.size(); ++group) {
        for (const std::size_t item : groups[group]) {
            split[item] = sides[group];
        }
    }
    return split;
}

bool knowsClasses(const std::vector<SplitItem>& items)
{
    return std::any_of(items.begin(), items.end(),
                       [](const SplitItem& item) { return !item.classes.empty(); });
}

Status refuseCutSpecimens(const std::vector<SplitItem>& items, const Split& split)
{
    std::map<std::string, std::size_t> firstOf;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].specimen.empty() || split[i] == Membership::None) {
            continue;
        }
        const std::size_t first = firstOf.emplace(items[i].specimen, i).first->second;
        if (split[first] != split[i]) {
            return Error{ErrorCode::Mismatch,
                         fmt::format("the specimen \"{}\" is on two sides: {} is in {}, {} is in {}; put the "
                                     "whole specimen on one side or group by none",
                                     items[i].specimen, items[first].name, toText(split[first]),
                                     items[i].name, toText(split[i])),
                         {}};
        }
    }
    return {};
}

} // namespace sorby::dataset
