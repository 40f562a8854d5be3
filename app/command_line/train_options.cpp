// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/train_options.h"

#include "app/command_line/parsing.h"
#include "core/base/units.h"
#include "core/learning/recipes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace sorby::command_line {

using learning::TrainOptions;

namespace {

/// What may be given for a run that goes on.
constexpr std::array kNotChangingARun{"--epochs", "--memory-limit", "--time-limit"};

/// `none` is the word for no size.
auto sizeOr(const char* none)
{
    return [none](std::string_view text) -> Result<std::optional<Size>> {
        if (text == none) {
            return std::optional<Size>();
        }
        const auto size = parseSize(text);
        if (!size) {
            return Error{ErrorCode::InvalidArgument,
                         fmt::format("'{}' is no size; write {}, or for example 256x256", text, none),
                         {}};
        }
        return std::optional<Size>(*size);
    };
}

/// Grey values come through the percentile window, which display and training share; networks pretrained on
/// ImageNet want them by its mean and deviation after that.
Result<learning::ImageScale> parseNormalize(std::string_view text)
{
    if (text == "window") {
        return learning::ImageScale::Centred;
    }
    if (text == "imagenet") {
        return learning::ImageScale::Imagenet;
    }
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("there is no input normalisation '{}'; there are window and imagenet", text),
                 {}};
}

Result<bool> parseYesNo(std::string_view text)
{
    if (text == "yes" || text == "no") {
        return text == "yes";
    }
    return Error{ErrorCode::InvalidArgument, fmt::format("'{}' is neither yes nor no", text), {}};
}

} // namespace

template <typename Parse, typename Assign>
void TrainOptionSet::add(CLI::App& app, const std::string& name, Parse parse, const std::string& type,
                         const std::string& help, Assign assign)
{
    const auto take = [this, name, parse = std::move(parse), assign](std::string_view text) -> Status {
        auto value = parse(text);
        if (!value) {
            return value.error();
        }
        m_changes.push_back([assign, value = *value](TrainOptions& options) { assign(options, value); });
        if (std::find(kNotChangingARun.begin(), kNotChangingARun.end(), name) == kNotChangingARun.end()) {
            m_changingARun.push_back(name);
        }
        m_hasEpochs = m_hasEpochs || name == "--epochs";
        return {};
    };
    addOption(app, name, take, type, help);
}

template <typename Assign>
void TrainOptionSet::addWhole(CLI::App& app, const std::string& name, int least, int most,
                              const std::string& help, Assign assign)
{
    add(
        app, name, [least, most](std::string_view text) { return parseInteger(text, least, most); }, "N",
        help, assign);
}

template <typename Assign>
void TrainOptionSet::addShare(CLI::App& app, const std::string& name, double most, const std::string& help,
                              Assign assign)
{
    const auto take = [this, assign, name](double value) {
        m_changes.push_back([assign, value](TrainOptions& options) { assign(options, value); });
        m_changingARun.push_back(name);
    };
    addNumber(
        app, name, take, [most](double value) { return value >= 0 && value <= most; },
        fmt::format("0 to {:g}", most), help);
}

void TrainOptionSet::declare(CLI::App& app)
{
    const auto takeRecipe = [this](std::string_view text) -> Status {
        auto recipe = learning::findRecipe(text);
        if (!recipe) {
            return recipe.error();
        }
        m_recipe = text;
        m_changingARun.emplace_back("--recipe");
        return {};
    };
    addOption(
        app, "--recipe", takeRecipe, "sorby|pilot",
        "Where all options begin (default sorby): sorby, for tens of images, is a U-Net of width 16 with "
        "instance normalisation, on patches of 256x256 with full augmentation, batch 8, cross-entropy and "
        "Dice, AdamW from 2e-3 down a cosine; pilot, as the pilot study was published, is a U-Net of width "
        "64 on whole images, batch 16, cross-entropy, Adam at 1e-4, 50 epochs");
    declareNetwork(app);
    declareLoss(app);
    declareSteps(app);
    declareData(app);
    declareLimits(app);
}

void TrainOptionSet::declareNetwork(CLI::App& app)
{
    add(app, "--network", learning::parseNetworkKind, "unet|unet++|fpn|deeplabv3+",
        "Kind of network; all but unet need an encoder",
        [](TrainOptions& options, auto kind) { options.network.kind = kind; });
    add(app, "--encoder", learning::parseEncoder, "none|resnet18|resnet34|resnet50|seresnext50",
        "What sees the image first; none: the classical U-Net, of --width and --depth",
        [](TrainOptions& options, auto encoder) { options.network.encoder = encoder; });
    addWhole(app, "--width", 1, 4096, "Channels of the first level",
             [](TrainOptions& options, int width) { options.network.width = width; });
    addWhole(app, "--depth", 1, 8, "Number of poolings",
             [](TrainOptions& options, int depth) { options.network.depth = depth; });
    add(app, "--norm", learning::parseNormalization, "none|batch|instance|group",
        "Normalisation between the network's layers",
        [](TrainOptions& options, auto norm) { options.network.normalization = norm; });
    addShare(app, "--dropout", 0.95, "Share dropped at the end of the plain unet's contracting path",
             [](TrainOptions& options, double share) { options.network.dropout = share; });
    add(app, "--deep-supervision", parseYesNo, "yes|no", "Judge the plain unet's coarser levels, too",
        [](TrainOptions& options, bool on) { options.network.deepSupervision = on; });
    add(app, "--normalize", parseNormalize, "window|imagenet",
        "Of the grey values: through the percentile window, or by ImageNet's mean and deviation after that, "
        "in "
        "three channels for networks with an encoder",
        [](TrainOptions& options, auto scale) { options.network.imageScale = scale; });
    add(app, "--resize", sizeOr("none"), "none|WxH",
        "Show the network every image in this size, as some published networks were trained",
        [](TrainOptions& options, const auto& size) { options.network.resize = size; });
    add(
        app, "--init", [](std::string_view text) -> Result<std::string> { return std::string(text); }, "FILE",
        "Begin with the weights of a safetensors or .pth file: a whole network, or an encoder's; with "
        "--epochs 0 "
        "the run has them as they are",
        [](TrainOptions& options, const std::string& file) { options.initFile = file; });
    addWhole(app, "--freeze-encoder", 0, 1000000, "Epochs in which the encoder stays as it is",
             [](TrainOptions& options, int epochs) { options.frozenEpochs = epochs; });
    addShare(app, "--encoder-lr", 1, "The encoder's learning rate as a share of the others'",
             [](TrainOptions& options, double share) { options.encoderRate = share; });
}

void TrainOptionSet::declareLoss(CLI::App& app)
{
    add(app, "--loss", learning::parseLoss, "bce|dice|bce-dice|focal|tversky|generalized-dice",
        "What is made small; bce is the binary cross-entropy, with several classes the cross-entropy",
        [](TrainOptions& options, auto loss) { options.loss = loss; });
    addShare(app, "--dice-weight", 1, "Weight of Dice in bce-dice; cross-entropy has the rest",
             [](TrainOptions& options, double weight) { options.diceWeight = weight; });
    addShare(app, "--focal-gamma", 10, "How much focal takes away from pixels that are clear already",
             [](TrainOptions& options, double gamma) { options.focalGamma = gamma; });
    addShare(app, "--tversky-alpha", 10, "Weight of false positives in tversky",
             [](TrainOptions& options, double alpha) { options.tverskyAlpha = alpha; });
    addShare(app, "--tversky-beta", 10, "Weight of false negatives in tversky",
             [](TrainOptions& options, double beta) { options.tverskyBeta = beta; });
    add(app, "--class-weights", learning::parseClassWeights, "none|root|balanced",
        "Weigh pixels of rare classes more, by their share of the training images or its root",
        [](TrainOptions& options, auto weights) { options.classWeights = weights; });
    addShare(app, "--boundary-weight", 1000, "How much more pixels on an outline weigh",
             [](TrainOptions& options, double weight) { options.boundaryWeight = weight; });
}

void TrainOptionSet::declareSteps(CLI::App& app)
{
    addWhole(app, "--epochs", 0, 1000000, "Number of epochs", [](TrainOptions& options, int epochs) {
        options.epochs = epochs;
        options.samples = 0;
    });
    addWhole(
        app, "--samples", 0, 1000000000,
        "In the place of --epochs: so many images or patches in all, in whole epochs; as many as there is "
        "time for with --time-limit",
        [](TrainOptions& options, int samples) { options.samples = samples; });
    addWhole(app, "--batch", 1, 65536, "Images to one step, however many of them fit into memory at once",
             [](TrainOptions& options, int batch) { options.batch = batch; });
    const auto takeRate = [this](double rate) {
        m_changes.emplace_back([rate](TrainOptions& options) { options.learningRate = rate; });
        m_changingARun.emplace_back("--lr");
    };
    addNumber(
        app, "--lr", takeRate, [](double rate) { return rate > 0; }, "above 0", "Learning rate");
    add(app, "--optimizer", learning::parseOptimizer, "adam|adamw|sgd",
        "Optimiser; sgd has Nesterov's momentum",
        [](TrainOptions& options, auto optimizer) { options.optimizer = optimizer; });
    addShare(app, "--weight-decay", 10, "By which weights shrink",
             [](TrainOptions& options, double decay) { options.weightDecay = decay; });
    addShare(app, "--momentum", 0.9999, "Of sgd",
             [](TrainOptions& options, double momentum) { options.momentum = momentum; });
    addShare(app, "--clip", 1e6, "Longest gradient, longer ones are shortened; 0: as they come",
             [](TrainOptions& options, double norm) { options.clipNorm = norm; });
    add(app, "--schedule", learning::parseSchedule, "constant|step|cosine|polynomial|one-cycle|plateau",
        "How the learning rate goes over the epochs, or the time limit",
        [](TrainOptions& options, auto schedule) { options.schedule = schedule; });
    addWhole(app, "--warmup", 0, 1000000, "Epochs in which the learning rate rises to its value",
             [](TrainOptions& options, int epochs) { options.warmupEpochs = epochs; });
    addWhole(app, "--step-epochs", 1, 1000000,
             "Epochs after which the schedule step takes a tenth, and plateau when none was better",
             [](TrainOptions& options, int epochs) { options.stepEpochs = epochs; });
    addShare(app, "--average", 0.99999,
             "Decay of the moving average of the weights, which is validated and kept; 0: none",
             [](TrainOptions& options, double decay) { options.averageDecay = decay; });
    addWhole(app, "--patience", 0, 1000000, "End after so many epochs without a better one; 0: never",
             [](TrainOptions& options, int epochs) { options.patience = epochs; });
}

void TrainOptionSet::declareData(CLI::App& app)
{
    add(app, "--patch", sizeOr("whole"), "whole|WxH", "Train on whole images or on patches of this size",
        [](TrainOptions& options, const auto& size) { options.patch = size; });
    add(app, "--augment", learning::parseAugmentation, "none|flips|full",
        "Flips and quarter turns; or besides them free turns, scale, shear, deformation, grey values, blur, "
        "noise "
        "...",
        [](TrainOptions& options, auto augmentation) { options.augmentation = augmentation; });
    add(app, "--has-up", parseYesNo, "yes|no",
        "The images have an up, like a rolling direction: they are not turned away from it",
        [](TrainOptions& options, bool hasUp) { options.hasUp = hasUp; });
}

void TrainOptionSet::declareLimits(CLI::App& app)
{
    add(app, "--precision", learning::parsePrecision, "auto|fp32|tf32|bf16|fp16",
        "Number format; auto is bf16 where it pays",
        [](TrainOptions& options, auto precision) { options.precision = precision; });
    add(app, "--deterministic", parseYesNo, "yes|no",
        "On a GPU the same network again bit by bit, more slowly; a CPU always gives it",
        [](TrainOptions& options, bool on) { options.deterministic = on; });
    add(app, "--memory-limit", parseBytes, "SIZE",
        "Memory to be used at most, for example 4GiB (default: what is free)",
        [](TrainOptions& options, auto bytes) { options.memoryLimitBytes = bytes; });
    add(app, "--time-limit", parseDuration, "TIME",
        "End in so much time, for example 20min, and the schedule with it",
        [](TrainOptions& options, double seconds) { options.timeLimitSeconds = seconds; });
}

Result<TrainOptions> TrainOptionSet::resolve() const
{
    auto options = learning::findRecipe(m_recipe.empty() ? learning::kDefaultRecipe : m_recipe);
    if (!options) {
        return options;
    }
    for (const auto& change : m_changes) {
        change(*options);
    }
    auto& network = options->network;
    const bool asksForPatches =
        std::find(m_changingARun.begin(), m_changingARun.end(), "--patch") != m_changingARun.end();
    if (network.resize && !asksForPatches) {
        options->patch.reset(); // the recipe's: with resize the network is shown whole images
    }
    if (network.imageScale == learning::ImageScale::Imagenet && network.encoder != learning::Encoder::None) {
        network.inputChannels = 3; // as its weights expect
    }
    return options;
}

} // namespace sorby::command_line
