// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

#include <cstdint>
#include <unordered_map>

namespace sorby::document {

/// What a person has changed of images while it waits to be written: whoever reads the store meanwhile lays
/// it over what was read, so that nothing in the window falls back to what it was. GUI thread.
class UnsavedRecords {
  public:
    /// `record` is what counts once the edit of this number (EditWriter::submit) is on disk.
    void note(const project::ImageRecord& record, std::uint64_t edit);
    /// Forgets what is on disk; to be called before the store is read, with the last edit that was written.
    void settle(std::uint64_t written);
    /// Puts what waits into a record that was read.
    void layOver(project::ImageRecord& record) const;

  private:
    struct Entry {
        std::uint64_t edit = 0;
        Membership membership = Membership::None;
        ReviewStatus status = ReviewStatus::None;
        std::int64_t objectCount = 0;
        bool annotated = false;
    };
    std::unordered_map<project::ImageId, Entry> m_entries;
};

} // namespace sorby::document
