// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/training_data.h"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace sorby::learning {

/// Reads samples ahead on threads of its own and hands them out in order, so that what the training sees does
/// not depend on the threads' timing. After a stop request no further sample is read. The destructor waits
/// for the samples being read.
class DataFeed {
  public:
    /// Reads sample number `index`; called on several threads at once.
    using Read = std::function<Result<Sample>(std::size_t index)>;

    struct Limits {
        int threads = 1;
        std::size_t ahead = 16; ///< samples in memory at most, read or being read
    };

    DataFeed(std::size_t count, Read read, const Limits& limits, std::stop_token stop);
    ~DataFeed();
    DataFeed(const DataFeed&) = delete;
    DataFeed& operator=(const DataFeed&) = delete;

    /// The next sample, in order; the Error of its reading, or Cancelled on a stop request. Not to be called
    /// more than `count` times.
    [[nodiscard]] Result<Sample> next();
    /// So many of them.
    [[nodiscard]] Result<std::vector<Sample>> next(std::size_t count);

    /// How long next() has waited so far.
    [[nodiscard]] double secondsWaited() const { return m_secondsWaited; }

  private:
    void work();

    const std::size_t m_count;
    const Read m_read;
    const std::size_t m_ahead;
    const std::stop_token m_stop;

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_closing = false;
    std::size_t m_started = 0; ///< samples given to a thread
    std::size_t m_taken = 0;   ///< samples handed out
    std::map<std::size_t, Result<Sample>> m_ready;
    double m_secondsWaited = 0;
    std::vector<std::jthread> m_threads; ///< last, so that they end before what they use
};

} // namespace sorby::learning
