// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/platform.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace sorby::workflow {

/// Values that a few threads make while the owner goes on, taken in the order in which they were asked for:
/// OrderedMaker for those whose number is not known beforehand. push() and pop() are the owner's alone. What
/// has not begun at the end of its life is never made.
template <typename Value>
class MadeAhead {
  public:
    MadeAhead()
        : m_threadCount(static_cast<std::size_t>(std::clamp(platform::usableCores(), 1, kMostThreads)))
    {
        for (std::size_t i = 0; i < m_threadCount; ++i) {
            m_threads.emplace_back([this](const std::stop_token& stop) { work(stop); });
        }
    }

    /// How many values to ask for ahead, so that no thread waits.
    [[nodiscard]] std::size_t enough() const { return 4 * m_threadCount; }
    [[nodiscard]] std::size_t waiting() const { return m_pushed - m_popped; }

    void push(std::function<Value()> make)
    {
        const std::lock_guard lock(m_mutex);
        m_slots.push_back(std::make_unique<Slot>());
        m_slots.back()->make = std::move(make);
        ++m_pushed;
        m_changed.notify_all();
    }
    /// The oldest; waits for it. To be called when waiting() is not 0. What its maker threw is thrown here.
    Value pop()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_slots.front()->value || m_slots.front()->failure; });
        const auto slot = std::move(m_slots.front());
        m_slots.pop_front();
        --m_begun;
        ++m_popped;
        if (slot->failure) {
            std::rethrow_exception(slot->failure);
        }
        return std::move(*slot->value);
    }

  private:
    static constexpr int kMostThreads = 8;

    struct Slot {
        std::function<Value()> make;
        std::optional<Value> value;
        std::exception_ptr failure;
    };

    void work(const std::stop_token& stop)
    {
        std::unique_lock lock(m_mutex);
        // What was asked for before the stop may still wait here.
        while (m_changed.wait(lock, stop, [this] { return m_begun < m_slots.size(); }) &&
               !stop.stop_requested()) {
            Slot& slot = *m_slots[m_begun++];
            lock.unlock();
            std::optional<Value> value;
            std::exception_ptr failure;
            try {
                value = slot.make();
            } catch (...) {
                failure = std::current_exception();
            }
            lock.lock();
            slot.value = std::move(value);
            slot.failure = failure;
            m_changed.notify_all();
        }
    }

    const std::size_t m_threadCount;
    std::size_t m_pushed = 0; ///< the owner's
    std::size_t m_popped = 0;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<std::unique_ptr<Slot>> m_slots;
    std::size_t m_begun = 0;             ///< of the slots, from the front
    std::vector<std::jthread> m_threads; ///< last: stopped and joined before the rest goes
};

} // namespace sorby::workflow
