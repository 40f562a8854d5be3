// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/class_names.h"

#include "core/base/text.h"
#include "core/formats/csv.h"

#include <fmt/format.h>

#include <utility>

namespace sorby::formats {

using annotation::ClassId;
using annotation::ClassList;

ClassNames::ClassNames(const std::optional<ClassList>& project)
    : m_classes(project ? *project
                        : ClassList{{annotation::kMatrix, "matrix",
                                     annotation::defaultClassColour(annotation::kMatrix)}})
{
    m_byName.emplace("background", annotation::kMatrix);
    m_byName.emplace(kIgnoreName, annotation::kIgnore);
    m_byName.emplace("ignore*", annotation::kIgnore);
    for (const auto& info : m_classes) {
        m_byName.insert_or_assign(lowered(info.name), info.id); // what a person called so comes first
    }
    m_announced = m_classes.size();
}

Result<ClassId> ClassNames::idOf(const std::string& name, std::optional<Rgb8> colour)
{
    const std::string wanted = trimmed(name).empty() ? std::string() : std::string(trimmed(name));
    if (wanted.empty() && m_classes.size() > 1) {
        return m_classes[1].id;
    }
    const std::string given = wanted.empty() ? "class 1" : wanted;
    if (const auto known = m_byName.find(lowered(given)); known != m_byName.end()) {
        return known->second;
    }
    if (m_classes.size() > annotation::kMaxClassId) {
        return Error{
            ErrorCode::Unsupported,
            fmt::format("has more than {} classes; \"{}\" is one too many", annotation::kMaxClassId, given),
            {}};
    }
    const auto id = static_cast<ClassId>(m_classes.size());
    m_classes.push_back({id, given, colour.value_or(annotation::freeClassColour(m_classes, id))});
    m_byName.emplace(lowered(given), id);
    return id;
}

Status ClassNames::announce(ImportSink& sink)
{
    if (m_classes.size() == m_announced) {
        return {};
    }
    m_announced = m_classes.size();
    return sink.classes(m_classes);
}

std::string nameOf(const ClassList& classes, ClassId id)
{
    if (id == annotation::kIgnore) {
        return kIgnoreName;
    }
    return id < classes.size() ? classes[id].name : fmt::format("class {}", int{id});
}

} // namespace sorby::formats
