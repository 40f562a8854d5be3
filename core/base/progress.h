// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>

namespace sorby {

/// How far a long job is. `total` is 0 while it is not known.
struct Progress {
    std::size_t done = 0;
    std::size_t total = 0;
    std::string what; ///< what is being worked on now, usually an image's name
};

using ProgressSink = std::function<void(const Progress&)>;

/// What a long job is given to be stopped and watched: called on the thread that runs the job.
struct JobControl {
    std::stop_token stop;
    ProgressSink progress;

    [[nodiscard]] bool stopRequested() const { return stop.stop_requested(); }
    void report(std::size_t done, std::size_t total, const std::string& what = {}) const
    {
        if (progress) {
            progress({done, total, what});
        }
    }
};

} // namespace sorby
