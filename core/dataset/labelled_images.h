// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/window.h"
#include "core/dataset/network_input.h"
#include "core/imaging/label_image.h"
#include "core/imaging/micrograph.h"
#include "core/learning/training_data.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sorby::dataset {

/// A labelled micrograph that is too large to be held.
struct LargeSource {
    std::filesystem::path file;
    int page = 1;
    Size size;                                                      ///< of the reference
    std::function<imaging::LabelImage(const PixelRect&)> reference; ///< of a part of it; thread-safe
};

/// One labelled micrograph for training: where its pixels and its reference come from. The loaders are called
/// once each, when the data is prepared.
struct LabelledSource {
    std::string name;
    std::function<Result<imaging::Micrograph>()> micrograph;
    std::function<Result<imaging::LabelImage>()> reference;
    std::optional<Window> window = {}; ///< as a person chose it; nothing: by percentiles of the specimen
    PixelRect specimen = {};           ///< the part that shows it; empty: all
    /// In the place of the first two: then what is asked for is read from the file at every time.
    std::function<Result<LargeSource>()> large = {};
};

/// How much of the images is held in memory; the rest is kept in a file that is mapped into it.
struct HoldLimit {
    std::uint64_t bytes = ~std::uint64_t{0};
    std::filesystem::path cacheFile; ///< removed with the images
};

/// The training data in memory, up to a limit: greys as the window shows them in 8 bits (16 bits for deeper
/// micrographs), one byte a label; of large sources only how often each row has each class. Immutable after
/// load(); thread-safe.
class LabelledImages final : public learning::TrainingData {
  public:
    /// Reads every source. An image that cannot be read, or whose reference has another size or a value
    /// beyond the classes, is an Error naming it; a large one for training, too, of which no part can be read
    /// without all that lies above (PNG, JPEG). `foregroundShare` of the patches have a pixel of a class
    /// other than the matrix about their middle (nnU-Net: 1/3): first a class is chosen of those in the
    /// image, so that rare ones come as often as common ones, then one of its pixels. The rest is uniform.
    [[nodiscard]] static Result<std::unique_ptr<LabelledImages>>
    load(const std::vector<LabelledSource>& train, const std::vector<LabelledSource>& validation,
         int classCount, const HoldLimit& limit = {}, double foregroundShare = 1.0 / 3);
    /// Images that are not held, for a word about it.
    [[nodiscard]] std::size_t cachedCount() const;
    ~LabelledImages() override;

    [[nodiscard]] int classCount() const override;
    [[nodiscard]] std::size_t imageCount(learning::Part part) const override;
    [[nodiscard]] std::string imageName(learning::Part part, std::size_t index) const override;
    [[nodiscard]] Size imageSize(learning::Part part, std::size_t index) const override;
    [[nodiscard]] Result<learning::Sample> image(learning::Part part, std::size_t index) const override;
    [[nodiscard]] Result<learning::Sample> region(learning::Part part, std::size_t index,
                                                  const PixelRect& rect) const override;
    [[nodiscard]] std::size_t patchesPerEpoch(Size patch) const override;
    [[nodiscard]] Result<learning::Sample> patch(Size patch, std::uint64_t seed, std::size_t epoch,
                                                 std::size_t index) const override;

  private:
    struct Private;
    explicit LabelledImages(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace sorby::dataset
