// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/train.h"

#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/train_output.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/files.h"
#include "core/base/units.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sorby::command_line {
namespace {

Result<std::optional<Size>> parsePatch(std::string_view text)
{
    if (text == "whole") {
        return std::optional<Size>();
    }
    const auto size = parseSize(text);
    if (!size) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("'{}' is no patch size; write whole, or for example 256x256", text),
                     {}};
    }
    return std::optional<Size>(*size);
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

class TrainVerb final : public Verb {
  public:
    const char* name() const override { return "train"; }
    const char* summary() const override { return "Trains a network on the reference of the train side"; }

    void declare(CLI::App& app) override
    {
        auto& options = m_request.options;
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        addText(app, "--name", m_request.name, "NAME", "Of the run (default: its id)");
        addParsed(app, "--network", options.network.kind, learning::parseNetworkKind,
                  "unet|unet++|fpn|deeplabv3+",
                  "Kind of network (default unet); all but unet need an encoder");
        addParsed(app, "--encoder", options.network.encoder, learning::parseEncoder,
                  "none|resnet18|resnet34|resnet50|seresnext50",
                  "What sees the image first (default none: the classical U-Net, of --width and --depth)");
        addInteger(app, "--width", options.network.width, 1, 4096,
                   "Channels of the first level (default 64)");
        addInteger(app, "--depth", options.network.depth, 1, 8, "Number of poolings (default 4)");
        addParsed(app, "--norm", options.network.normalization, learning::parseNormalization,
                  "none|batch|instance|group", "Normalisation between the network's layers (default none)");
        addNumber(
            app, "--dropout", [&options](double share) { options.network.dropout = share; },
            [](double share) { return share >= 0 && share <= 0.95; }, "0 to 0.95",
            "Share dropped at the end of the plain unet's contracting path (default 0)");
        addParsed(
            app, "--normalize", options.network.imageScale, parseNormalize, "window|imagenet",
            "Of the grey values: through the percentile window, or by ImageNet's mean and deviation after "
            "that (default window)");
        addInteger(app, "--epochs", options.epochs, 1, 1000000, "Number of epochs (default 50)");
        addInteger(app, "--batch", options.batch, 1, 65536,
                   "Images to one step, however many of them fit into memory at once (default 16)");
        addNumber(
            app, "--lr", [&options](double rate) { options.learningRate = rate; },
            [](double rate) { return rate > 0; }, "above 0", "Learning rate (default 1e-4)");
        addParsed(
            app, "--loss", options.loss, learning::parseLoss,
            "bce|dice|bce-dice|focal|tversky|generalized-dice",
            "What is made small (default bce: binary cross-entropy, with several classes cross-entropy)");
        addShare(app, "--dice-weight", options.diceWeight, 1,
                 "Weight of Dice in bce-dice; cross-entropy has the rest (default 0.3)");
        addShare(app, "--focal-gamma", options.focalGamma, 10,
                 "How much focal takes away from pixels that are clear already (default 2)");
        addShare(app, "--tversky-alpha", options.tverskyAlpha, 10,
                 "Weight of false positives in tversky (default 0.3)");
        addShare(app, "--tversky-beta", options.tverskyBeta, 10,
                 "Weight of false negatives in tversky (default 0.7)");
        addParsed(app, "--optimizer", options.optimizer, learning::parseOptimizer, "adam|adamw|sgd",
                  "Optimiser (default adam; sgd has Nesterov's momentum)");
        addShare(app, "--weight-decay", options.weightDecay, 10, "By which weights shrink (default 0)");
        addShare(app, "--momentum", options.momentum, 0.9999, "Of sgd (default 0.9)");
        addShare(app, "--clip", options.clipNorm, 1e6,
                 "Longest gradient; longer ones are shortened (default 0: as they come)");
        addParsed(app, "--schedule", options.schedule, learning::parseSchedule,
                  "constant|step|cosine|polynomial|one-cycle",
                  "How the learning rate goes over the epochs (default constant)");
        addInteger(app, "--warmup", options.warmupEpochs, 0, 1000000,
                   "Epochs in which the learning rate rises to its value (default 0)");
        addInteger(app, "--step-epochs", options.stepEpochs, 1, 1000000,
                   "Epochs after which the schedule step takes a tenth (default 30)");
        addParsed(app, "--patch", options.patch, parsePatch, "whole|WxH",
                  "Train on whole images or on patches of this size (default whole)");
        addParsed(app, "--augment", options.augmentation, learning::parseAugmentation, "none|flips",
                  "Flips and quarter turns, or nothing (default flips)");
        addParsed(app, "--precision", options.precision, learning::parsePrecision, "auto|fp32|bf16",
                  "Number format (default auto: bf16 where it pays)");
        addParsed(app, "--memory-limit", options.memoryLimitBytes, parseBytes, "SIZE",
                  "Memory to be used at most, for example 4GiB (default: what is free)");
        addParsed(app, "--time-limit", m_request.timeLimitSeconds, parseDuration, "TIME",
                  "End after so much time, for example 20min, and keep what was learnt");
        addInteger(app, "--subset", m_subset, 1, 1 << 30,
                   "Train on so many images of the train side only, chosen by the seed");
    }

    Status validate(const CommonOptions& common) override
    {
        auto& options = m_request.options;
        options.seed = common.seed;
        options.threads = common.threads;
        options.device = common.device;
        if (m_subset) {
            m_request.subset = static_cast<std::size_t>(*m_subset);
        }
        return learning::validate(options);
    }

    Status run(Session& session) override
    {
        const auto project = openToWrite(m_project);
        if (!project) {
            return project.error();
        }
        const auto engine = learning::loadEngine();
        if (!engine) {
            return engine.error();
        }
        TrainOutput tell(session.output);
        const auto outcome =
            workflow::trainProject(**project, **engine, m_request, session.control(),
                                   [&tell](const learning::TrainEvent& event) { tell(event); });
        if (!outcome) {
            return outcome.error();
        }
        report(**project, *outcome, session.output);
        if (outcome->report.stopped && !outcome->timeUp) {
            return Error{ErrorCode::Cancelled, "stopped", {}};
        }
        return {};
    }

  private:
    static void addShare(CLI::App& app, const std::string& name, double& target, double most,
                         const std::string& help)
    {
        addNumber(
            app, name, [&target](double value) { target = value; },
            [most](double value) { return value >= 0 && value <= most; }, fmt::format("0 to {:g}", most),
            help);
    }
    static void report(const project::Project& project, const workflow::TrainOutcome& outcome, Output& output)
    {
        const auto& run = outcome.run;
        const auto& done = outcome.report;
        const auto folder = toUtf8(project.runFolder(run));
        output.note("");
        output.line(fmt::format("Run {}{} {} after {} in {}; best epoch {}", run.id,
                                run.name != run.id ? fmt::format(" ({})", run.name) : "",
                                outcome.timeUp ? "reached its time limit"
                                : done.stopped ? "stopped"
                                               : "finished",
                                counted(static_cast<std::uint64_t>(done.epochs), "epoch"),
                                formatDuration(done.seconds), done.bestEpoch));
        output.line(
            fmt::format("{:.1f} images/s, at most {} of memory, {:.1f} % of the time waiting for data",
                        done.imagesPerSecond, formatBytes(done.peakBytes), 100 * done.waitShare));
        output.line("Its checkpoints are in " + folder);
        output.result({{"run", run.id},
                       {"name", run.name},
                       {"state", toText(run.state)},
                       {"epochs", done.epochs},
                       {"best_epoch", done.bestEpoch},
                       {"images_per_s", done.imagesPerSecond},
                       {"peak_bytes", done.peakBytes},
                       {"wait_share", done.waitShare},
                       {"seconds", done.seconds},
                       {"folder", folder}});
    }

    std::filesystem::path m_project;
    std::optional<int> m_subset;
    workflow::TrainRequest m_request;
};

} // namespace

std::unique_ptr<Verb> makeTrainVerb()
{
    return std::make_unique<TrainVerb>();
}

} // namespace sorby::command_line
