// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/predictor.h"
#include "tests/gpu/checks.h"
#include "tests/support/learning/network_on_device.h"
#include "tests/support/learning/trainable_network.h"
#include "tests/unit/learning/disc_data.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>

namespace sorby::learning {
namespace {

/// fp32 as IEEE 754 says: cuDNN computes convolutions in TF32 by default, with three digits.
class WithoutTf32 {
  public:
    WithoutTf32() : m_before(at::globalContext().allowTF32CuDNN())
    {
        at::globalContext().setAllowTF32CuDNN(false);
    }
    ~WithoutTf32() { at::globalContext().setAllowTF32CuDNN(m_before); }
    WithoutTf32(const WithoutTf32&) = delete;
    WithoutTf32& operator=(const WithoutTf32&) = delete;

  private:
    bool m_before;
};

struct Distance {
    double largest = 0;  ///< of |a - b|
    double rms = 0;      ///< of a - b
    double scale = 0;    ///< largest |a|
    double rmsScale = 0; ///< of a
};

Distance distance(const Raster<float>& a, const Raster<float>& b)
{
    Distance result;
    for (std::size_t i = 0; i < a.pixels().size(); ++i) {
        const double value = a.pixels()[i];
        const double difference = value - static_cast<double>(b.pixels()[i]);
        result.largest = std::max(result.largest, std::abs(difference));
        result.scale = std::max(result.scale, std::abs(value));
        result.rms += difference * difference;
        result.rmsScale += value * value;
    }
    const auto count = static_cast<double>(a.pixels().size());
    result.rms = std::sqrt(result.rms / count);
    result.rmsScale = std::sqrt(result.rmsScale / count);
    return result;
}

/// Largest difference as a share of the largest number.
double relativeDifference(const at::Tensor& a, const at::Tensor& b)
{
    return (a - b).abs().max().item<double>() / std::max(a.abs().max().item<double>(), 1e-30);
}

Result<Logits> predicted(const std::filesystem::path& checkpoint, const Device& device,
                         const Raster<float>& image)
{
    auto predictor = makePredictor(checkpoint, {}, device);
    if (!predictor) {
        return predictor.error();
    }
    return (*predictor)->predict(image, {});
}

Result<Logits> predictedInBf16(const std::filesystem::path& checkpoint, const Device& device,
                               const Raster<float>& image)
{
    const auto network = NetworkOnDevice::open(checkpoint, device, true);
    if (!network) {
        return network.error();
    }
    return network->predict(image);
}

/// One step of equal networks on equal batches, done as `settings` say.
at::Tensor gradientsOf(CheckContext& context, const NetworkSpec& network, const StepSettings& settings,
                       at::Tensor* statistics = nullptr)
{
    std::vector<Sample> batch;
    for (const Size size : {Size{64, 48}, Size{48, 48}, Size{64, 40}, Size{56, 44}}) {
        batch.push_back(DiscData::discs(size, batch.size(), 2));
    }
    TrainableNetwork trainable(network, context.device, settings);
    context.report.checkDone("a step", [&]() -> Status {
        const auto loss = trainable.run(batch);
        return loss ? Status() : Status(loss.error());
    }());
    if (statistics != nullptr) {
        *statistics = trainable.statistics();
    }
    return trainable.firstGradients();
}

} // namespace

void checkLogits(CheckContext& context)
{
    auto& report = context.report;
    report.section("Logits against those of the CPU in fp32");
    const auto image = DiscData::discs({160, 112}, 5, 2).image;
    NetworkSpec spec;
    spec.width = 16;
    spec.depth = 3;
    spec.normalization = Normalization::Batch;
    const auto checkpoint = context.folder / "logits.safetensors";
    {
        // A few steps, so that running statistics and logits are those of a network that has learnt
        // something.
        TrainableNetwork trainable(spec, context.cpu, {4, false, false});
        std::vector<Sample> batch;
        for (std::uint64_t i = 0; i < 4; ++i) {
            batch.push_back(DiscData::discs({64, 48}, i, 2));
        }
        for (int step = 0; step < 30; ++step) {
            if (const auto loss = trainable.run(batch);
                !loss && !report.checkDone("a step on the CPU", loss.error())) {
                return;
            }
        }
        if (!report.checkDone("the checkpoint is written", trainable.write(checkpoint))) {
            return;
        }
    }
    const auto reference = predicted(checkpoint, context.cpu, image);
    if (!reference) {
        report.checkDone("the CPU predicts", reference.error());
        return;
    }
    const auto compare = [&](const std::string& name, const Result<Logits>& found, double largest,
                             double rms) {
        if (!found) {
            report.checkDone(name, found.error());
            return;
        }
        const auto difference = distance(reference->planes[0], found->planes[0]);
        report.checkAtMost(name + ": largest difference / largest logit",
                           difference.largest / difference.scale, largest);
        report.checkAtMost(name + ": rms of the difference / rms of the logits",
                           difference.rms / difference.rmsScale, rms);
    };
    report.figure("largest logit", shortNumber(distance(reference->planes[0], reference->planes[0]).scale));
    if (!context.onCpu()) {
        compare("as the device computes by itself", predicted(checkpoint, context.device, image), 1e-2, 5e-3);
        const WithoutTf32 exact;
        compare("fp32 without TF32", predicted(checkpoint, context.device, image), 1e-4, 1e-5);
    }
    // bf16 has 8 binary digits; some 20 layers round to it one after another.
    compare("bf16", predictedInBf16(checkpoint, context.device, image), 5e-2, 2e-2);
}

void checkGradients(CheckContext& context)
{
    auto& report = context.report;
    report.section("Gradients against those of the plain step");
    const WithoutTf32 exact;
    NetworkSpec spec;
    spec.width = 8;
    spec.depth = 2;
    constexpr double kFp32 = 1e-4; // the order of summation differs
    constexpr double kBf16 = 3e-2;
    const auto whole = gradientsOf(context, spec, {4, false, false});
    report.checkAtLeast("the largest gradient", whole.abs().max().item<double>(), 1e-3);
    report.checkAtMost("one image at a time, fp32",
                       relativeDifference(whole, gradientsOf(context, spec, {1, false, false})), kFp32);
    report.checkAtMost("three and one, checkpointing, fp32",
                       relativeDifference(whole, gradientsOf(context, spec, {3, true, false})), kFp32);
    report.checkAtMost("two at a time, bf16",
                       relativeDifference(gradientsOf(context, spec, {4, false, true}),
                                          gradientsOf(context, spec, {2, false, true})),
                       kBf16);
    spec.normalization = Normalization::Batch;
    for (const bool bf16 : {false, true}) {
        const std::string name = bf16 ? ", batch norm, bf16" : ", batch norm, fp32";
        at::Tensor plainStatistics;
        at::Tensor statistics;
        const auto plain = gradientsOf(context, spec, {4, false, bf16}, &plainStatistics);
        const auto checkpointed = gradientsOf(context, spec, {4, true, bf16}, &statistics);
        report.checkAtMost("checkpointing" + name, relativeDifference(plain, checkpointed),
                           bf16 ? kBf16 : kFp32);
        report.checkAtMost("its running statistics" + name, relativeDifference(plainStatistics, statistics),
                           1e-5);
    }
}

} // namespace sorby::learning
