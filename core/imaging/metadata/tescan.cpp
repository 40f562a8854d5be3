// SPDX-License-Identifier: GPL-3.0-or-later
// TESCAN: tag 50431, binary blocks with lines "PixelSizeX=1.2e-7" among them, or a file NAME-tif.hdr beside
// the micrograph with the same lines below [MAIN]. Lengths are in metres; no width is stated.
#include "core/base/text.h"
#include "core/imaging/metadata/reading.h"
#include "core/imaging/metadata/text.h"

#include <fmt/format.h>

namespace sorby::imaging::metadata {
namespace {

constexpr std::uint16_t kTescanTag = 50431;

/// "key=value" anywhere between bytes that are no text; nothing when the key is not there.
std::optional<std::string_view> valueAmongBytes(std::string_view bytes, const std::string& key)
{
    const std::string sought = key + '=';
    for (auto at = bytes.find(sought); at != std::string_view::npos; at = bytes.find(sought, at + 1)) {
        const bool isWhole = at == 0 || static_cast<unsigned char>(bytes[at - 1]) < 0x20 ||
                             static_cast<unsigned char>(bytes[at - 1]) >= 0x7f;
        if (isWhole) {
            const auto rest = bytes.substr(at + sought.size(), 64);
            std::size_t end = 0;
            while (end < rest.size() && rest[end] >= ' ' && rest[end] < '\x7f') {
                ++end;
            }
            return trimmed(rest.substr(0, end));
        }
    }
    return std::nullopt;
}

MaybeMetadata read(std::optional<std::string_view> x, std::optional<std::string_view> y,
                   std::optional<std::string_view> strip, Size size)
{
    Reading reading("TESCAN", size);
    if (x) {
        const double width = parseNumber(*x).value_or(0) * kMicrometresInMetre;
        const double height = y ? parseNumber(*y).value_or(0) * kMicrometresInMetre : width;
        reading.calibrate(width, height,
                          y ? fmt::format("PixelSizeX = {}, PixelSizeY = {}", *x, *y)
                            : fmt::format("PixelSizeX = {}", *x));
    }
    if (strip) {
        reading.takeBar(parsePixels(*strip), "ImageStripSize");
    }
    return std::move(reading).result();
}

} // namespace

MaybeMetadata readTescan(TiffTags& tags, Size size)
{
    if (!tags.has(kTescanTag)) {
        return std::nullopt;
    }
    const std::string bytes = tags.bytes(kTescanTag);
    return read(valueAmongBytes(bytes, "PixelSizeX"), valueAmongBytes(bytes, "PixelSizeY"),
                valueAmongBytes(bytes, "ImageStripSize"), size);
}

MaybeMetadata readTescanHeader(std::string_view text, Size size)
{
    const Ini ini(text);
    if (!ini.hasSection("MAIN")) {
        return std::nullopt;
    }
    return read(ini.find("MAIN", "PixelSizeX"), ini.find("MAIN", "PixelSizeY"),
                ini.find("MAIN", "ImageStripSize"), size);
}

} // namespace sorby::imaging::metadata
