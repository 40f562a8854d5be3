// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/units.h"
#include "core/learning/json.h"
#include "core/learning/options.h"

#include <limits>

namespace sorby::learning {
namespace {

/// Reads members of one JSON object into options; an absent member leaves the option as it is, one of the
/// wrong kind is the first Error.
class OptionReader {
  public:
    explicit OptionReader(const json::Value& object) : m_object(object) {}

    void read(const char* key, int& out)
    {
        readWith(key, "a whole number", [&](const json::Value& value) {
            const auto number = value.integer();
            if (!number || *number < std::numeric_limits<int>::min() ||
                *number > std::numeric_limits<int>::max()) {
                return false;
            }
            out = static_cast<int>(*number);
            return true;
        });
    }
    void read(const char* key, std::uint64_t& out)
    {
        readWith(key, "a whole number that is not negative", [&](const json::Value& value) {
            const auto number = value.unsignedInteger();
            out = number.value_or(out);
            return number.has_value();
        });
    }
    void read(const char* key, double& out)
    {
        readWith(key, "a number", [&](const json::Value& value) {
            const auto number = value.number();
            out = number.value_or(out);
            return number.has_value();
        });
    }
    void read(const char* key, std::string& out)
    {
        readWith(key, "text", [&](const json::Value& value) {
            out = value.text() != nullptr ? *value.text() : out;
            return value.text() != nullptr;
        });
    }
    void read(const char* key, bool& out)
    {
        readWith(key, "true or false", [&](const json::Value& value) {
            out = value.boolean() != nullptr ? *value.boolean() : out;
            return value.boolean() != nullptr;
        });
    }
    /// A member that is text, through a parse function.
    template <typename T>
    void read(const char* key, T& out, Result<T> (*parse)(std::string_view))
    {
        const auto* value = m_object.find(key);
        if (value == nullptr || m_error) {
            return;
        }
        if (value->text() == nullptr) {
            fail(key, "text");
            return;
        }
        auto parsed = parse(*value->text());
        if (parsed) {
            out = std::move(parsed).value();
        } else {
            m_error = parsed.error();
        }
    }

    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

  private:
    template <typename Read>
    void readWith(const char* key, const char* expected, const Read& readValue)
    {
        const auto* value = m_object.find(key);
        if (value != nullptr && !m_error && !readValue(*value)) {
            fail(key, expected);
        }
    }
    void fail(const char* key, const char* expected)
    {
        m_error =
            Error{ErrorCode::Malformed, "the option '" + std::string(key) + "' has to be " + expected, {}};
    }

    const json::Value& m_object;
    std::optional<Error> m_error;
};

/// `none` is what stands for no size.
std::string sizeOrNone(const std::optional<Size>& size, const char* none)
{
    return size ? std::to_string(size->width) + "x" + std::to_string(size->height) : none;
}

Result<std::optional<Size>> parseSizeOrNone(std::string_view text)
{
    if (text == "whole" || text == "none") {
        return std::optional<Size>();
    }
    auto size = parseSize(text);
    if (!size) {
        return size.error();
    }
    return std::optional<Size>(*size);
}

json::Value networkValue(const NetworkSpec& network)
{
    return json::Object{{"kind", toText(network.kind)},
                        {"encoder", toText(network.encoder)},
                        {"input_channels", network.inputChannels},
                        {"image_scale", toText(network.imageScale)},
                        {"resize", sizeOrNone(network.resize, "none")},
                        {"classes", network.classCount},
                        {"width", network.width},
                        {"depth", network.depth},
                        {"normalization", toText(network.normalization)},
                        {"dropout", network.dropout},
                        {"deep_supervision", network.deepSupervision}};
}

Result<NetworkSpec> networkFrom(const json::Value& value)
{
    if (value.object() == nullptr) {
        return Error{ErrorCode::Malformed, "the network's description is no JSON object", {}};
    }
    NetworkSpec network;
    OptionReader reader(value);
    reader.read("kind", network.kind, parseNetworkKind);
    reader.read("encoder", network.encoder, parseEncoder);
    reader.read("input_channels", network.inputChannels);
    reader.read("image_scale", network.imageScale, parseImageScale);
    reader.read("resize", network.resize, parseSizeOrNone);
    reader.read("classes", network.classCount);
    reader.read("width", network.width);
    reader.read("depth", network.depth);
    reader.read("normalization", network.normalization, parseNormalization);
    reader.read("dropout", network.dropout);
    reader.read("deep_supervision", network.deepSupervision);
    if (reader.error()) {
        return *reader.error();
    }
    if (auto good = validate(network); !good) {
        return good.error();
    }
    return network;
}

} // namespace

std::string toJson(const NetworkSpec& network)
{
    return json::write(networkValue(network));
}

Result<NetworkSpec> networkSpecFromJson(std::string_view text)
{
    auto value = json::parse(text);
    if (!value) {
        return value.error();
    }
    return networkFrom(*value);
}

std::string toJson(const TrainOptions& options)
{
    return json::write(json::Object{{"network", networkValue(options.network)},
                                    {"epochs", options.epochs},
                                    {"samples", options.samples},
                                    {"batch", options.batch},
                                    {"lr", options.learningRate},
                                    {"schedule", toText(options.schedule)},
                                    {"warmup", options.warmupEpochs},
                                    {"step_epochs", options.stepEpochs},
                                    {"loss", toText(options.loss)},
                                    {"dice_weight", options.diceWeight},
                                    {"focal_gamma", options.focalGamma},
                                    {"tversky_alpha", options.tverskyAlpha},
                                    {"tversky_beta", options.tverskyBeta},
                                    {"optimizer", toText(options.optimizer)},
                                    {"weight_decay", options.weightDecay},
                                    {"momentum", options.momentum},
                                    {"clip", options.clipNorm},
                                    {"class_weights", toText(options.classWeights)},
                                    {"boundary_weight", options.boundaryWeight},
                                    {"encoder_rate", options.encoderRate},
                                    {"frozen_epochs", options.frozenEpochs},
                                    {"average", options.averageDecay},
                                    {"patience", options.patience},
                                    {"patch", sizeOrNone(options.patch, "whole")},
                                    {"augment", toText(options.augmentation)},
                                    {"has_up", options.hasUp},
                                    {"init", options.initFile},
                                    {"time_limit_s", options.timeLimitSeconds.value_or(0)},
                                    {"deterministic", options.deterministic},
                                    {"precision", toText(options.precision)},
                                    {"device", toText(options.device)},
                                    {"memory_limit", options.memoryLimitBytes},
                                    {"seed", options.seed},
                                    {"threads", options.threads}});
}

Result<TrainOptions> trainOptionsFromJson(std::string_view text)
{
    auto value = json::parse(text);
    if (!value) {
        return value.error();
    }
    if (value->object() == nullptr) {
        return Error{ErrorCode::Malformed, "the options are no JSON object", {}};
    }
    TrainOptions options;
    if (const auto* member = value->find("network")) {
        auto network = networkFrom(*member);
        if (!network) {
            return network.error();
        }
        options.network = *network;
    }
    OptionReader reader(*value);
    reader.read("epochs", options.epochs);
    reader.read("samples", options.samples);
    reader.read("batch", options.batch);
    reader.read("lr", options.learningRate);
    reader.read("schedule", options.schedule, parseSchedule);
    reader.read("warmup", options.warmupEpochs);
    reader.read("step_epochs", options.stepEpochs);
    reader.read("loss", options.loss, parseLoss);
    reader.read("dice_weight", options.diceWeight);
    reader.read("focal_gamma", options.focalGamma);
    reader.read("tversky_alpha", options.tverskyAlpha);
    reader.read("tversky_beta", options.tverskyBeta);
    reader.read("optimizer", options.optimizer, parseOptimizer);
    reader.read("weight_decay", options.weightDecay);
    reader.read("momentum", options.momentum);
    reader.read("clip", options.clipNorm);
    reader.read("class_weights", options.classWeights, parseClassWeights);
    reader.read("boundary_weight", options.boundaryWeight);
    reader.read("encoder_rate", options.encoderRate);
    reader.read("frozen_epochs", options.frozenEpochs);
    reader.read("average", options.averageDecay);
    reader.read("patience", options.patience);
    reader.read("patch", options.patch, parseSizeOrNone);
    reader.read("augment", options.augmentation, parseAugmentation);
    reader.read("has_up", options.hasUp);
    reader.read("init", options.initFile);
    double timeLimit = 0;
    reader.read("time_limit_s", timeLimit);
    if (timeLimit > 0) {
        options.timeLimitSeconds = timeLimit;
    }
    reader.read("deterministic", options.deterministic);
    reader.read("precision", options.precision, parsePrecision);
    reader.read("device", options.device, parseDevice);
    reader.read("memory_limit", options.memoryLimitBytes);
    reader.read("seed", options.seed);
    reader.read("threads", options.threads);
    if (reader.error()) {
        return *reader.error();
    }
    if (auto good = validate(options); !good) {
        return good.error();
    }
    return options;
}

} // namespace sorby::learning
