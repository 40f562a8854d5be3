// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/object.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace sorby::formats {

/// Object::group for the group ids of one image of a foreign file. Shapes of one id and one class are parts
/// of one thing; shapes of one id and several classes only belong together, which is another matter.
class GroupNumbers {
  public:
    /// The id itself when it is above 0 and no other group has it, else a free number. The same again for the
    /// same id and class.
    [[nodiscard]] int numberOf(std::int64_t id, annotation::ClassId classId);
    /// Call it after each shape with all objects of the image: a number whose object was refused is free
    /// again, and those that objects got otherwise are taken.
    void update(const std::vector<annotation::Object>& objects);

  private:
    using Key = std::pair<std::int64_t, annotation::ClassId>;

    std::map<Key, int> m_numbers;
    std::set<int> m_used;
    std::optional<Key> m_pending; ///< new since the last update()
    std::size_t m_seen = 0;       ///< objects that update() has looked at
    int m_next = 1;
};

} // namespace sorby::formats
