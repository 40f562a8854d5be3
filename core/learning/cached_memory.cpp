// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/cached_memory.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>

#include <cstddef>
#include <cstring>
#include <exception>
#include <map>
#include <mutex>
#include <unordered_map>

namespace sorby::learning {
namespace {

/// Smaller blocks the C library serves quickly by itself.
constexpr std::size_t kSmallestKept = std::size_t{1} << 20;

/// LibTorch's CPU allocator with a store of large blocks. Blocks that it does not know, because they were
/// allocated before it was put in place, it frees as LibTorch does.
class BlockStore final : public c10::Allocator {
  public:
    c10::DataPtr allocate(std::size_t bytes) override
    {
        void* block = bytes < kSmallestKept ? c10::alloc_cpu(bytes) : large(bytes);
        return {block, block, &release, c10::Device(c10::kCPU)};
    }
    c10::DeleterFnPtr raw_deleter() const override { return &release; }
    void copy_data(void* target, const void* source, std::size_t bytes) const override
    {
        std::memcpy(target, source, bytes);
    }

    void addBudget(std::uint64_t bytes)
    {
        const std::lock_guard lock(m_mutex);
        m_budget += bytes;
    }
    void removeBudget(std::uint64_t bytes)
    {
        const std::lock_guard lock(m_mutex);
        m_budget -= bytes;
        makeRoom(0);
    }
    std::uint64_t kept()
    {
        const std::lock_guard lock(m_mutex);
        return m_keptBytes;
    }

    /// The one that LibTorch has. LibTorch frees tensors with it until the process ends.
    static BlockStore& installed()
    {
        static auto& store = *new BlockStore; // never destroyed: tensors of other statics may outlive it
        static const bool once = [] {
            c10::SetCPUAllocator(&store);
            return true;
        }();
        static_cast<void>(once);
        return store;
    }

  private:
    static void release(void* block) { installed().give(block); }

    void* large(std::size_t bytes)
    {
        {
            const std::lock_guard lock(m_mutex);
            // A block up to an eighth too long will do.
            const auto found = m_kept.lower_bound(bytes);
            if (found != m_kept.end() && found->first <= bytes + bytes / 8) {
                return use(found);
            }
            makeRoom(bytes);
        }
        void* block = nullptr;
        try {
            block = c10::alloc_cpu(bytes);
        } catch (const std::exception&) {
            const std::lock_guard lock(m_mutex);
            if (m_kept.empty()) {
                throw;
            }
            freeKept(0);
        }
        if (block == nullptr) {
            block = c10::alloc_cpu(bytes);
        }
        const std::lock_guard lock(m_mutex);
        m_used.emplace(block, bytes);
        m_usedBytes += bytes;
        return block;
    }

    void* use(std::multimap<std::size_t, void*>::iterator found)
    {
        const auto [bytes, block] = *found;
        m_kept.erase(found);
        m_keptBytes -= bytes;
        m_used.emplace(block, bytes);
        m_usedBytes += bytes;
        return block;
    }

    void give(void* block)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (const auto found = m_used.find(block); found != m_used.end()) {
                const auto bytes = found->second;
                m_used.erase(found);
                m_usedBytes -= bytes;
                if (m_usedBytes + m_keptBytes + bytes <= m_budget) {
                    m_kept.emplace(bytes, block);
                    m_keptBytes += bytes;
                    return;
                }
            }
        }
        c10::free_cpu(block);
    }

    /// Frees kept blocks until so many more bytes fit the budget.
    void makeRoom(std::uint64_t bytes)
    {
        const auto needed = m_usedBytes + bytes;
        freeKept(m_budget > needed ? m_budget - needed : 0);
    }
    void freeKept(std::uint64_t mostBytes)
    {
        while (m_keptBytes > mostBytes) {
            const auto largest = std::prev(m_kept.end());
            c10::free_cpu(largest->second);
            m_keptBytes -= largest->first;
            m_kept.erase(largest);
        }
    }

    std::mutex m_mutex;
    std::multimap<std::size_t, void*> m_kept; ///< by length
    std::unordered_map<void*, std::size_t> m_used;
    std::uint64_t m_keptBytes = 0;
    std::uint64_t m_usedBytes = 0;
    std::uint64_t m_budget = 0; ///< 0: nothing is kept
};

} // namespace

CachedMemory::CachedMemory(std::uint64_t budgetBytes) : m_budgetBytes(budgetBytes)
{
    BlockStore::installed().addBudget(budgetBytes);
}

CachedMemory::~CachedMemory()
{
    BlockStore::installed().removeBudget(m_budgetBytes);
}

std::uint64_t CachedMemory::keptBytes()
{
    return BlockStore::installed().kept();
}

} // namespace sorby::learning
