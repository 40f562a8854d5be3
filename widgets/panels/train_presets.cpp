// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/train_presets.h"

#include <QCoreApplication>

namespace sorby::panels {
namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("TrainPreset", text);
}

learning::TrainOptions quickOptions()
{
    learning::TrainOptions options;
    options.network.width = 16;
    options.network.depth = 3;
    options.network.normalization = learning::Normalization::Batch;
    options.epochs = 20;
    options.batch = 4;
    options.learningRate = 1e-3;
    options.patch = Size{256, 256};
    return options;
}

learning::TrainOptions balancedOptions()
{
    learning::TrainOptions options = quickOptions();
    options.network.width = 32;
    options.network.depth = 4;
    options.epochs = 50;
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
         learning::TrainOptions{}},
    };
}

bool samePreset(const learning::TrainOptions& a, const learning::TrainOptions& b)
{
    const auto sameNetwork = [](learning::NetworkSpec x, learning::NetworkSpec y) {
        x.classCount = y.classCount; // comes from the data
        return x == y;
    };
    return sameNetwork(a.network, b.network) && a.epochs == b.epochs && a.batch == b.batch &&
           qFuzzyCompare(a.learningRate, b.learningRate) && a.patch == b.patch &&
           a.augmentation == b.augmentation && a.precision == b.precision && a.loss == b.loss &&
           a.optimizer == b.optimizer && a.schedule == b.schedule;
}

} // namespace sorby::panels
