// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/learning/counted_memory.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <unordered_map>

namespace sorby::learning {
namespace {

/// LibTorch's allocator with a book of the blocks in use. Knows no block from before it was put in place.
class BookKeeper final : public c10::Allocator {
  public:
    c10::DataPtr allocate(std::size_t bytes) override
    {
        void* block = c10::alloc_cpu(bytes);
        const std::lock_guard lock(m_mutex);
        m_blocks[block] = bytes;
        m_used += bytes;
        m_peak = std::max(m_peak, m_used);
        return {block, block, &release, c10::Device(c10::kCPU)};
    }
    c10::DeleterFnPtr raw_deleter() const override { return &release; }
    void copy_data(void* target, const void* source, std::size_t bytes) const override
    {
        std::memcpy(target, source, bytes);
    }

    std::uint64_t peak()
    {
        const std::lock_guard lock(m_mutex);
        return m_peak;
    }
    void reset()
    {
        const std::lock_guard lock(m_mutex);
        m_blocks.clear();
        m_used = 0;
        m_peak = 0;
    }

    static BookKeeper& only()
    {
        static auto& keeper = *new BookKeeper; // tensors of other statics may outlive it
        return keeper;
    }

  private:
    static void release(void* block)
    {
        auto& keeper = only();
        {
            const std::lock_guard lock(keeper.m_mutex);
            if (const auto found = keeper.m_blocks.find(block); found != keeper.m_blocks.end()) {
                keeper.m_used -= found->second;
                keeper.m_blocks.erase(found);
            }
        }
        c10::free_cpu(block);
    }

    std::mutex m_mutex;
    std::unordered_map<void*, std::size_t> m_blocks;
    std::uint64_t m_used = 0;
    std::uint64_t m_peak = 0;
};

c10::Allocator* g_before = nullptr;

} // namespace

CountedMemory::CountedMemory()
{
    g_before = c10::GetCPUAllocator();
    BookKeeper::only().reset();
    c10::SetCPUAllocator(&BookKeeper::only());
}

CountedMemory::~CountedMemory()
{
    c10::SetCPUAllocator(g_before);
}

std::uint64_t CountedMemory::peak() const
{
    return BookKeeper::only().peak();
}

void CountedMemory::reset()
{
    BookKeeper::only().reset();
}

} // namespace sorby::learning
