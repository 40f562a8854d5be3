// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/train_presets.h"

#include "core/learning/recipes.h"

#include <QCoreApplication>

#include <string_view>

namespace sorby::panels {
namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("TrainPreset", text);
}

learning::TrainOptions recipe(std::string_view name)
{
    return learning::findRecipe(name).valueOr({});
}

learning::TrainOptions quickOptions()
{
    auto options = recipe("sorby");
    options.samples /= 4;
    return options;
}

learning::TrainOptions balancedOptions()
{
    auto options = recipe("sorby");
    options.network.width = 32;
    options.batch = 16;
    options.patch = Size{512, 512};
    return options;
}

} // namespace

std::vector<TrainPreset> trainPresets()
{
    return {
        {QStringLiteral("quick"), translated(QT_TRANSLATE_NOOP("TrainPreset", "Quick")),
         translated(QT_TRANSLATE_NOOP(
             "TrainPreset", "A small network on patches: minutes on a processor. Good for a first look.")),
         quickOptions()},
        {QStringLiteral("balanced"), translated(QT_TRANSLATE_NOOP("TrainPreset", "Balanced")),
         translated(QT_TRANSLATE_NOOP(
             "TrainPreset",
             "A middle-sized network on larger patches: minutes on a graphics card, hours on a processor.")),
         balancedOptions()},
        {QStringLiteral("published"), translated(QT_TRANSLATE_NOOP("TrainPreset", "As published")),
         translated(QT_TRANSLATE_NOOP(
             "TrainPreset",
             "The full U-Net on whole images, as in the published pilot study: for a graphics card.")),
         recipe("pilot")},
    };
}

bool samePreset(const learning::TrainOptions& a, const learning::TrainOptions& b)
{
    auto other = b;
    other.network.classCount = a.network.classCount; // comes from the data
    other.device = a.device;
    other.memoryLimitBytes = a.memoryLimitBytes;
    other.timeLimitSeconds = a.timeLimitSeconds;
    other.seed = a.seed;
    other.threads = a.threads;
    other.learningRate = qFuzzyCompare(a.learningRate, b.learningRate) ? a.learningRate : b.learningRate;
    return a == other;
}

} // namespace sorby::panels
