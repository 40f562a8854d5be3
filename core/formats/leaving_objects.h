// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

#include <string>
#include <vector>

namespace sorby::formats {

/// The objects of an image as they leave into a format that holds objects alone (imaging/flatten.h), and what
/// of all images is lost by it, for Exporter::losses().
class LeavingObjects {
  public:
    [[nodiscard]] std::vector<annotation::Object> of(const ExportedImage& image);
    /// Notes that the format cannot keep something of an image: "holes", "points of interest". The same thing
    /// is told once, with the number of images and the name of the first.
    void lose(const ExportedImage& image, const std::string& what);
    /// One finding for each kind of loss; valid after the last image.
    [[nodiscard]] std::vector<Finding> losses() const;

  private:
    struct Loss {
        std::string what;
        std::size_t images = 0;
        std::string firstImage;
        std::string lastImage;
    };
    std::vector<Loss> m_losses;
};

} // namespace sorby::formats
