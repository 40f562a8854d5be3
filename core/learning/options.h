// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sorby::learning {

enum class NetworkKind { UNet, UNetPlusPlus, Fpn, DeepLabV3Plus };
/// None: the classical U-Net, which is its own encoder.
enum class Encoder { None, Resnet18, Resnet34, Resnet50, SeResnext50 };
enum class Normalization { None, Batch, Instance, Group };
/// How the network brings grey values of 0..1 to its own scale: to about -2..2, or by the mean and deviation
/// of ImageNet's channels, which pretrained encoders expect.
enum class ImageScale { Centred, Imagenet };
enum class LossKind { Bce, Dice, BceDice, Focal, Tversky, GeneralizedDice };
enum class OptimizerKind { Adam, AdamW, Sgd };
enum class ScheduleKind { Constant, Step, Cosine, Polynomial, OneCycle, Plateau };
/// How much more a rare class weighs: not at all, with the root of how rare it is, or as much as it is rare.
enum class ClassWeights { None, Root, Balanced };
/// Full: turned, stretched, deformed, brighter, noisier ... besides the flips and quarter turns.
enum class Augmentation { None, Flips, Full };
/// Tf32: fp32 whose products a GPU computes with fewer digits.
enum class Precision { Auto, Fp32, Tf32, Bf16, Fp16 };

/// "auto", "cpu", "cuda" or "cuda:1".
struct DeviceChoice {
    enum class Kind { Auto, Cpu, Cuda } kind = Kind::Auto;
    int index = 0;
    bool operator==(const DeviceChoice&) const = default;
};
[[nodiscard]] Result<DeviceChoice> parseDevice(std::string_view text);
[[nodiscard]] std::string toText(const DeviceChoice& device);

/// What the network is: enough to build it again from a checkpoint.
struct NetworkSpec {
    NetworkKind kind = NetworkKind::UNet;
    int inputChannels = 1; ///< 3: the encoder sees the grey values three times
    int classCount =
        2; ///< with the matrix; 2: one logit and a sigmoid, more: one logit a class and a softmax
    // Of the classical U-Net alone: networks with an encoder are as they were published.
    int width = 64; ///< channels of the first level; each level below has twice as many
    int depth = 4;  ///< number of poolings
    Normalization normalization = Normalization::None;
    double dropout = 0;           ///< share dropped at the end of the contracting path, below 1
    bool deepSupervision = false; ///< logits of the coarser levels too, for the loss

    Encoder encoder = Encoder::None;
    ImageScale imageScale = ImageScale::Centred;
    /// The network is shown images of this size, whatever size they have, and its logits are brought back.
    std::optional<Size> resize;

    /// Logit planes: 1 for a binary network, else one a class.
    [[nodiscard]] int outputChannels() const { return classCount <= 2 ? 1 : classCount; }
    /// Width and height are padded to a multiple of this.
    [[nodiscard]] int stride() const;
    bool operator==(const NetworkSpec&) const = default;
};

struct TrainOptions {
    NetworkSpec network; ///< classCount is taken from the data
    int epochs = 50;
    /// In the place of `epochs`: as many as show the network so many images or patches, at least five; with a
    /// time limit as many as there is time for. 0: `epochs`.
    int samples = 0;
    int batch = 16; ///< the effective batch, whatever the memory plan makes of it
    double learningRate = 1e-4;
    ScheduleKind schedule = ScheduleKind::Constant;
    int warmupEpochs = 0;
    int stepEpochs = 30;           ///< of the schedules Step and Plateau (epochs without a better one)
    LossKind loss = LossKind::Bce; ///< BCE with logits; cross-entropy for several classes
    double diceWeight = 0.3;       ///< of the loss BceDice; BCE has the rest
    double focalGamma = 2;
    double tverskyAlpha = 0.3;                      ///< weight of false positives
    double tverskyBeta = 0.7;                       ///< weight of false negatives
    ClassWeights classWeights = ClassWeights::None; ///< of pixels, by their shares of the training images
    double boundaryWeight = 0;                      ///< by how much pixels on an outline weigh more than 1
    OptimizerKind optimizer = OptimizerKind::Adam;
    double weightDecay = 0;
    double momentum = 0.9;     ///< of SGD
    double clipNorm = 0;       ///< longest gradient; 0: as it comes
    double encoderRate = 1;    ///< the encoder's learning rate as a share of the others'
    int frozenEpochs = 0;      ///< the encoder stays as it is in the first so many epochs
    double averageDecay = 0;   ///< of the moving average of the weights that is kept; 0: none
    int patience = 0;          ///< ends after so many epochs without a better one; 0: never
    std::optional<Size> patch; ///< nothing: whole images
    Augmentation augmentation = Augmentation::Flips;
    bool hasUp = false;   ///< images have an up, like a rolling direction: it is not turned away
    std::string initFile; ///< weights to begin with, UTF-8; empty: random ones
    Precision precision = Precision::Auto;
    DeviceChoice device;
    std::uint64_t memoryLimitBytes = 0; ///< 0: what the device has free
    std::uint64_t seed = 0;
    int threads = 0; ///< 0: as many as there are cores
    /// The training ends in this time, and the schedule with it; nothing: by epochs alone. What a limit gives
    /// depends on how fast the machine is.
    std::optional<double> timeLimitSeconds;
    bool deterministic = false; ///< on a GPU: the same again bit by bit, at a price; a CPU always is
    bool operator==(const TrainOptions&) const = default;
};

// Names as on the command line and in stored options; parse* give an Error that lists what is known.
[[nodiscard]] Result<NetworkKind> parseNetworkKind(std::string_view text);
[[nodiscard]] Result<Encoder> parseEncoder(std::string_view text);
[[nodiscard]] Result<ImageScale> parseImageScale(std::string_view text);
[[nodiscard]] Result<Normalization> parseNormalization(std::string_view text);
[[nodiscard]] Result<LossKind> parseLoss(std::string_view text);
[[nodiscard]] Result<OptimizerKind> parseOptimizer(std::string_view text);
[[nodiscard]] Result<ScheduleKind> parseSchedule(std::string_view text);
[[nodiscard]] Result<ClassWeights> parseClassWeights(std::string_view text);
[[nodiscard]] Result<Augmentation> parseAugmentation(std::string_view text);
[[nodiscard]] Result<Precision> parsePrecision(std::string_view text);
[[nodiscard]] std::string toText(NetworkKind kind);
[[nodiscard]] std::string toText(Encoder encoder);
[[nodiscard]] std::string toText(ImageScale scale);
[[nodiscard]] std::string toText(Normalization normalization);
[[nodiscard]] std::string toText(LossKind loss);
[[nodiscard]] std::string toText(OptimizerKind optimizer);
[[nodiscard]] std::string toText(ScheduleKind schedule);
[[nodiscard]] std::string toText(ClassWeights weights);
[[nodiscard]] std::string toText(Augmentation augmentation);
[[nodiscard]] std::string toText(Precision precision);

/// What makes no sense is an Error that names the option: epochs < 0, width < 1, patch smaller than the
/// stride ...
[[nodiscard]] Status validate(const TrainOptions& options);
[[nodiscard]] Status validate(const NetworkSpec& network);

/// The options as a JSON object (for the run's record and the checkpoint), and back; unknown keys are
/// ignored.
[[nodiscard]] std::string toJson(const TrainOptions& options);
[[nodiscard]] Result<TrainOptions> trainOptionsFromJson(std::string_view json);
[[nodiscard]] std::string toJson(const NetworkSpec& network);
[[nodiscard]] Result<NetworkSpec> networkSpecFromJson(std::string_view json);

} // namespace sorby::learning
