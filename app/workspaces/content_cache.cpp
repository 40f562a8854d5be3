// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/content_cache.h"

#include <algorithm>
#include <utility>

namespace sorby::app {

ContentCache::Content ContentCache::find(project::ImageId image) const
{
    const auto found = std::ranges::find(m_entries, image, &Entry::image);
    return found == m_entries.end() ? nullptr : found->content;
}

bool ContentCache::contains(project::ImageId image) const
{
    return std::ranges::find(m_entries, image, &Entry::image) != m_entries.end();
}

void ContentCache::keep(const project::ImageRecord& image, Content content)
{
    forget(image.id);
    const auto size = content == nullptr ? 0 : estimate(image);
    m_entries.push_front({image.id, std::move(content), size});
    while (m_entries.size() > 1 && bytes() > m_mostBytes) {
        m_entries.pop_back();
    }
}

void ContentCache::touch(project::ImageId image)
{
    const auto found = std::ranges::find(m_entries, image, &Entry::image);
    if (found != m_entries.end()) {
        m_entries.splice(m_entries.begin(), m_entries, found);
    }
}

void ContentCache::forget(project::ImageId image)
{
    std::erase_if(m_entries, [image](const Entry& entry) { return entry.image == image; });
}

std::uint64_t ContentCache::bytes() const
{
    std::uint64_t sum = 0;
    for (const auto& entry : m_entries) {
        sum += entry.bytes;
    }
    return sum;
}

std::uint64_t ContentCache::estimate(const project::ImageRecord& image)
{
    const auto pixels =
        static_cast<std::uint64_t>(image.size.width) * static_cast<std::uint64_t>(image.size.height);
    const auto depth = static_cast<std::uint64_t>(std::max(1, image.bitsPerChannel / 8) * image.channels);
    // The pixels; what the screen shows with its smaller levels; reference and prediction.
    constexpr std::uint64_t kDisplay = 6;
    constexpr std::uint64_t kLabels = 2;
    constexpr std::uint64_t kObject = 1024;
    return pixels * (depth + kDisplay + kLabels) + static_cast<std::uint64_t>(image.objectCount) * kObject;
}

} // namespace sorby::app
