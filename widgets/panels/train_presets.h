// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/options.h"

#include <QString>

#include <vector>

namespace sorby::panels {

/// A set of training options with a name, for people who do not want to choose each of them.
struct TrainPreset {
    QString id;
    QString title;
    QString explanation;
    learning::TrainOptions options;
};

/// The quick one, which suits a processor, first.
[[nodiscard]] std::vector<TrainPreset> trainPresets();
/// Do the two agree in what a preset decides? Device, memory, time, seed and threads are not part of it.
[[nodiscard]] bool samePreset(const learning::TrainOptions& a, const learning::TrainOptions& b);

} // namespace sorby::panels
