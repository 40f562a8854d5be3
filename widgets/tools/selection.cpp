// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/selection.h"

#include <algorithm>
#include <unordered_set>

namespace sorby::tools {

bool Selection::contains(annotation::ObjectId id) const
{
    return std::find(m_ids.begin(), m_ids.end(), id) != m_ids.end();
}

void Selection::set(std::vector<annotation::ObjectId> ids)
{
    if (ids != m_ids) {
        m_ids = std::move(ids);
        Q_EMIT changed();
    }
}

void Selection::add(annotation::ObjectId id)
{
    if (!contains(id)) {
        m_ids.push_back(id);
        Q_EMIT changed();
    }
}

void Selection::toggle(annotation::ObjectId id)
{
    if (std::erase(m_ids, id) == 0) {
        m_ids.push_back(id);
    }
    Q_EMIT changed();
}

void Selection::keepExisting(const annotation::Annotations& annotations)
{
    if (m_ids.empty()) {
        return;
    }
    std::unordered_set<annotation::ObjectId> existing;
    for (const auto& object : annotations.objects) {
        existing.insert(object.id);
    }
    if (std::erase_if(m_ids, [&](annotation::ObjectId id) { return !existing.contains(id); }) > 0) {
        Q_EMIT changed();
    }
}

std::vector<annotation::Object> Selection::objectsIn(const annotation::Annotations& annotations) const
{
    std::vector<annotation::Object> objects;
    for (const auto id : m_ids) {
        const auto found = std::find_if(annotations.objects.begin(), annotations.objects.end(),
                                        [id](const annotation::Object& object) { return object.id == id; });
        if (found != annotations.objects.end()) {
            objects.push_back(*found);
        }
    }
    return objects;
}

} // namespace sorby::tools
