// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sorby {

/// What an image may be called.
struct ImageName {
    std::string name;       ///< the file's name
    std::string place = {}; ///< the file's path, with slashes and `name` at its end; empty: not known
    std::string stem = {};  ///< what other files about it are called; empty: like the name without extension
};

/// Finds images by what people and files call them: the name of the file, with or without its extension, the
/// stem, or one of these behind as many folders of the path as are needed. Immutable; thread-safe.
class ImageNames {
  public:
    /// `isImageFile` tells by the extension; with it a name finds the image of another extension, too, when
    /// there is none of its own: masks and lists often name the file that a micrograph was converted from.
    explicit ImageNames(std::vector<ImageName> images,
                        std::function<bool(const std::filesystem::path&)> isImageFile = {});

    /// The images that the text may mean, in their order: none when it is not known, several when it is not
    /// clear. What fits better rules out the rest: the whole path, the folders and the name, the name alone
    /// (when no image lies in these folders, they are those of another machine), the name without extension.
    [[nodiscard]] std::vector<std::size_t> find(std::string_view text) const;

    /// The shortest of these by which find() gives this image alone: its name, else with folders before it.
    [[nodiscard]] std::string uniqueName(std::size_t image) const;

    /// Says that a text may mean several images, and what to call each.
    [[nodiscard]] Error ambiguous(std::string_view text, const std::vector<std::size_t>& images) const;

  private:
    using Index = std::multimap<std::string, std::size_t, std::less<>>;

    [[nodiscard]] std::vector<std::size_t> findInFolders(const std::string& text) const;
    [[nodiscard]] std::vector<std::size_t> findByLastPart(const std::string& text) const;

    std::vector<ImageName> m_images;
    std::function<bool(const std::filesystem::path&)> m_isImageFile;
    Index m_byName;
    Index m_byStem; ///< without extension, and by the other stem
};

} // namespace sorby
