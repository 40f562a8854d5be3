// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/split_groups.h"

#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace sorby::dataset {

std::vector<Group> groupItems(const std::vector<SplitItem>& items, GroupBy groupBy)
{
    std::map<std::tuple<std::string, std::string, std::size_t>, Group> groups;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool together = groupBy == GroupBy::Specimen && !items[i].specimen.empty();
        groups[together ? std::tuple(items[i].specimen, std::string(), std::size_t{0})
                        : std::tuple(std::string(), items[i].name, i)]
            .push_back(i);
    }
    std::vector<Group> result;
    for (auto& [key, group] : groups) {
        result.push_back(std::move(group));
    }
    return result;
}

} // namespace sorby::dataset
