// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/interrupt.h"

#include <chrono>
#include <csignal>
#include <utility>

namespace sorby::command_line {
namespace {

/// The one thing that a signal handler may write; only Interrupt reads it.
volatile std::sig_atomic_t signalCame = 0;

extern "C" void noteSignal(int signal)
{
    std::signal(signal, SIG_DFL);
    signalCame = 1;
}

} // namespace

Interrupt::Interrupt(std::function<void()> stopping)
{
    signalCame = 0;
    std::signal(SIGINT, noteSignal);
    std::signal(SIGTERM, noteSignal);
    // A handler may neither lock nor notify, so a thread looks after it.
    m_watcher = std::jthread([this, stopping = std::move(stopping)](const std::stop_token& done) {
        while (!done.stop_requested()) {
            if (signalCame != 0) {
                m_stop.request_stop();
                stopping();
                return;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    });
}

Interrupt::~Interrupt()
{
    m_watcher.request_stop();
    m_watcher.join();
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

} // namespace sorby::command_line
