// SPDX-License-Identifier: GPL-3.0-or-later
// sorby_onnx_samples lists networks by name; sorby_onnx_samples NAME FOLDER writes the network as
// network.onnx, by the engine's door, and as samples.safetensors images (image0, image1 ...) and what Sorby's
// network says about them (logits0, logits1 ...), for check_onnx.py.
#include "core/base/files.h"
#include "core/learning/checkpoint.h"
#include "core/learning/safetensors.h"
#include "core/learning/sample_resize.h"
#include "core/learning/torch_engine.h"
#include "tests/unit/learning/every_network.h"
#include "tests/unit/learning/rule_weights.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <array>
#include <iostream>

namespace sorby::learning {
namespace {

/// All of them, with both ways to scale grey values, for one or three channels, and both kinds of output; and
/// one that is shown images in a size of its own.
std::vector<NetworkSpec> sampledNetworks()
{
    auto specs = everyNetwork();
    for (std::size_t i = 0; i < specs.size(); ++i) {
        specs[i].classCount = i % 4 == 0 ? 2 : 3;
        specs[i].imageScale = i % 3 == 0 ? ImageScale::Centred : ImageScale::Imagenet;
    }
    auto resizing = specs.front();
    resizing.resize = Size{44, 30};
    specs.push_back(resizing);
    return specs;
}

/// As Sorby predicts (inference.h), in the image's size.
at::Tensor predicted(const Network& network, const at::Tensor& image)
{
    const auto& resize = network.spec().resize;
    if (!resize) {
        return network.forward(image);
    }
    const Size size{static_cast<int>(image.size(3)), static_cast<int>(image.size(2))};
    return resizedTo(network.forward(resizedTo(image, *resize)), size);
}

Status writeSamples(const NetworkSpec& spec, const std::filesystem::path& folder)
{
    // Smaller than a pixel of the coarsest map, odd, several images, no continuation.
    constexpr std::array<std::array<std::int64_t, 3>, 4> kShapes{
        {{1, 1, 1}, {1, 52, 70}, {2, 33, 7}, {1, 64, 96}}};
    const at::AutoGradMode noGradients(false);
    const auto tensors = ruleTensors(spec);
    TrainOptions options;
    options.network = spec;
    const auto checkpoint = folder / "best.safetensors";
    if (auto written = writeCheckpoint(checkpoint, {options, 1, 1, tensors}); !written) {
        return written;
    }
    if (auto written =
            makeTorchEngine()->exportNetwork(checkpoint, NetworkFormat::Onnx, folder / "network.onnx");
        !written) {
        return written;
    }
    const Network network(spec, placed(tensors, c10::Device(c10::kCPU), false));
    std::vector<at::Tensor> alive;
    std::vector<safetensors::Tensor> samples;
    const auto add = [&](const std::string& name, const at::Tensor& tensor) {
        const auto& kept = alive.emplace_back(tensor.contiguous());
        samples.push_back({name,
                           safetensors::Type::F32,
                           kept.sizes().vec(),
                           {static_cast<const std::byte*>(kept.const_data_ptr()), kept.nbytes()}});
    };
    for (std::size_t i = 0; i < kShapes.size(); ++i) {
        const auto [count, height, width] = kShapes[i];
        const auto number = std::to_string(i);
        const auto image = ruleNumbers("image" + number, count * height * width)
                               .to(at::kFloat)
                               .reshape({count, 1, height, width});
        add("image" + number, image);
        add("logits" + number, predicted(network, image));
    }
    return safetensors::write(folder / "samples.safetensors", {}, samples);
}

int run(const std::vector<std::string>& arguments)
{
    at::set_num_threads(1);
    for (const auto& spec : sampledNetworks()) {
        if (arguments.empty()) {
            std::cout << shortName(spec) << "\n";
        } else if (arguments.front() == shortName(spec)) {
            const auto written = writeSamples(spec, fromUtf8(arguments.back()));
            if (!written) {
                std::cerr << describe(written.error()) << "\n";
            }
            return written ? 0 : 1;
        }
    }
    return arguments.empty() ? 0 : 2;
}

} // namespace
} // namespace sorby::learning

int main(int count, char** arguments)
{
    return sorby::learning::run({arguments + 1, arguments + count});
}
