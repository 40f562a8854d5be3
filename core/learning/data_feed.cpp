// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/data_feed.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <exception>
#include <new>

namespace sorby::learning {

DataFeed::DataFeed(std::size_t count, Read read, const Limits& limits, std::stop_token stop)
    : m_count(count),
      m_read(std::move(read)),
      m_ahead(std::max<std::size_t>(limits.ahead, 1)),
      m_stop(std::move(stop))
{
    const auto threads = std::min(static_cast<std::size_t>(std::max(limits.threads, 1)), m_ahead);
    for (std::size_t i = 0; i < threads; ++i) {
        m_threads.emplace_back([this] { work(); });
    }
}

DataFeed::~DataFeed()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
    }
    m_changed.notify_all();
    m_threads.clear();
}

Result<Sample> DataFeed::next()
{
    const auto start = std::chrono::steady_clock::now();
    std::unique_lock lock(m_mutex);
    assert(m_taken < m_count);
    const bool there = m_changed.wait(lock, m_stop, [this] { return m_ready.contains(m_taken); });
    m_secondsWaited += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!there || m_stop.stop_requested()) {
        return Error{ErrorCode::Cancelled, "the training was stopped", {}};
    }
    auto sample = std::move(m_ready.extract(m_taken).mapped());
    ++m_taken;
    lock.unlock();
    m_changed.notify_all();
    return sample;
}

Result<std::vector<Sample>> DataFeed::next(std::size_t count)
{
    std::vector<Sample> samples;
    while (samples.size() < count) {
        auto sample = next();
        if (!sample) {
            return sample.error();
        }
        samples.push_back(std::move(sample).value());
    }
    return samples;
}

void DataFeed::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, m_stop,
                       [this] { return m_closing || m_started == m_count || m_started < m_taken + m_ahead; });
        if (m_closing || m_stop.stop_requested() || m_started == m_count) {
            return;
        }
        const auto index = m_started++;
        lock.unlock();
        Result<Sample> sample = Error{};
        try {
            sample = m_read(index);
        } catch (const std::bad_alloc&) {
            sample = Error{ErrorCode::OutOfMemory,
                           "there is no memory left to read the images; use a smaller batch or a patch",
                           {}};
        } catch (const std::exception& exception) {
            sample = Error{ErrorCode::Internal, exception.what(), {}};
        }
        lock.lock();
        m_ready.emplace(index, std::move(sample));
        m_changed.notify_all();
    }
}

} // namespace sorby::learning
