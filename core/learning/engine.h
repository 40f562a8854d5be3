// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/raster.h"
#include "core/base/result.h"
#include "core/learning/distributed/process_group.h"
#include "core/learning/events.h"
#include "core/learning/options.h"
#include "core/learning/training_data.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace sorby::learning {

struct DeviceInfo {
    std::string id; ///< "cpu", "cuda:0"
    std::string name;
    std::uint64_t totalBytes = 0;
    std::uint64_t freeBytes = 0;
    int cores = 0;     ///< 0 for a GPU
    bool bf16 = false; ///< does training in bf16 pay here?
};

struct DeviceReport {
    std::vector<DeviceInfo> devices; ///< the CPU first
    std::string cudaAbsence;         ///< why there is no CUDA device; empty when there is one
};

/// Where a training comes from besides its options.
struct TrainOrigin {
    bool resume = false;  ///< go on from the newest checkpoint in the run's folder
    std::string dataHash; ///< of images and references: a checkpoint of other data is not gone on from
    /// JSON that is kept in the checkpoint, so that it explains itself: classes, windows of the images.
    std::string description;
    /// Who trains together; null: this process alone. All but the first read and train alike but write
    /// nothing and tell nothing.
    std::shared_ptr<ProcessGroup> processes = {};
};

struct TrainReport {
    int epochs = 0;       ///< epochs finished
    int bestEpoch = 0;    ///< 0 when none was finished
    bool stopped = false; ///< ended early because it was asked to
    bool timeUp = false;  ///< ended early because of the time limit
    double imagesPerSecond = 0;
    std::uint64_t peakBytes = 0; ///< device memory, or resident memory on the CPU
    double waitShare = 0;        ///< share of the time the device waited for data
    double seconds = 0;
};

/// What a network says about one image before any post-processing.
struct Logits {
    std::vector<Raster<float>> planes; ///< one plane (binary) or one for each class, of the image's size
};

struct PredictOptions {
    DeviceChoice device;
    /// Side of the square tiles; 0: the whole image at once where memory allows, else the largest tile that
    /// fits. With every choice the result is the same: tiles overlap by the network's receptive field.
    int tile = 0;
    int threads = 0;
    std::uint64_t memoryLimitBytes = 0;
    Precision precision = Precision::Auto;
    /// Averages the probabilities over the eight symmetries: eight times the work, a little better.
    bool tta = false;
    /// Networks whose probabilities are averaged with those of the first, of as many classes.
    std::vector<std::filesystem::path> ensemble = {};
};

/// What other programs read of a trained network.
enum class NetworkFormat {
    Onnx,        ///< what predicts, from grey values to logits
    Safetensors, ///< the state dict of the same network in PyTorch
};

/// A trained network ready to be asked. Used by one thread at a time.
class Predictor {
  public:
    virtual ~Predictor() = default;
    [[nodiscard]] virtual const NetworkSpec& network() const = 0;
    [[nodiscard]] virtual std::string device() const = 0;
    /// By what logits are divided so that their probabilities are as often right as they say, found on the
    /// validation images; 1 when it was not looked for. What is most likely does not depend on it.
    [[nodiscard]] virtual double temperature() const { return 1; }
    /// Image of one channel, 0..1, any size. Error Cancelled on a stop request, checked before every tile.
    [[nodiscard]] Result<Logits> predict(const Raster<float>& image, std::stop_token stop)
    {
        return predictPart(image, {0, 0, image.width(), image.height()}, std::move(stop));
    }
    /// How far, in pixels, what lies around a part can change what the network says about it: a multiple of
    /// the network's stride.
    [[nodiscard]] virtual int reach() const = 0;
    /// What predict() says about a part of the image, which begins on multiples of the stride; the planes
    /// have the part's size. So an image may come band by band: with reach() more rows above and below, and
    /// from a multiple of the stride on, a band says the same as the whole image.
    [[nodiscard]] virtual Result<Logits> predictPart(const Raster<float>& image, const PixelRect& part,
                                                     std::stop_token stop) = 0;
};

/// Everything that needs LibTorch, behind one door, so that the rest starts without it: LibTorch takes 0.3 s
/// to load. Thread-safe; a training and a prediction may run at once, each on its own network.
class Engine {
  public:
    virtual ~Engine() = default;
    [[nodiscard]] virtual DeviceReport devices() const = 0;
    /// Waits until all processes of a training have come and joins them, to train on a device of this kind.
    /// An Error names the process that has not come within five minutes.
    [[nodiscard]] virtual Result<std::shared_ptr<ProcessGroup>> join(const ProcessPlace& /*place*/,
                                                                     const DeviceChoice& /*device*/)
    {
        return Error{ErrorCode::Unsupported, "this engine trains in one process only", {}};
    }
    /// Blocks until all epochs are done, `stop` is requested (acts within one mini-batch; the report then
    /// says stopped, and the last checkpoint is kept) or an Error. Into `runFolder` it writes
    /// best.safetensors and checkpoint-EPOCH after each epoch and last.safetensors at the end, each aside and
    /// renamed. Exceptions of LibTorch end here as Errors.
    [[nodiscard]] virtual Result<TrainReport> train(const TrainOptions& options, const TrainingData& data,
                                                    const std::filesystem::path& runFolder,
                                                    const TrainOrigin& origin, std::stop_token stop,
                                                    const TrainEventSink& sink) = 0;
    /// The first samples of a training as its first epoch would see them, augmented.
    [[nodiscard]] virtual Result<std::vector<Sample>> preview(const TrainOptions& options,
                                                              const TrainingData& data, std::size_t count,
                                                              std::stop_token stop) = 0;
    /// From best.safetensors or last.safetensors; a truncated, foreign or newer file is an Error that names
    /// it.
    [[nodiscard]] virtual Result<std::unique_ptr<Predictor>>
    openPredictor(const std::filesystem::path& checkpoint, const PredictOptions& options) = 0;
    /// Writes the network of a checkpoint as `file`, aside and renamed. An Error when it is too large for the
    /// format, or `file` is the checkpoint itself.
    [[nodiscard]] virtual Status exportNetwork(const std::filesystem::path& checkpoint, NetworkFormat format,
                                               const std::filesystem::path& file) = 0;
};

/// Version of LibTorch that the engine was built with; known without loading it.
[[nodiscard]] const char* libtorchVersion();

/// Loads the engine's shared object (beside the program; `folder` names another place) and with it LibTorch;
/// where there is an NVIDIA driver also LibTorch's CUDA part. Call it when learning is first needed, off the
/// GUI thread: later calls give the same engine.
[[nodiscard]] Result<std::shared_ptr<Engine>> loadEngine(const std::filesystem::path& folder = {});

} // namespace sorby::learning
