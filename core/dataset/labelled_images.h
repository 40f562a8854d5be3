// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/window.h"
#include "core/imaging/label_image.h"
#include "core/imaging/micrograph.h"
#include "core/learning/training_data.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sorby::dataset {

/// One labelled micrograph for training: where its pixels and its reference come from. The loaders are called
/// once each, when the data is prepared.
struct LabelledSource {
    std::string name;
    std::function<Result<imaging::Micrograph>()> micrograph;
    std::function<Result<imaging::LabelImage>()> reference;
    std::optional<Window> window = {}; ///< as a person chose it; nothing: by percentiles of the specimen
    PixelRect specimen = {};           ///< the part that shows it; empty: all
};

/// The training data in memory: greys as the window shows them in 8 bits (16 bits for deeper micrographs),
/// one byte a label. Immutable after load(); thread-safe.
class LabelledImages final : public learning::TrainingData {
  public:
    /// Reads every source. An image that cannot be read, or whose reference has another size or a value
    /// beyond the classes, is an Error naming it. `foregroundShare` of the patches have a pixel of a class
    /// other than the matrix about their middle (nnU-Net: 1/3): first a class is chosen of those in the
    /// image, so that rare ones come as often as common ones, then one of its pixels. The rest is uniform.
    [[nodiscard]] static Result<std::unique_ptr<LabelledImages>>
    load(const std::vector<LabelledSource>& train, const std::vector<LabelledSource>& validation,
         int classCount, double foregroundShare = 1.0 / 3);
    ~LabelledImages() override;

    [[nodiscard]] int classCount() const override;
    [[nodiscard]] std::size_t imageCount(learning::Part part) const override;
    [[nodiscard]] std::string imageName(learning::Part part, std::size_t index) const override;
    [[nodiscard]] Size imageSize(learning::Part part, std::size_t index) const override;
    [[nodiscard]] Result<learning::Sample> image(learning::Part part, std::size_t index) const override;
    [[nodiscard]] std::size_t patchesPerEpoch(Size patch) const override;
    [[nodiscard]] Result<learning::Sample> patch(Size patch, std::uint64_t seed, std::size_t epoch,
                                                 std::size_t index) const override;

  private:
    struct Private;
    explicit LabelledImages(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// What a network sees of a micrograph: grey through its window (imaging::viewWindow), 0..1, in 255 steps
/// (65535 for deeper micrographs). Training and prediction share it: LabelledImages gives the same values bit
/// for bit.
[[nodiscard]] Raster<float> networkInput(const imaging::Micrograph& micrograph,
                                         const std::optional<Window>& window = {},
                                         const PixelRect& specimen = {});

} // namespace sorby::dataset
