// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

#include <QImage>
#include <QSize>

#include <optional>
#include <string>

namespace sorby::models {

/// What a micrograph's small picture depends on: it is made anew when one of these is another.
struct ThumbnailLook {
    std::string contentHash;
    int page = 1;
    std::optional<Window> window;
    std::optional<project::SpecimenRegion> region; ///< the contrast is taken from it
    bool operator==(const ThumbnailLook&) const = default;
};

[[nodiscard]] ThumbnailLook lookOf(const project::ImageRecord& image);
/// Names the picture of this look and size in a cache; empty when the content is not known.
[[nodiscard]] std::string thumbnailKey(const ThumbnailLook& look, QSize size);

/// Above this a picture is made of means and only one at a time: it takes seconds.
[[nodiscard]] bool isHuge(const project::ImageRecord& image);
/// The micrograph through its window, fitted into `size`; null when the file cannot be read. For a thread of
/// its own. Images too large to be held are read in parts.
[[nodiscard]] QImage makeThumbnail(const project::ImageRecord& image, QSize size);

} // namespace sorby::models
