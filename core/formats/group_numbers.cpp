// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/group_numbers.h"

namespace sorby::formats {
namespace {

constexpr std::int64_t kHighestKept = 1 << 30; // others count on from the highest number

} // namespace

int GroupNumbers::numberOf(std::int64_t id, annotation::ClassId classId)
{
    const Key key{id, classId};
    if (const auto known = m_numbers.find(key); known != m_numbers.end()) {
        return known->second;
    }
    int number = id > 0 && id <= kHighestKept ? static_cast<int>(id) : 0;
    if (number == 0 || m_used.contains(number)) {
        while (m_used.contains(m_next)) {
            ++m_next;
        }
        number = m_next;
    }
    m_numbers.emplace(key, number);
    m_pending = key;
    return number;
}

void GroupNumbers::update(const std::vector<annotation::Object>& objects)
{
    for (; m_seen < objects.size(); ++m_seen) {
        if (objects[m_seen].group != 0) {
            m_used.insert(objects[m_seen].group);
        }
    }
    if (m_pending && !m_used.contains(m_numbers[*m_pending])) {
        m_numbers.erase(*m_pending);
    }
    m_pending.reset();
}

} // namespace sorby::formats
