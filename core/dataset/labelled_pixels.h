// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/labelled_images.h"

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

/// In memory, or of large sources in their file. An Error names the source.
[[nodiscard]] Result<std::unique_ptr<LabelledPixels>> openPixels(const LabelledSource& source,
                                                                 learning::Part part);

} // namespace sorby::dataset
