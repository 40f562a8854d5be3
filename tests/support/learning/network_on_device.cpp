// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/learning/network_on_device.h"

#include "core/learning/cached_memory.h"
#include "core/learning/checkpoint.h"
#include "core/learning/inference.h"
#include "core/learning/memory_plan.h"

#include <algorithm>

namespace sorby::learning {

Result<NetworkOnDevice> NetworkOnDevice::open(const std::filesystem::path& checkpoint, const Device& device,
                                              bool bf16)
{
    auto read = readCheckpoint(checkpoint);
    if (!read) {
        return read.error();
    }
    return NetworkOnDevice(Network(read->options.network,
                                   placed(read->tensors, device.torch, prefersChannelsLast(device, bf16))),
                           bf16);
}

Result<Logits> NetworkOnDevice::predict(const Raster<float>& image) const
{
    const auto& spec = m_network.spec();
    const CachedMemory cached(m_network.device().is_cpu() ? inferenceBytes(spec, image.size()) : 0);
    Logits logits;
    const auto done =
        inferTiles(m_network, image, 0, m_bf16, {}, [&](const PixelRect&, const at::Tensor& values) {
            const auto onCpu = values.to(at::kCPU).contiguous();
            const auto* value = onCpu.const_data_ptr<float>();
            for (int plane = 0; plane < spec.outputChannels(); ++plane) {
                auto& raster = logits.planes.emplace_back(image.size());
                std::copy_n(value, raster.pixels().size(), raster.pixels().begin());
                value += raster.pixels().size();
            }
        });
    if (!done) {
        return done.error();
    }
    return logits;
}

} // namespace sorby::learning
