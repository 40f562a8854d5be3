// SPDX-License-Identifier: GPL-3.0-or-later
// Gatan DigitalMicrograph: tags 65009 and 65010, the width and height of a pixel, and 65003 and 65004, their
// units.
#include "core/base/text.h"
#include "core/imaging/metadata/length.h"
#include "core/imaging/metadata/reading.h"
#include "core/imaging/metadata/text.h"

#include <fmt/format.h>

namespace sorby::imaging::metadata {
namespace {

constexpr std::uint16_t kUnitX = 65003;
constexpr std::uint16_t kUnitY = 65004;
constexpr std::uint16_t kScaleX = 65009;
constexpr std::uint16_t kScaleY = 65010;

} // namespace

MaybeMetadata readGatan(TiffTags& tags, Size size)
{
    const auto x = tags.number(kScaleX);
    const auto y = tags.number(kScaleY);
    const std::string unitTextX = decodeText(tags.bytes(kUnitX));
    const std::string unitTextY = decodeText(tags.bytes(kUnitY));
    const auto unitX = micrometresOf(unitTextX);
    const auto unitY = micrometresOf(unitTextY);
    if (!x || !y || !unitX || !unitY) {
        return std::nullopt;
    }
    Reading reading("Gatan DigitalMicrograph", size);
    reading.calibrate(*x * *unitX, *y * *unitY,
                      fmt::format("{:.7g} {} x {:.7g} {}", *x, trimmed(unitTextX), *y, trimmed(unitTextY)));
    return std::move(reading).result();
}

} // namespace sorby::imaging::metadata
