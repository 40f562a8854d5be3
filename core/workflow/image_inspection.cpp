// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/image_inspection.h"

#include "core/imaging/micrograph_region.h"

#include <fstream>
#include <string>
#include <string_view>

namespace sorby::workflow {
namespace {

/// Is the format's end mark at the very end of the file? Reading that alone takes microseconds, decoding the
/// pixels milliseconds.
bool endsWithMark(const std::filesystem::path& file, std::string_view mark)
{
    std::ifstream stream(file, std::ios::binary);
    stream.seekg(-static_cast<std::streamoff>(mark.size()), std::ios::end);
    std::string tail(mark.size(), '\0');
    stream.read(tail.data(), static_cast<std::streamsize>(tail.size()));
    return stream && tail == mark;
}

} // namespace

Result<imaging::MicrographInfo> inspectImage(const std::filesystem::path& file, int page,
                                             const std::optional<imaging::MicrographInfo>& head)
{
    using namespace std::string_view_literals;
    auto info = head ? Result<imaging::MicrographInfo>(*head) : imaging::probeMicrograph(file, page);
    if (!info) {
        return info;
    }
    const bool whole = (info->format == "PNG" && endsWithMark(file, "\0\0\0\0IEND\xAE\x42\x60\x82"sv)) ||
                       (info->format == "JPEG" && endsWithMark(file, "\xFF\xD9"sv));
    if (!whole) {
        if (const auto sound = imaging::checkMicrograph(file, page); !sound) {
            return sound.error();
        }
    }
    return info;
}

} // namespace sorby::workflow
