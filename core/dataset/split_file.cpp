// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/image_names.h"
#include "core/dataset/folds.h"
#include "core/dataset/split.h"
#include "core/imaging/micrograph.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

namespace sorby::dataset {
namespace {

using Json = nlohmann::ordered_json;

/// The name without the extension of a micrograph; other dots belong to the name.
std::string withoutExtension(const std::string& name)
{
    const auto path = fromUtf8(name);
    return imaging::hasMicrographExtension(path) ? name.substr(0, name.size() - lowerExtension(path).size())
                                                 : name;
}

bool isSplit(const Json& json)
{
    return json.is_object() && std::any_of(json.items().begin(), json.items().end(), [](const auto& member) {
               const auto side = parseMembership(member.key());
               return side && side != Membership::None;
           });
}

/// The split named `key`, or the only one.
Result<const Json*> chooseSplit(const Json& json, const std::string& key, const std::string& where)
{
    if (isSplit(json)) {
        if (!key.empty()) {
            return Error{
                ErrorCode::NotFound,
                fmt::format("holds one split without a name, not \"{}\"; leave the name of the split out",
                            key),
                where};
        }
        return &json;
    }
    std::vector<std::string> keys;
    if (json.is_object()) {
        for (const auto& [name, member] : json.items()) {
            if (isSplit(member)) {
                keys.push_back(name);
            }
        }
    }
    if (keys.empty()) {
        return Error{ErrorCode::Malformed,
                     R"(holds no split: there is no list "train", "validation" or "test")", where};
    }
    if (key.empty() && keys.size() == 1) {
        return &json.at(keys.front());
    }
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
        const std::string known = fmt::format("{}", fmt::join(keys, ", "));
        return Error{key.empty() ? ErrorCode::InvalidArgument : ErrorCode::NotFound,
                     key.empty() ? fmt::format("holds several splits; choose one of {}", known)
                                 : fmt::format("holds no split \"{}\"; choose one of {}", key, known),
                     where};
    }
    return &json.at(key);
}

/// Collects names and refuses one that comes on two sides, with or without its extension.
class NameCollector {
  public:
    explicit NameCollector(std::string where) : m_where(std::move(where)) {}

    Status add(const std::string& list, Membership side, const Json& names)
    {
        if (!names.is_array()) {
            return malformed(list, "is not a list of names");
        }
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (!names[i].is_string()) {
                return malformed(fmt::format("{}[{}]", list, i), "is not a name");
            }
            const auto name = names[i].get<std::string>();
            const auto plain = withoutExtension(name);
            for (const auto& same : plain == name ? namesWithoutExtension(plain) : std::set{name, plain}) {
                if (const auto known = m_names.find(same); known != m_names.end() && known->second != side) {
                    return Error{ErrorCode::Mismatch,
                                 fmt::format("the image \"{}\" is on two sides: {} and {}", name,
                                             toText(known->second), toText(side)),
                                 m_where};
                }
            }
            m_names.emplace(name, side);
            m_byStem[plain].insert(name);
        }
        return {};
    }
    [[nodiscard]] const std::map<std::string, Membership>& names() const { return m_names; }

  private:
    /// The same name as others have written it: "a" and "a.png", but not "a.png" and "a.tif".
    [[nodiscard]] std::set<std::string> namesWithoutExtension(const std::string& plain) const
    {
        const auto found = m_byStem.find(plain);
        return found == m_byStem.end() ? std::set<std::string>{} : found->second;
    }
    [[nodiscard]] Error malformed(const std::string& place, const char* what) const
    {
        return Error{ErrorCode::Malformed, fmt::format("{} {}", place, what), m_where};
    }

    std::string m_where;
    std::map<std::string, Membership> m_names;
    std::map<std::string, std::set<std::string>> m_byStem;
};

ImageNames namesOf(const std::vector<SplitItem>& items)
{
    std::vector<ImageName> names;
    std::transform(items.begin(), items.end(), std::back_inserter(names), [](const SplitItem& item) {
        return ImageName{item.name, item.place, item.stem};
    });
    return ImageNames(std::move(names), imaging::hasMicrographExtension);
}

Json toJson(const std::vector<SplitItem>& items, const ImageNames& imageNames, const Split& split)
{
    Json json;
    for (const auto side : {Membership::Train, Membership::Validation, Membership::Test}) {
        auto& names = json[toText(side)] = Json::array();
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (split[i] == side) {
                names.push_back(imageNames.uniqueName(i));
            }
        }
    }
    return json;
}

Status writeJson(const std::filesystem::path& file, const Json& json)
{
    return writeFileAtomically(file, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

} // namespace

Result<std::map<std::string, Membership>> readSplits(const std::filesystem::path& file,
                                                     const std::string& key)
{
    const auto text = readText(file);
    if (!text) {
        return text.error();
    }
    Json json;
    try {
        json = Json::parse(*text);
    } catch (const Json::parse_error& failure) {
        const auto end = text->begin() + static_cast<std::ptrdiff_t>(std::min(failure.byte, text->size()));
        return Error{ErrorCode::Malformed, "is not valid JSON",
                     fmt::format("{}:{}", toUtf8(file), 1 + std::count(text->begin(), end, '\n'))};
    }
    const auto split = chooseSplit(json, key, toUtf8(file));
    if (!split) {
        return split.error();
    }
    NameCollector collector(toUtf8(file));
    for (const auto& [list, names] : (*split)->items()) {
        const auto side = parseMembership(list);
        if (side && side != Membership::None) {
            if (auto added = collector.add(list, *side, names); !added) {
                return added.error();
            }
        }
    }
    return collector.names();
}

Result<AppliedSplit> applySplits(const std::vector<SplitItem>& items,
                                 const std::map<std::string, Membership>& splits, GroupBy groupBy)
{
    const auto imageNames = namesOf(items);
    AppliedSplit applied{Split(items.size(), Membership::None), {}};
    std::vector<std::string> namedBy(items.size());
    for (const auto& [name, side] : splits) {
        const auto found = imageNames.find(name);
        if (found.empty()) {
            applied.unknown.push_back(name);
            continue;
        }
        if (found.size() > 1) {
            return imageNames.ambiguous(name, found);
        }
        const auto image = found.front();
        if (!namedBy[image].empty() && applied.split[image] != side) {
            return Error{ErrorCode::Mismatch,
                         fmt::format("the image \"{}\" is on two sides: {} as \"{}\" and {} as \"{}\"",
                                     items[image].name, toText(applied.split[image]), namedBy[image],
                                     toText(side), name),
                         {}};
        }
        applied.split[image] = side;
        namedBy[image] = name;
    }
    if (groupBy == GroupBy::Specimen) {
        if (auto whole = refuseCutSpecimens(items, applied.split); !whole) {
            return whole.error();
        }
    }
    return applied;
}

Status writeSplits(const std::filesystem::path& file, const std::vector<SplitItem>& items, const Split& split)
{
    return writeJson(file, toJson(items, namesOf(items), split));
}

Status writeFolds(const std::filesystem::path& file, const std::vector<SplitItem>& items,
                  const std::vector<Split>& splits)
{
    const auto imageNames = namesOf(items);
    Json json = Json::object();
    for (std::size_t fold = 0; fold < splits.size(); ++fold) {
        json[nameOfFold(static_cast<int>(fold))] = toJson(items, imageNames, splits[fold]);
    }
    return writeJson(file, json);
}

} // namespace sorby::dataset
