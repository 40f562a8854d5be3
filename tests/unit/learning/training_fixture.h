// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/safetensors.h"
#include "core/learning/trainer.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/learning/disc_data.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

namespace sorby::learning {

/// Everything a training said.
struct Log {
    std::vector<PlanEvent> plans;
    std::vector<StepEvent> steps;
    std::vector<EpochEvent> epochs;
    std::vector<std::string> notices;

    void add(const TrainEvent& event)
    {
        if (const auto* plan = std::get_if<PlanEvent>(&event)) {
            plans.push_back(*plan);
        } else if (const auto* step = std::get_if<StepEvent>(&event)) {
            steps.push_back(*step);
        } else if (const auto* epoch = std::get_if<EpochEvent>(&event)) {
            epochs.push_back(*epoch);
        } else {
            notices.push_back(std::get<NoticeEvent>(event).message);
        }
    }
    [[nodiscard]] std::vector<double> losses() const
    {
        std::vector<double> result;
        for (const auto& step : steps) {
            result.push_back(step.loss.value_or(-1));
        }
        for (const auto& epoch : epochs) {
            result.push_back(epoch.trainLoss);
            result.push_back(epoch.validationLoss.value_or(-1));
            result.push_back(epoch.validationIou.value_or(-1));
        }
        return result;
    }
};

inline TrainOptions smallOptions()
{
    TrainOptions options;
    options.network.width = 4;
    options.network.depth = 2;
    options.epochs = 2;
    options.batch = 3;
    options.learningRate = 1e-3;
    options.precision = Precision::Fp32;
    options.device = {DeviceChoice::Kind::Cpu, 0};
    options.seed = 7;
    return options;
}

inline std::vector<Size> squares(std::size_t count, int side)
{
    return std::vector<Size>(count, Size{side, side});
}

class TrainerTest : public testing::Test {
  protected:
    Result<TrainReport> train(const TrainOptions& options, const TrainingData& data,
                              const std::stop_token& stop = {}, const std::function<void()>& hook = {},
                              const TrainOrigin& origin = {})
    {
        return runTraining(
            options, data, folder / "run", cpu(), stop, [this](const TrainEvent& event) { log.add(event); },
            origin, hook);
    }
    [[nodiscard]] static Device cpu()
    {
        Device device;
        device.info.id = "cpu";
        return device;
    }
    [[nodiscard]] std::filesystem::path best() const { return folder / "run/best.safetensors"; }
    [[nodiscard]] std::filesystem::path last() const { return folder / "run/last.safetensors"; }
    [[nodiscard]] static std::string metadataOf(const std::filesystem::path& path, const std::string& key)
    {
        const auto reader = safetensors::Reader::open(path);
        const auto* value = reader ? reader->metadata(key) : nullptr;
        return value != nullptr ? *value : "";
    }

    test::TemporaryFolder folder;
    Log log;
};

} // namespace sorby::learning
