// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/image_content.h"

#include <cstdint>
#include <list>
#include <memory>

namespace sorby::app {

/// Contents of images that were read, the last used ones, up to a number of bytes. What a content takes is
/// estimated by the image's size. GUI thread.
class ContentCache {
  public:
    using Content = std::shared_ptr<const document::ImageContent>;

    explicit ContentCache(std::uint64_t mostBytes) : m_mostBytes(mostBytes) {}

    /// Null also for an image that could not be read.
    [[nodiscard]] Content find(project::ImageId image) const;
    [[nodiscard]] bool contains(project::ImageId image) const;
    /// The newest; the ones used longest ago go. Null: it could not be read.
    void keep(const project::ImageRecord& image, Content content);
    /// It is wanted: others go before it.
    void touch(project::ImageId image);
    void forget(project::ImageId image);
    void clear() { m_entries.clear(); }
    [[nodiscard]] std::uint64_t mostBytes() const { return m_mostBytes; }
    [[nodiscard]] std::uint64_t bytes() const;

    /// About what the content of this image takes in memory.
    [[nodiscard]] static std::uint64_t estimate(const project::ImageRecord& image);

  private:
    struct Entry {
        project::ImageId image = 0;
        Content content;
        std::uint64_t bytes = 0;
    };
    std::list<Entry> m_entries; ///< the last used first
    std::uint64_t m_mostBytes;
};

} // namespace sorby::app
