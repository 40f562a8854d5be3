// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::test {

/// A tag with its values as numbers of its type, which are put into the file's byte order, or as bytes.
struct ForgedTag {
    std::uint16_t tag = 0;
    std::uint16_t type = 2;
    std::uint64_t count = 0;
    std::vector<std::uint64_t> words = {}; ///< the bits of each value; two for a rational
    std::string bytes = {};                ///< instead of words
};
[[nodiscard]] ForgedTag textTag(std::uint16_t tag, std::string_view text);
[[nodiscard]] ForgedTag bytesTag(std::uint16_t tag, std::string_view bytes);
[[nodiscard]] ForgedTag shortTag(std::uint16_t tag, std::uint16_t value);
[[nodiscard]] ForgedTag longTag(std::uint16_t tag, std::uint32_t value);
[[nodiscard]] ForgedTag rationalTag(std::uint16_t tag, std::uint32_t above, std::uint32_t below);
[[nodiscard]] ForgedTag doubleTag(std::uint16_t tag, double value);

struct ForgedPage {
    std::uint32_t width = 64;
    std::uint32_t height = 48;
    std::vector<ForgedTag> tags = {};
};

/// Grey images of 8 bits with tags that libtiff does not write, made byte by byte.
struct TaggedTiff {
    std::vector<ForgedPage> pages = {};
    bool isBigEndian = false;
    bool isBig = false;        ///< a BigTIFF
    std::string appendix = {}; ///< stands at appendixPlace()

    [[nodiscard]] std::uint32_t appendixPlace() const { return isBig ? 16 : 8; }
};
[[nodiscard]] std::string forge(const TaggedTiff& tiff);

} // namespace sorby::test
