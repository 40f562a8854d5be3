// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/options.h"

#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <utility>

namespace sorby::learning {
namespace {

template <typename Enum>
using Names = std::span<const std::pair<Enum, const char*>>;

constexpr std::array<std::pair<NetworkKind, const char*>, 6> kNetworkKinds{
    {{NetworkKind::UNet, "unet"},
     {NetworkKind::UNetPlusPlus, "unet++"},
     {NetworkKind::Fpn, "fpn"},
     {NetworkKind::DeepLabV3Plus, "deeplabv3+"},
     // As other programs write them.
     {NetworkKind::UNetPlusPlus, "unetplusplus"},
     {NetworkKind::DeepLabV3Plus, "deeplabv3plus"}}};
constexpr std::array<std::pair<Encoder, const char*>, 5> kEncoders{{{Encoder::None, "none"},
                                                                    {Encoder::Resnet18, "resnet18"},
                                                                    {Encoder::Resnet34, "resnet34"},
                                                                    {Encoder::Resnet50, "resnet50"},
                                                                    {Encoder::SeResnext50, "seresnext50"}}};
constexpr std::array<std::pair<ImageScale, const char*>, 2> kImageScales{
    {{ImageScale::Centred, "centred"}, {ImageScale::Imagenet, "imagenet"}}};
constexpr std::array<std::pair<Normalization, const char*>, 4> kNormalizations{
    {{Normalization::None, "none"},
     {Normalization::Batch, "batch"},
     {Normalization::Instance, "instance"},
     {Normalization::Group, "group"}}};
constexpr std::array<std::pair<LossKind, const char*>, 6> kLosses{
    {{LossKind::Bce, "bce"},
     {LossKind::Dice, "dice"},
     {LossKind::BceDice, "bce-dice"},
     {LossKind::Focal, "focal"},
     {LossKind::Tversky, "tversky"},
     {LossKind::GeneralizedDice, "generalized-dice"}}};
constexpr std::array<std::pair<OptimizerKind, const char*>, 3> kOptimizers{
    {{OptimizerKind::Adam, "adam"}, {OptimizerKind::AdamW, "adamw"}, {OptimizerKind::Sgd, "sgd"}}};
constexpr std::array<std::pair<ScheduleKind, const char*>, 6> kSchedules{
    {{ScheduleKind::Constant, "constant"},
     {ScheduleKind::Step, "step"},
     {ScheduleKind::Cosine, "cosine"},
     {ScheduleKind::Polynomial, "polynomial"},
     {ScheduleKind::OneCycle, "one-cycle"},
     {ScheduleKind::Plateau, "plateau"}}};
constexpr std::array<std::pair<ClassWeights, const char*>, 3> kClassWeights{
    {{ClassWeights::None, "none"}, {ClassWeights::Root, "root"}, {ClassWeights::Balanced, "balanced"}}};
constexpr std::array<std::pair<Augmentation, const char*>, 3> kAugmentations{
    {{Augmentation::None, "none"}, {Augmentation::Flips, "flips"}, {Augmentation::Full, "full"}}};
constexpr std::array<std::pair<Precision, const char*>, 5> kPrecisions{{{Precision::Auto, "auto"},
                                                                        {Precision::Fp32, "fp32"},
                                                                        {Precision::Tf32, "tf32"},
                                                                        {Precision::Bf16, "bf16"},
                                                                        {Precision::Fp16, "fp16"}}};

template <typename Enum>
Result<Enum> parseName(std::string_view text, const char* option, Names<Enum> names)
{
    std::string known;
    for (const auto& [value, name] : names) {
        if (text == name) {
            return value;
        }
        known += (known.empty() ? "" : ", ") + std::string(name);
    }
    return Error{ErrorCode::InvalidArgument,
                 std::string(option) + " '" + std::string(text) + "' is not known; known are: " + known,
                 {}};
}

template <typename Enum>
std::string nameOf(Enum value, Names<Enum> names)
{
    for (const auto& [known, name] : names) {
        if (known == value) {
            return name;
        }
    }
    return {};
}

Error wrong(const std::string& message)
{
    return {ErrorCode::InvalidArgument, message, {}};
}

Status inRange(const char* option, int value, int low, int high)
{
    if (value < low || value > high) {
        return wrong(std::string(option) + " is " + std::to_string(value) + "; it can be " +
                     std::to_string(low) + " to " + std::to_string(high));
    }
    return {};
}

std::string whatNeeds(const NetworkSpec& network)
{
    return network.encoder == Encoder::None
               ? "a network of depth " + std::to_string(network.depth)
               : "network " + toText(network.kind) + " on " + toText(network.encoder);
}

constexpr int kLongestSide = 32'768;

std::string sizeText(Size size)
{
    return std::to_string(size.width) + "x" + std::to_string(size.height);
}

Status validatePatch(const TrainOptions& options)
{
    if (!options.patch) {
        return {};
    }
    if (options.network.resize) {
        return wrong("patch and resize exclude each other: with resize the network is shown whole images");
    }
    const int stride = options.network.stride();
    const auto [width, height] = *options.patch;
    if (width < stride || height < stride) {
        return wrong("patch " + sizeText(*options.patch) + " is too small: " + whatNeeds(options.network) +
                     " needs at least " + sizeText({stride, stride}));
    }
    if (width > kLongestSide || height > kLongestSide) {
        return wrong("patch " + sizeText(*options.patch) + " is too large; it can be " +
                     sizeText({kLongestSide, kLongestSide}) + " at most");
    }
    return {};
}

} // namespace

Result<DeviceChoice> parseDevice(std::string_view text)
{
    constexpr std::string_view kCuda = "cuda";
    if (text == "auto") {
        return DeviceChoice{};
    }
    if (text == "cpu") {
        return DeviceChoice{DeviceChoice::Kind::Cpu, 0};
    }
    if (text == kCuda) {
        return DeviceChoice{DeviceChoice::Kind::Cuda, 0};
    }
    if (text.starts_with("cuda:")) {
        const auto digits = text.substr(kCuda.size() + 1);
        int index = -1;
        const auto* end = digits.data() + digits.size();
        const auto [stop, status] = std::from_chars(digits.data(), end, index);
        if (status == std::errc{} && stop == end && index >= 0 && index < 128) {
            return DeviceChoice{DeviceChoice::Kind::Cuda, index};
        }
    }
    return wrong("device '" + std::string(text) + "' is not known; known are: auto, cpu, cuda, cuda:N");
}

std::string toText(const DeviceChoice& device)
{
    switch (device.kind) {
    case DeviceChoice::Kind::Cpu:
        return "cpu";
    case DeviceChoice::Kind::Cuda:
        return device.index == 0 ? "cuda" : "cuda:" + std::to_string(device.index);
    case DeviceChoice::Kind::Auto:
        break;
    }
    return "auto";
}

Result<NetworkKind> parseNetworkKind(std::string_view text)
{
    return parseName<NetworkKind>(text, "network", kNetworkKinds);
}
Result<Encoder> parseEncoder(std::string_view text)
{
    return parseName<Encoder>(text, "encoder", kEncoders);
}
Result<ImageScale> parseImageScale(std::string_view text)
{
    return parseName<ImageScale>(text, "image scale", kImageScales);
}
Result<Normalization> parseNormalization(std::string_view text)
{
    return parseName<Normalization>(text, "normalization", kNormalizations);
}
Result<LossKind> parseLoss(std::string_view text)
{
    return parseName<LossKind>(text, "loss", kLosses);
}
Result<OptimizerKind> parseOptimizer(std::string_view text)
{
    return parseName<OptimizerKind>(text, "optimizer", kOptimizers);
}
Result<ScheduleKind> parseSchedule(std::string_view text)
{
    return parseName<ScheduleKind>(text, "schedule", kSchedules);
}
Result<ClassWeights> parseClassWeights(std::string_view text)
{
    return parseName<ClassWeights>(text, "class weights", kClassWeights);
}
Result<Augmentation> parseAugmentation(std::string_view text)
{
    return parseName<Augmentation>(text, "augmentation", kAugmentations);
}
Result<Precision> parsePrecision(std::string_view text)
{
    return parseName<Precision>(text, "precision", kPrecisions);
}

std::string toText(NetworkKind kind)
{
    return nameOf<NetworkKind>(kind, kNetworkKinds);
}
std::string toText(Encoder encoder)
{
    return nameOf<Encoder>(encoder, kEncoders);
}
std::string toText(ImageScale scale)
{
    return nameOf<ImageScale>(scale, kImageScales);
}
std::string toText(Normalization normalization)
{
    return nameOf<Normalization>(normalization, kNormalizations);
}
std::string toText(LossKind loss)
{
    return nameOf<LossKind>(loss, kLosses);
}
std::string toText(OptimizerKind optimizer)
{
    return nameOf<OptimizerKind>(optimizer, kOptimizers);
}
std::string toText(ScheduleKind schedule)
{
    return nameOf<ScheduleKind>(schedule, kSchedules);
}
std::string toText(ClassWeights weights)
{
    return nameOf<ClassWeights>(weights, kClassWeights);
}
std::string toText(Augmentation augmentation)
{
    return nameOf<Augmentation>(augmentation, kAugmentations);
}
std::string toText(Precision precision)
{
    return nameOf<Precision>(precision, kPrecisions);
}

int NetworkSpec::stride() const
{
    if (encoder == Encoder::None) {
        return 1 << depth;
    }
    return kind == NetworkKind::DeepLabV3Plus ? 16 : 32;
}

Status validate(const NetworkSpec& network)
{
    if (network.inputChannels != 1 && network.inputChannels != 3) {
        return wrong("input channels are " + std::to_string(network.inputChannels) + "; they can be 1 or 3");
    }
    if (auto good = inRange("number of classes", network.classCount, 2, 255); !good) {
        return good;
    }
    if (network.encoder == Encoder::None && network.kind != NetworkKind::UNet) {
        return wrong("network " + toText(network.kind) +
                     " has no encoder of its own; choose one: resnet18, resnet34, resnet50, seresnext50");
    }
    if (network.encoder != Encoder::None && (network.deepSupervision || network.dropout != 0)) {
        return wrong("deep supervision and dropout are options of the plain unet; use it with encoder none");
    }
    if (!std::isfinite(network.dropout) || network.dropout < 0 || network.dropout > 0.95) {
        return wrong("dropout has to be 0 to 0.95; 0.5 is usual");
    }
    if (network.resize &&
        (network.resize->width < network.stride() || network.resize->height < network.stride() ||
         network.resize->width > kLongestSide || network.resize->height > kLongestSide)) {
        return wrong("resize has to be at least " + sizeText({network.stride(), network.stride()}) +
                     " for this network, and at most " + sizeText({kLongestSide, kLongestSide}));
    }
    if (auto good = inRange("width", network.width, 1, 1024); !good) {
        return good;
    }
    return inRange("depth", network.depth, 1, 7);
}

Status validate(const TrainOptions& options)
{
    if (auto good = validate(options.network); !good) {
        return good;
    }
    if (auto good = inRange("epochs", options.epochs, 0, 1'000'000); !good) {
        return good;
    }
    if (auto good = inRange("samples", options.samples, 0, 1'000'000'000); !good) {
        return good;
    }
    if (auto good = inRange("batch", options.batch, 1, 65'536); !good) {
        return good;
    }
    if (auto good = inRange("threads", options.threads, 0, 1024); !good) {
        return good;
    }
    if (!std::isfinite(options.learningRate) || options.learningRate <= 0 || options.learningRate > 10) {
        return wrong("lr (the learning rate) has to be above 0 and at most 10; 1e-4 is usual");
    }
    struct Number {
        const char* name;
        double value;
        double most;
        const char* range;
    };
    for (const auto& [name, value, most, range] :
         {Number{"dice weight", options.diceWeight, 1, "0 to 1"},
          Number{"focal gamma", options.focalGamma, 10, "0 to 10"},
          Number{"tversky alpha", options.tverskyAlpha, 10, "0 to 10"},
          Number{"tversky beta", options.tverskyBeta, 10, "0 to 10"},
          Number{"weight decay", options.weightDecay, 10, "0 to 10"},
          Number{"momentum", options.momentum, 0.9999, "0 to 0.9999"},
          Number{"clip", options.clipNorm, 1e6, "0 (never) to 1000000"},
          Number{"boundary weight", options.boundaryWeight, 1000, "0 to 1000"},
          Number{"encoder rate", options.encoderRate, 1, "0 to 1"},
          Number{"average", options.averageDecay, 0.99999, "0 (none) to 0.99999"}}) {
        if (!std::isfinite(value) || value < 0 || value > most) {
            return wrong(std::string(name) + " has to be " + range);
        }
    }
    if (options.loss == LossKind::Tversky && options.tverskyAlpha + options.tverskyBeta <= 0) {
        return wrong("tversky alpha and beta cannot both be 0: nothing would be wrong then");
    }
    if (auto good = inRange("warm-up", options.warmupEpochs, 0, 1'000'000); !good) {
        return good;
    }
    if (auto good = inRange("step epochs", options.stepEpochs, 1, 1'000'000); !good) {
        return good;
    }
    if (auto good = inRange("frozen epochs", options.frozenEpochs, 0, 1'000'000); !good) {
        return good;
    }
    if (auto good = inRange("patience", options.patience, 0, 1'000'000); !good) {
        return good;
    }
    const bool isOfAreas = options.loss == LossKind::Dice || options.loss == LossKind::Tversky ||
                           options.loss == LossKind::GeneralizedDice;
    if (isOfAreas && (options.classWeights != ClassWeights::None || options.boundaryWeight > 0)) {
        return wrong("class weights and a boundary weight are of pixels, and the loss " +
                     toText(options.loss) + " looks at areas; choose bce, bce-dice or focal");
    }
    if (options.timeLimitSeconds && !(*options.timeLimitSeconds > 0)) {
        return wrong("a time limit has to be above 0");
    }
    return validatePatch(options);
}

} // namespace sorby::learning
