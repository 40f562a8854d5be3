// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/group_parts.h"

#include <cstddef>
#include <map>
#include <utility>

namespace sorby::formats {
namespace {

using annotation::Box;
using annotation::Object;

struct Thing {
    std::size_t index = 0; ///< in the list of things
    std::size_t firstObject = 0;
};

bool touches(const Box& one, const Box& other)
{
    return other.left < one.right && one.left < other.right && other.top < one.bottom &&
           one.top < other.bottom;
}

/// Does no object of another class lie between the two in the drawing order and in the part's place?
bool mayJoin(const std::vector<Object>& objects, const std::vector<Box>& boxes, std::size_t first,
             std::size_t part)
{
    for (std::size_t i = first + 1; i < part; ++i) {
        if (objects[i].classId != objects[part].classId && touches(boxes[part], boxes[i])) {
            return false;
        }
    }
    return true;
}

} // namespace

std::vector<Parts> joinGroups(const std::vector<Object>& objects)
{
    std::vector<Box> boxes;
    boxes.reserve(objects.size());
    for (const auto& object : objects) {
        boxes.push_back(annotation::boundingBox(object.polygon));
    }
    std::vector<Parts> things;
    std::map<std::pair<int, annotation::ClassId>, Thing> thingOf;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const auto& object = objects[i];
        const std::pair key{object.group, object.classId};
        const auto known = object.group == 0 ? thingOf.end() : thingOf.find(key);
        if (known != thingOf.end() && mayJoin(objects, boxes, known->second.firstObject, i)) {
            things[known->second.index].push_back(&object);
            continue;
        }
        if (object.group != 0) {
            thingOf.insert_or_assign(key, Thing{things.size(), i});
        }
        things.push_back({&object});
    }
    return things;
}

} // namespace sorby::formats
