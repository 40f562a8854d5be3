// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/recipes.h"

#include <string>

namespace sorby::learning {
namespace {

TrainOptions pilot()
{
    TrainOptions options;
    options.augmentation = Augmentation::None;
    return options;
}

TrainOptions sorby()
{
    TrainOptions options;
    options.network.width = 16;
    options.network.normalization = Normalization::Instance;
    options.samples = 8000; // a quarter of an hour on two cores
    options.batch = 8;
    options.learningRate = 2e-3;
    options.schedule = ScheduleKind::Cosine;
    options.loss = LossKind::BceDice;
    options.diceWeight = 0.5;
    options.optimizer = OptimizerKind::AdamW;
    options.weightDecay = 1e-2;
    options.averageDecay = 0.99;
    options.patch = Size{256, 256};
    options.augmentation = Augmentation::Full;
    return options;
}

} // namespace

Result<TrainOptions> findRecipe(std::string_view name)
{
    if (name == "sorby") {
        return sorby();
    }
    if (name == "pilot") {
        return pilot();
    }
    return Error{ErrorCode::InvalidArgument,
                 "recipe '" + std::string(name) + "' is not known; known are: sorby, pilot",
                 {}};
}

} // namespace sorby::learning
