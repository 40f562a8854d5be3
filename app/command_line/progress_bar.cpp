// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/progress_bar.h"

#include "app/command_line/table.h"
#include "core/base/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sorby::command_line {
namespace {

constexpr int kBarColumns = 24;
/// Before this the estimate of the time left jumps about.
constexpr double kSecondsBeforeEstimate = 2;

} // namespace

std::string progressLine(const Progress& progress, double seconds, int columns)
{
    std::string line;
    if (progress.total == 0) {
        line = fmt::format("{} done, {}", progress.done, formatDuration(seconds));
    } else {
        const auto done = std::min(progress.done, progress.total);
        const double share = static_cast<double>(done) / static_cast<double>(progress.total);
        const auto filled = static_cast<std::size_t>(std::lround(share * kBarColumns));
        line = fmt::format("[{}{}] {:3.0f} %  {}/{}", std::string(filled, '#'),
                           std::string(kBarColumns - filled, '.'), 100 * share, done, progress.total);
        if (done > 0 && done < progress.total && seconds > kSecondsBeforeEstimate) {
            line += fmt::format("  {} left", formatDuration(seconds * (1 - share) / share));
        }
    }
    if (!progress.what.empty()) {
        line += "  " + progress.what;
    }
    return elided(line, std::max(1, columns - 1));
}

} // namespace sorby::command_line
