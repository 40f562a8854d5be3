// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/engine.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sorby::workflow::test {

/// An engine without a network: says class 1 where the image is brighter than one half, and with three
/// classes class 2 where it is grey. Its trainings take no time and do what the test asks for.
class FakeEngine final : public learning::Engine {
  public:
    int epochsBeforeStop = -1; ///< a training says that it was stopped after so many epochs; -1: never
    std::optional<Error> failure;
    std::function<void()> onPredict;

    std::vector<std::string> trainNames; ///< of the last training
    std::vector<std::string> validationNames;
    learning::TrainOptions lastOptions;
    learning::TrainOrigin lastOrigin;

    [[nodiscard]] learning::DeviceReport devices() const override;
    [[nodiscard]] Result<learning::TrainReport>
    train(const learning::TrainOptions& options, const learning::TrainingData& data,
          const std::filesystem::path& runFolder, const learning::TrainOrigin& origin, std::stop_token stop,
          const learning::TrainEventSink& sink) override;
    /// The images as they are.
    [[nodiscard]] Result<std::vector<learning::Sample>> preview(const learning::TrainOptions& options,
                                                                const learning::TrainingData& data,
                                                                std::size_t count,
                                                                std::stop_token stop) override;
    [[nodiscard]] Result<std::unique_ptr<learning::Predictor>>
    openPredictor(const std::filesystem::path& checkpoint, const learning::PredictOptions& options) override;
    /// Writes the name of the format.
    [[nodiscard]] Status exportNetwork(const std::filesystem::path& checkpoint,
                                       learning::NetworkFormat format,
                                       const std::filesystem::path& file) override;
};

} // namespace sorby::workflow::test
