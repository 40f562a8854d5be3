// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/annotator_masks.h"

#include "core/base/files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <utility>

namespace sorby::workflow {
namespace fs = std::filesystem;
namespace {

using imaging::LabelImage;

/// Where nobody names the classes, higher values look like grey levels.
constexpr std::size_t kMostUnnamedClasses = 32;

std::vector<std::string> partsOf(const fs::path& folder)
{
    std::error_code failure;
    const auto absolute = fs::weakly_canonical(folder, failure);
    std::vector<std::string> parts;
    for (const auto& part : failure ? folder : absolute) {
        if (!part.empty()) { // the end of "masks/"
            parts.push_back(toUtf8(part));
        }
    }
    return parts;
}

/// Do both call the same id the same, as far as both name it?
bool areCompatible(const annotation::ClassList& one, const annotation::ClassList& other)
{
    for (std::size_t id = 0; id < std::min(one.size(), other.size()); ++id) {
        if (one[id].name != other[id].name) {
            return false;
        }
    }
    return true;
}

std::string sizeText(const Size& size)
{
    return fmt::format("{}x{}", size.width, size.height);
}

} // namespace

Result<AnnotatorMasks> AnnotatorMasks::open(const std::vector<fs::path>& folders)
{
    if (folders.size() < 2) {
        return Error{ErrorCode::InvalidArgument, "a consensus needs masks of two annotators or more", {}};
    }
    AnnotatorMasks result;
    for (const auto& path : folders) {
        auto folder = openMaskFolder(path);
        if (!folder) {
            return folder.error();
        }
        for (const auto& other : result.m_folders) {
            std::error_code failure;
            if (fs::equivalent(path, other.folder, failure)) {
                return Error{ErrorCode::InvalidArgument,
                             "is named twice; each annotator needs a folder of masks", toUtf8(path)};
            }
        }
        if (!areCompatible(result.m_classes, folder->classes)) {
            return Error{ErrorCode::Mismatch,
                         "its classes.json names other classes than those of the folders before it; the same "
                         "id has to mean the same class to all annotators",
                         toUtf8(path)};
        }
        if (folder->classes.size() > result.m_classes.size()) {
            result.m_classes = folder->classes;
        }
        result.m_folders.push_back(std::move(*folder));
    }
    return result;
}

std::vector<std::string> AnnotatorMasks::names() const
{
    std::vector<std::vector<std::string>> paths;
    std::size_t longest = 1;
    for (const auto& folder : m_folders) {
        paths.push_back(partsOf(folder.folder));
        longest = std::max(longest, paths.back().size());
    }
    std::vector<std::string> names;
    for (std::size_t depth = 1; depth <= longest; ++depth) {
        names.clear();
        for (const auto& parts : paths) {
            const auto first = parts.end() - static_cast<std::ptrdiff_t>(std::min(depth, parts.size()));
            names.push_back(fmt::format("{}", fmt::join(first, parts.end(), "/")));
        }
        if (std::set<std::string>(names.begin(), names.end()).size() == names.size()) {
            break;
        }
    }
    return names;
}

std::vector<std::string> AnnotatorMasks::stems() const
{
    std::set<std::string> stems;
    for (const auto& folder : m_folders) {
        for (const auto& [stem, file] : folder.masks) {
            stems.insert(stem);
        }
    }
    return {stems.begin(), stems.end()};
}

ImageVotes AnnotatorMasks::read(const std::string& stem) const
{
    ImageVotes votes;
    for (const auto& folder : m_folders) {
        votes.masks.emplace_back();
        if (!folder.masks.contains(stem)) {
            continue;
        }
        auto labels = readMask(folder, stem);
        auto problem = labels ? problemOf(*labels) : labels.error().message;
        if (problem.empty()) {
            votes.masks.back() = std::move(*labels);
        } else {
            votes.refused.push_back({folder.masks.at(stem), std::move(problem)});
        }
    }
    refuseOddSizes(stem, votes);
    return votes;
}

std::string AnnotatorMasks::problemOf(const LabelImage& labels) const
{
    const auto limit = m_classes.empty() ? kMostUnnamedClasses : m_classes.size();
    const auto strays = listStrayValues(labels, limit);
    if (strays.empty()) {
        return {};
    }
    return m_classes.empty()
               ? fmt::format("has values that look like grey levels: {}; if they are class ids, name the "
                             "classes in classes.json beside the masks",
                             strays)
               : fmt::format("has values outside the {} classes: {}; classes.json says how many there are",
                             limit, strays);
}

void AnnotatorMasks::refuseOddSizes(const std::string& stem, ImageVotes& votes) const
{
    std::map<Size, int> counts;
    for (const auto& mask : votes.masks) {
        if (!mask.isEmpty()) {
            ++counts[mask.size()];
        }
    }
    if (counts.size() < 2) {
        return;
    }
    int most = 0;
    Size usual; // empty when no size has more masks than all others
    for (const auto& [size, count] : counts) {
        usual = count > most ? size : count == most ? Size{} : usual;
        most = std::max(most, count);
    }
    for (std::size_t i = 0; i < votes.masks.size(); ++i) {
        const auto size = votes.masks[i].size();
        if (size.isEmpty() || size == usual) {
            continue;
        }
        std::vector<std::string> others;
        for (const auto& [other, count] : counts) {
            if (other != size && (usual.isEmpty() || other == usual)) {
                others.push_back(sizeText(other));
            }
        }
        votes.refused.push_back({m_folders[i].masks.at(stem),
                                 fmt::format("is {}, and other annotators' masks of this image are {}",
                                             sizeText(size), fmt::join(others, " and "))});
        votes.masks[i] = {};
    }
}

} // namespace sorby::workflow
