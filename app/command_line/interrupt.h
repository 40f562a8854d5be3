// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <stop_token>
#include <thread>

namespace sorby::command_line {

/// Turns the first SIGINT or SIGTERM into a stop request; a second one ends the process at once, as without
/// this class. One at a time.
class Interrupt {
  public:
    /// `stopping` is called once, on a thread of its own, when the first signal has come.
    explicit Interrupt(std::function<void()> stopping);
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }

  private:
    std::stop_source m_stop;
    std::jthread m_watcher;
};

} // namespace sorby::command_line
