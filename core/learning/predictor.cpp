// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/predictor.h"

#include "core/learning/cached_memory.h"
#include "core/learning/checkpoint.h"
#include "core/learning/inference.h"
#include "core/learning/memory_plan.h"
#include "core/learning/tile_plan.h"
#include "core/learning/torch_error.h"

#include <algorithm>

namespace sorby::learning {
namespace {

/// `part` in pixels of the planes.
void copyPart(std::vector<Raster<float>>& planes, const PixelRect& part, const at::Tensor& logits)
{
    const auto values = logits.to(at::kCPU).contiguous();
    const auto* value = values.const_data_ptr<float>();
    for (auto& plane : planes) {
        for (int y = 0; y < part.height; ++y) {
            const auto row = plane.row(part.y + y).subspan(static_cast<std::size_t>(part.x));
            std::copy_n(value, part.width, row.begin());
            value += part.width;
        }
    }
}

class TorchPredictor final : public Predictor {
  public:
    TorchPredictor(Network network, const PredictOptions& options, const Device& device)
        : m_network(std::move(network)), m_options(options), m_device(device)
    {}

    const NetworkSpec& network() const override { return m_network.spec(); }
    std::string device() const override { return m_device.info.id; }

    int reach() const override { return haloOf(m_network.spec()); }

    Result<Logits> predictPart(const Raster<float>& image, const PixelRect& part,
                               std::stop_token stop) override
    {
        if (image.isEmpty() || part.isEmpty()) {
            return Error{ErrorCode::InvalidArgument, "the image is empty", {}};
        }
        return guarded([&]() -> Result<Logits> {
            useThreads(m_options.threads);
            const int tile = m_options.tile > 0
                                 ? m_options.tile
                                 : tileSideFor(m_network.spec(), shownFor(image.size(), part),
                                               memoryLimit(m_device, m_options.memoryLimitBytes));
            const CachedMemory cached(m_device.torch.is_cpu() ? bytesFor(image.size(), part, tile) : 0);
            Logits logits;
            logits.planes.assign(static_cast<std::size_t>(m_network.spec().outputChannels()),
                                 Raster<float>(part.size()));
            const auto done =
                inferTiles(m_network, image, part, tile, false, stop,
                           [&](const PixelRect& kept, const at::Tensor& values) {
                               copyPart(logits.planes,
                                        {kept.x - part.x, kept.y - part.y, kept.width, kept.height}, values);
                           });
            if (!done) {
                return done.error();
            }
            return logits;
        });
    }

  private:
    /// What the network is shown of the image when it says something about all of the part at once.
    [[nodiscard]] Size shownFor(Size image, const PixelRect& part) const
    {
        return tilesOf(image, part, m_network.spec(), 0).front().region.size();
    }

    /// Memory that the largest tile takes.
    [[nodiscard]] std::uint64_t bytesFor(Size image, const PixelRect& part, int tile) const
    {
        if (m_network.spec().resize) {
            return inferenceBytes(m_network.spec(), *m_network.spec().resize);
        }
        Size largest;
        for (const auto& [core, region] : tilesOf(image, part, m_network.spec(), tile)) {
            largest = {std::max(largest.width, region.width), std::max(largest.height, region.height)};
        }
        return inferenceBytes(m_network.spec(), largest);
    }

    Network m_network;
    PredictOptions m_options;
    Device m_device;
};

} // namespace

Result<std::unique_ptr<Predictor>> makePredictor(const std::filesystem::path& checkpoint,
                                                 const PredictOptions& options, const Device& device)
{
    auto read = readCheckpoint(checkpoint);
    if (!read) {
        return read.error();
    }
    const auto& spec = read->options.network;
    const Network network(spec, placed(read->tensors, device.torch, prefersChannelsLast(device, false)));
    return std::unique_ptr<Predictor>(std::make_unique<TorchPredictor>(network.folded(), options, device));
}

} // namespace sorby::learning
