// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/labelled_images.h"

#include <cstdint>
#include <memory>

namespace sorby::dataset {

/// The greys and labels of one micrograph, wherever they are. Immutable; thread-safe.
class LabelledPixels {
  public:
    virtual ~LabelledPixels() = default;
    [[nodiscard]] virtual Size size() const = 0;
    /// What of `rect` lies to the right or below has grey 0 and is ignored.
    [[nodiscard]] virtual Result<learning::Sample> sample(const PixelRect& rect) const = 0;
    /// `rect` lies inside the image.
    [[nodiscard]] virtual imaging::LabelImage labels(const PixelRect& rect) const = 0;
};

/// What a source is made of while it is held.
struct HeldSource {
    Greys greys;
    imaging::LabelImage labels;
    [[nodiscard]] std::uint64_t bytes() const;
};
/// Of a source that is not large. An Error names it.
[[nodiscard]] Result<HeldSource> readSource(const LabelledSource& source);
[[nodiscard]] std::unique_ptr<LabelledPixels> held(HeldSource source);

/// Of a large source, in its file. An Error names it.
[[nodiscard]] Result<std::unique_ptr<LabelledPixels>> openLargePixels(const LabelledSource& source,
                                                                      learning::Part part);

} // namespace sorby::dataset
