// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/platform.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace sorby::workflow {

[[nodiscard]] inline Error stoppedError()
{
    return Error{ErrorCode::Cancelled, "stopped", {}};
}

/// Values that a few threads make ahead, taken in order by the thread that asks: the result of a job is the
/// same however many threads work on it. At most a few values are held at once.
template <typename Value>
class OrderedMaker {
  public:
    OrderedMaker(std::size_t count, std::function<Value(std::size_t)> make)
        : m_count(count), m_make(std::move(make))
    {
        const auto threads =
            std::min(count, static_cast<std::size_t>(std::clamp(platform::usableCores(), 1, kMostThreads)));
        m_ahead = 2 * threads;
        for (std::size_t i = 0; i < threads; ++i) {
            m_threads.emplace_back([this](const std::stop_token& stop) { work(stop); });
        }
    }

    /// Waits for value number `index`; to be called for 0, 1, 2 ... in turn. What the maker threw is thrown
    /// here.
    Value take(std::size_t index)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_failure || m_made.contains(index); });
        if (m_failure) {
            std::rethrow_exception(m_failure);
        }
        Value value = std::move(m_made.extract(index).mapped());
        m_taken = index + 1;
        m_changed.notify_all();
        return value;
    }

  private:
    static constexpr int kMostThreads = 8;

    void work(const std::stop_token& stop)
    {
        while (const auto index = claim(stop)) {
            try {
                Value value = m_make(*index);
                const std::lock_guard lock(m_mutex);
                m_made.emplace(*index, std::move(value));
            } catch (...) {
                const std::lock_guard lock(m_mutex);
                m_failure = std::current_exception();
            }
            m_changed.notify_all();
        }
    }
    std::optional<std::size_t> claim(const std::stop_token& stop)
    {
        std::unique_lock lock(m_mutex);
        const bool room = m_changed.wait(
            lock, stop, [&] { return m_failure || m_next >= m_count || m_next < m_taken + m_ahead; });
        if (!room || m_failure || m_next >= m_count) {
            return std::nullopt;
        }
        return m_next++;
    }

    std::size_t m_count;
    std::size_t m_ahead = 0;
    std::function<Value(std::size_t)> m_make;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::map<std::size_t, Value> m_made;
    std::size_t m_next = 0;
    std::size_t m_taken = 0;
    std::exception_ptr m_failure;
    std::vector<std::jthread> m_threads; ///< last: stopped and joined before the rest goes
};

/// Makes a value of each number below `count` on a few threads and gives them to `use` in order, on this
/// thread. Ends at the first Error of `use`, or with Cancelled when a stop is requested.
template <typename Value>
[[nodiscard]] Status inOrder(std::size_t count, const JobControl& control,
                             std::function<Value(std::size_t)> make,
                             const std::function<Status(std::size_t, Value)>& use)
{
    OrderedMaker<Value> maker(count, std::move(make));
    for (std::size_t i = 0; i < count; ++i) {
        if (control.stopRequested()) {
            return stoppedError();
        }
        if (auto used = use(i, maker.take(i)); !used) {
            return used;
        }
    }
    return {};
}

} // namespace sorby::workflow
