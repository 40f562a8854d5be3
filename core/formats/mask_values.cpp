// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/mask_values.h"

#include "core/annotation/classes.h"

#include <fmt/format.h>

#include <algorithm>

namespace sorby::formats {
namespace {

using annotation::kIgnore;
using annotation::kMaxClassId;

/// "3, 128 and 12 more".
std::string listValues(const ValueSet& values)
{
    static constexpr std::size_t kMostListed = 8;
    std::string text;
    std::size_t listed = 0;
    for (std::size_t value = 0; value < values.size(); ++value) {
        if (values[value] && listed < kMostListed) {
            text += fmt::format("{}{}", listed == 0 ? "" : ", ", value);
            ++listed;
        }
    }
    const std::size_t left = values.count() - listed;
    return left == 0 ? text : fmt::format("{} and {} more", text, left);
}

/// 0 and 255, the values of a picture in black and white; 255 has to be there.
bool isBlackAndWhite(const ValueSet& values)
{
    return values[kIgnore] && values.count() == (values[0] ? 2U : 1U);
}

} // namespace

ValueSet valuesOf(const imaging::LabelImage& labels)
{
    const auto counts = imaging::countValues(labels);
    ValueSet values;
    for (std::size_t value = 0; value < counts.size(); ++value) {
        values[value] = counts[value] > 0;
    }
    return values;
}

MaskValues MaskValues::forClasses(std::size_t classCount)
{
    MaskValues check;
    check.m_classCount = classCount;
    return check;
}

MaskValues MaskValues::forValues(const ValueSet& values)
{
    // Up to so many classes a set of masks may lack some by chance.
    static constexpr std::size_t kFewClasses = 16;
    MaskValues check;
    check.m_isBlackAndWhite = isBlackAndWhite(values);
    ValueSet classes = values;
    classes[kIgnore] = false;
    std::size_t highest = 0;
    for (std::size_t value = 0; value < classes.size(); ++value) {
        highest = classes[value] ? value : highest;
    }
    const bool hasGaps = highest >= kFewClasses && 2 * classes.count() <= highest;
    if (!check.m_isBlackAndWhite && !hasGaps && highest <= kMaxClassId) {
        check.m_classCount = std::max<std::size_t>(highest + 1, 2);
    }
    return check;
}

std::optional<std::string> MaskValues::problemOf(const ValueSet& values) const
{
    if (m_isBlackAndWhite) {
        return fmt::format("all masks hold 0 and 255 alone, and 255 means ignore; {}",
                           offer(ValueSet().set(kIgnore)));
    }
    ValueSet outside = values;
    outside[kIgnore] = false;
    for (std::size_t id = 0; id < m_classCount; ++id) {
        outside[id] = false;
    }
    if (outside.none()) {
        return std::nullopt;
    }
    if (m_classCount == 0) {
        outside[0] = false;
        return fmt::format("values {} look like grey levels, not class ids; {}", listValues(outside),
                           offer(outside));
    }
    return fmt::format("values {} are not among the classes 0..{}; {}", listValues(outside), m_classCount - 1,
                       offer(outside));
}

std::string MaskValues::offer(const ValueSet& values) const
{
    const std::size_t last = m_classCount > 0 ? m_classCount - 1 : std::size_t{kMaxClassId};
    std::string map;
    std::size_t id = 0;
    for (std::size_t value = 0; value < values.size(); ++value) {
        if (values[value]) {
            id = std::min(id + 1, last);
            map += fmt::format("{}\"{}\": {}", map.empty() ? "" : ", ", value, id);
        }
    }
    return fmt::format(
        "to say which classes they are, write for example {{{}}} into values.json beside the masks", map);
}

std::optional<std::string> MaskValues::doubtOf(const ValueSet& values) const
{
    if (!isBlackAndWhite(values)) {
        return std::nullopt;
    }
    return "the mask holds no class but ignore (255); if 255 stands for class 1 here, "
           "write {\"255\": 1} into values.json beside the masks";
}

} // namespace sorby::formats
