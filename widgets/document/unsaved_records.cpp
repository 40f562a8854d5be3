// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/unsaved_records.h"

namespace sorby::document {

void UnsavedRecords::note(const project::ImageRecord& record, std::uint64_t edit)
{
    m_entries[record.id] = {edit, record.membership, record.status, record.objectCount, record.annotated};
}

void UnsavedRecords::settle(std::uint64_t written)
{
    std::erase_if(m_entries, [written](const auto& entry) { return entry.second.edit <= written; });
}

void UnsavedRecords::layOver(project::ImageRecord& record) const
{
    const auto found = m_entries.find(record.id);
    if (found == m_entries.end()) {
        return;
    }
    const auto& entry = found->second;
    record.membership = entry.membership;
    record.status = entry.status;
    record.objectCount = entry.objectCount;
    record.annotated = entry.annotated;
}

} // namespace sorby::document
