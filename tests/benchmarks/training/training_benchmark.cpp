// SPDX-License-Identifier: GPL-3.0-or-later
// sorby_benchmark_training --device cpu --width 16 --size 256x256 ...: images a second of training and of
// prediction, of several rounds after a warm-up. With --turns each round begins when a line comes on standard
// input and ends with a line of JSON, so that another program can take its rounds in between; --weights FILE
// leaves the network and --logits FILE what it says about the first image (float32), for that program to
// start from.
#include "core/base/files.h"
#include "core/learning/cached_memory.h"
#include "core/learning/devices.h"
#include "core/learning/json.h"
#include "core/learning/memory_plan.h"
#include "tests/support/learning/command_line.h"
#include "tests/support/learning/network_on_device.h"
#include "tests/support/learning/steady_data.h"
#include "tests/support/learning/trainable_network.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>
#include <random>
#include <string>
#include <system_error>
#include <vector>

namespace sorby::learning {
namespace {

struct Settings {
    NetworkSpec network;
    Size image;
    int batch = 0;
    int microBatch = 0;
    bool bf16 = false;
    int rounds = 0;
    int steps = 0;
    int predictions = 0;
    bool turns = false;
    std::filesystem::path weights;
    std::filesystem::path logits;
};

using Clock = std::chrono::steady_clock;

double secondsFrom(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The network in training and the one that predicts, ready for rounds.
class Bench {
  public:
    Bench(const Settings& settings, const Device& device)
        : m_settings(settings),
          m_cached(device.torch.is_cpu() ? stepBytes(settings) : 0),
          m_batch(SteadyData(settings.image, static_cast<std::size_t>(settings.batch))
                      .batch(static_cast<std::size_t>(settings.batch))),
          m_trainable(settings.network, device, {settings.microBatch, false, settings.bf16})
    {}

    /// Images a second of so many steps; reads the loss at the end, which waits for the device.
    Result<double> train()
    {
        const auto start = Clock::now();
        for (int step = 0; step < m_settings.steps; ++step) {
            auto loss = m_trainable.run(m_batch);
            if (!loss) {
                return loss.error();
            }
            if (step + 1 == m_settings.steps) {
                m_loss = meanOf(*loss);
            }
        }
        return m_settings.steps * m_settings.batch / secondsFrom(start);
    }

    /// Images a second of whole images, one at a time, from memory to memory.
    Result<double> predict(const NetworkOnDevice& network) const
    {
        const auto start = Clock::now();
        for (int i = 0; i < m_settings.predictions; ++i) {
            const auto& image = m_batch[static_cast<std::size_t>(i) % m_batch.size()].image;
            if (const auto logits = network.predict(image); !logits) {
                return logits.error();
            }
        }
        return m_settings.predictions / secondsFrom(start);
    }

    [[nodiscard]] double loss() const { return m_loss; }
    [[nodiscard]] const TrainableNetwork& trainable() const { return m_trainable; }
    [[nodiscard]] const std::vector<Sample>& batch() const { return m_batch; }

  private:
    static std::uint64_t stepBytes(const Settings& settings)
    {
        const auto need = trainingBytes(settings.network, settings.image, {.bf16 = settings.bf16});
        return need.fixed + need.perImage * static_cast<std::uint64_t>(settings.microBatch);
    }

    const Settings& m_settings;
    CachedMemory m_cached;
    std::vector<Sample> m_batch;
    TrainableNetwork m_trainable;
    double m_loss = 0;
};

Status leaveLogits(const Settings& settings, const NetworkOnDevice& network, const Bench& bench)
{
    const auto logits = network.predict(bench.batch().front().image);
    if (!logits) {
        return logits.error();
    }
    return writeFileAtomically(settings.logits, std::as_bytes(logits->planes.front().pixels()));
}

/// The images of the batch one after another (float32), then the labels (uint8).
Status leaveBatch(const Settings& settings, const Bench& bench)
{
    auto path = settings.logits;
    path += ".batch";
    std::vector<std::byte> bytes;
    for (const auto& sample : bench.batch()) {
        const auto image = std::as_bytes(sample.image.pixels());
        bytes.insert(bytes.end(), image.begin(), image.end());
    }
    for (const auto& sample : bench.batch()) {
        const auto labels = std::as_bytes(sample.labels.pixels());
        bytes.insert(bytes.end(), labels.begin(), labels.end());
    }
    return writeFileAtomically(path, bytes);
}

/// One round when it is its turn; false at the end of the input.
bool waitForTurn(const Settings& settings, std::string& turn)
{
    return settings.turns ? bool(std::getline(std::cin, turn)) : true;
}

void say(const json::Object& line)
{
    std::printf("%s\n", json::write(line).c_str());
    std::fflush(stdout);
}

void summarize(const char* what, std::vector<double> rounds)
{
    std::sort(rounds.begin(), rounds.end());
    say({{"what", what},
         {"best", rounds.back()},
         {"median", rounds[rounds.size() / 2]},
         {"rounds", json::Array(rounds.begin(), rounds.end())}});
}

Status runRounds(const Settings& settings, Bench& bench, const NetworkOnDevice& network)
{
    std::vector<double> training;
    std::vector<double> prediction;
    std::string turn;
    // The first round of each is the warm-up.
    while ((settings.turns || static_cast<int>(prediction.size()) <= settings.rounds) &&
           waitForTurn(settings, turn)) {
        const bool trains = settings.turns ? turn == "train" : training.size() <= prediction.size();
        const auto speed = trains ? bench.train() : bench.predict(network);
        if (!speed) {
            return speed.error();
        }
        (trains ? training : prediction).push_back(*speed);
        if (settings.turns) {
            say({{"what", trains ? "train" : "predict"},
                 {"imagesPerSecond", *speed},
                 {"loss", bench.loss()}});
        }
    }
    if (!settings.turns) {
        summarize("train", {training.begin() + 1, training.end()});
        summarize("predict", {prediction.begin() + 1, prediction.end()});
    }
    return {};
}

Status runAll(const Settings& settings, const Device& device)
{
    Bench bench(settings, device);
    if (auto written = bench.trainable().write(settings.weights); !written) {
        return written;
    }
    const auto network = NetworkOnDevice::open(settings.weights, device, settings.bf16);
    if (!network) {
        return network.error();
    }
    if (!settings.logits.empty()) {
        if (auto left = leaveLogits(settings, *network, bench); !left) {
            return left;
        }
        if (auto left = leaveBatch(settings, bench); !left) {
            return left;
        }
    }
    say({{"what", "ready"}, {"device", device.info.id}, {"name", device.info.name}});
    return runRounds(settings, bench, *network);
}

int run(int count, char** arguments)
{
    CommandLine options(count, arguments);
    const auto choice = parseDevice(options.text("device", "auto"));
    const auto precision = parsePrecision(options.text("precision", "auto"));
    const auto normalization = parseNormalization(options.text("norm", "batch"));
    const auto temporary = std::filesystem::temp_directory_path() /
                           ("sorby-benchmark-" + std::to_string(std::random_device()()) + ".safetensors");
    Settings settings;
    settings.network.width = options.number("width", 16);
    settings.network.depth = options.number("depth", 4);
    settings.network.normalization = normalization.valueOr(Normalization::Batch);
    settings.image = options.size("size", {256, 256});
    settings.batch = std::max(options.number("batch", 8), 1);
    settings.microBatch = std::max(options.number("micro-batch", settings.batch), 1);
    settings.rounds = std::max(options.number("rounds", 5), 1);
    settings.steps = std::max(options.number("steps", 3), 1);
    settings.predictions = std::max(options.number("predictions", 16), 1);
    settings.turns = options.has("turns");
    settings.weights = fromUtf8(options.text("weights", toUtf8(temporary)));
    settings.logits = fromUtf8(options.text("logits", ""));
    const int threads = options.number("threads", 0);
    auto good = options.check();
    for (const auto& error :
         {choice ? Status() : Status(choice.error()), precision ? Status() : Status(precision.error()),
          normalization ? Status() : Status(normalization.error())}) {
        good = good ? error : good;
    }
    const Devices devices;
    if (good) {
        const auto device = devices.choose(*choice);
        good = device ? Status() : Status(device.error());
        if (device) {
            useThreads(threads);
            settings.bf16 = precisionOn(*device, *precision).valueOr(Precision::Fp32) == Precision::Bf16;
            good = runAll(settings, *device);
        }
    }
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    if (!good) {
        std::fprintf(stderr, "%s\n", describe(good.error()).c_str());
        return 1;
    }
    return 0;
}

} // namespace
} // namespace sorby::learning

int main(int count, char** arguments)
{
    try {
        return sorby::learning::run(count, arguments);
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "%s\n", exception.what());
        return 1;
    }
}
