// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/exif_orientation.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace sorby::imaging::codecs {
namespace {

constexpr std::array<std::uint8_t, 6> kExifHead = {'E', 'x', 'i', 'f', 0, 0};
constexpr std::size_t kHeadBytes = 8;
constexpr std::size_t kEntryBytes = 12;
constexpr std::uint32_t kOrientation = 0x0112;
constexpr std::uint32_t kShort = 3;

/// A number at a place, or 0 beyond the end.
class Numbers {
  public:
    explicit Numbers(std::span<const std::uint8_t> bytes)
        : m_bytes(bytes), m_isBigEndian(!bytes.empty() && bytes[0] == 'M')
    {}

    [[nodiscard]] std::uint32_t at(std::size_t place, std::size_t count) const
    {
        if (place > m_bytes.size() || count > m_bytes.size() - place) {
            return 0;
        }
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            value = value << 8 | m_bytes[place + (m_isBigEndian ? i : count - 1 - i)];
        }
        return value;
    }

  private:
    std::span<const std::uint8_t> m_bytes;
    bool m_isBigEndian;
};

} // namespace

int exifOrientation(std::span<const std::uint8_t> exif)
{
    if (exif.size() >= kExifHead.size() && std::equal(kExifHead.begin(), kExifHead.end(), exif.begin())) {
        exif = exif.subspan(kExifHead.size());
    }
    if (exif.size() < kHeadBytes || exif[0] != exif[1] || (exif[0] != 'I' && exif[0] != 'M')) {
        return 1;
    }
    const Numbers numbers(exif);
    const std::size_t directory = numbers.at(4, 4);
    const std::size_t entries = numbers.at(directory, 2);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + i * kEntryBytes;
        if (numbers.at(entry, 2) != kOrientation || numbers.at(entry + 2, 2) != kShort) {
            continue;
        }
        const auto value = numbers.at(entry + 8, 2);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

} // namespace sorby::imaging::codecs
