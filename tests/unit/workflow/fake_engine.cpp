// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/workflow/fake_engine.h"

#include "core/base/files.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sorby::workflow::test {
namespace {

class FakePredictor final : public learning::Predictor {
  public:
    FakePredictor(int classes, std::function<void()> onPredict) : m_onPredict(std::move(onPredict))
    {
        m_network.classCount = classes;
    }

    [[nodiscard]] const learning::NetworkSpec& network() const override { return m_network; }
    [[nodiscard]] std::string device() const override { return "cpu"; }

    [[nodiscard]] int reach() const override { return 2 * m_network.stride(); }

    [[nodiscard]] Result<learning::Logits> predictPart(const Raster<float>& whole, const PixelRect& part,
                                                       std::stop_token stop) override
    {
        EXPECT_EQ(part.x % m_network.stride(), 0);
        EXPECT_EQ(part.y % m_network.stride(), 0);
        const auto image = crop(whole, part);
        if (m_onPredict) {
            m_onPredict();
        }
        if (stop.stop_requested()) {
            return Error{ErrorCode::Cancelled, "stopped", {}};
        }
        const auto planes = static_cast<std::size_t>(m_network.outputChannels());
        learning::Logits logits{std::vector<Raster<float>>(planes, Raster<float>(image.size()))};
        for (std::size_t i = 0; i < image.pixels().size(); ++i) {
            const float grey = image.pixels()[i];
            if (planes == 1) {
                logits.planes[0].pixels()[i] = 20 * (grey - 0.5F);
            } else {
                logits.planes[0].pixels()[i] = 1 - grey;
                logits.planes[1].pixels()[i] = grey;
                logits.planes[2].pixels()[i] = grey > 0.25F && grey < 0.75F ? 2.0F : -2.0F;
            }
        }
        return logits;
    }

  private:
    learning::NetworkSpec m_network;
    std::function<void()> m_onPredict;
};

} // namespace

learning::DeviceReport FakeEngine::devices() const
{
    return {{{"cpu", "test", 0, 0, 1, false}}, "there is none"};
}

Result<learning::TrainReport> FakeEngine::train(const learning::TrainOptions& options,
                                                const learning::TrainingData& data,
                                                const std::filesystem::path& runFolder,
                                                const learning::TrainOrigin& origin, std::stop_token stop,
                                                const learning::TrainEventSink& sink)
{
    lastOptions = options;
    lastOrigin = origin;
    trainNames.clear();
    validationNames.clear();
    for (std::size_t i = 0; i < data.imageCount(learning::Part::Train); ++i) {
        trainNames.push_back(data.imageName(learning::Part::Train, i));
    }
    for (std::size_t i = 0; i < data.imageCount(learning::Part::Validation); ++i) {
        validationNames.push_back(data.imageName(learning::Part::Validation, i));
    }
    sink(learning::PlanEvent{"cpu", "test", "fp32", 4, 4, 1, false, 1000, 2000, 10, {}});
    learning::TrainReport report;
    for (int epoch = 1; epoch <= options.epochs; ++epoch) {
        if (stop.stop_requested() || report.epochs == epochsBeforeStop) {
            report.stopped = true;
            break;
        }
        if (failure) {
            return *failure;
        }
        report.epochs = epoch;
        report.bestEpoch = 1;
        sink(
            learning::EpochEvent{epoch, options.epochs, 1.0 / epoch, 2.0 / epoch, 0.5, 10, 1, 0, epoch == 1});
        const auto checkpoint = std::to_string(data.classCount());
        for (const char* name : {"best.safetensors", "last.safetensors"}) {
            if (auto written = writeFileAtomically(runFolder / name, std::string_view(checkpoint));
                !written) {
                return written.error();
            }
        }
    }
    report.timeUp = timeUp;
    report.imagesPerSecond = 10;
    report.peakBytes = 1234;
    report.waitShare = 0.125;
    return report;
}

Result<std::vector<learning::Sample>> FakeEngine::preview(const learning::TrainOptions& /*options*/,
                                                          const learning::TrainingData& data,
                                                          std::size_t count, std::stop_token /*stop*/)
{
    std::vector<learning::Sample> samples;
    for (std::size_t i = 0; i < std::min(count, data.imageCount(learning::Part::Train)); ++i) {
        auto sample = data.image(learning::Part::Train, i);
        if (!sample) {
            return sample.error();
        }
        samples.push_back(std::move(*sample));
    }
    return samples;
}

Result<std::unique_ptr<learning::Predictor>>
FakeEngine::openPredictor(const std::filesystem::path& checkpoint,
                          const learning::PredictOptions& /*options*/)
{
    const auto text = readText(checkpoint);
    if (!text) {
        return text.error();
    }
    return std::unique_ptr<learning::Predictor>(std::make_unique<FakePredictor>(std::stoi(*text), onPredict));
}

Status FakeEngine::exportNetwork(const std::filesystem::path& checkpoint, learning::NetworkFormat format,
                                 const std::filesystem::path& file)
{
    if (const auto text = readText(checkpoint); !text) {
        return text.error();
    }
    return writeFileAtomically(
        file, std::string_view(format == learning::NetworkFormat::Onnx ? "onnx" : "safetensors"));
}

} // namespace sorby::workflow::test
