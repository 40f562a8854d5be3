// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/torch_engine.h"

#include "core/learning/augmentation/preview.h"
#include "core/learning/devices.h"
#include "core/learning/distributed/torch_process_group.h"
#include "core/learning/network_export.h"
#include "core/learning/predictor.h"
#include "core/learning/torch_error.h"
#include "core/learning/trainer.h"

namespace sorby::learning {
namespace {

class TorchEngine final : public Engine {
  public:
    DeviceReport devices() const override { return m_devices.report(); }

    Result<std::shared_ptr<ProcessGroup>> join(const ProcessPlace& place, const DeviceChoice& choice) override
    {
        return guarded([&]() -> Result<std::shared_ptr<ProcessGroup>> {
            const auto device = m_devices.choose(choice);
            if (!device) {
                return device.error();
            }
            return joinProcesses(place, device->torch);
        });
    }

    Result<TrainReport> train(const TrainOptions& options, const TrainingData& data,
                              const std::filesystem::path& runFolder, const TrainOrigin& origin,
                              std::stop_token stop, const TrainEventSink& sink) override
    {
        return guarded([&]() -> Result<TrainReport> {
            const auto device = m_devices.choose(options.device);
            if (!device) {
                return device.error();
            }
            return runTraining(options, data, runFolder, *device, stop, sink, origin);
        });
    }

    Result<std::vector<Sample>> preview(const TrainOptions& options, const TrainingData& data,
                                        std::size_t count, std::stop_token stop) override
    {
        return guarded([&] { return previewSamples(options, data, count, stop); });
    }

    Result<std::unique_ptr<Predictor>> openPredictor(const std::filesystem::path& checkpoint,
                                                     const PredictOptions& options) override
    {
        return guarded([&]() -> Result<std::unique_ptr<Predictor>> {
            const auto device = m_devices.choose(options.device);
            if (!device) {
                return device.error();
            }
            return makePredictor(checkpoint, options, *device);
        });
    }

    Status exportNetwork(const std::filesystem::path& checkpoint, NetworkFormat format,
                         const std::filesystem::path& file) override
    {
        return guarded([&] { return learning::exportNetwork(checkpoint, format, file); });
    }

  private:
    Devices m_devices;
};

} // namespace

std::unique_ptr<Engine> makeTorchEngine()
{
    return std::make_unique<TorchEngine>();
}

} // namespace sorby::learning
