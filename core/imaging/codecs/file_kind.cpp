// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/file_kind.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

namespace sorby::imaging::codecs {
namespace {

using namespace std::string_view_literals;

struct Signature {
    std::size_t offset;
    std::string_view bytes;
    FileKind kind;
};
constexpr std::array kSignatures = {
    Signature{0, "\x89PNG\r\n\x1a\n"sv, FileKind::Png},
    Signature{0, "II*\0"sv, FileKind::Tiff},
    Signature{0, "MM\0*"sv, FileKind::Tiff},
    Signature{0, "II+\0"sv, FileKind::Tiff},
    Signature{0, "MM\0+"sv, FileKind::Tiff},
    Signature{0, "\xff\xd8\xff"sv, FileKind::Jpeg},
    Signature{0, "BM"sv, FileKind::Bmp},
};

struct Stranger {
    std::size_t offset;
    std::string_view bytes;
    std::string_view name;
};
constexpr std::array kStrangers = {
    Stranger{0, "GIF8"sv, "a GIF"},
    Stranger{8, "WEBP"sv, "a WebP image"},
    Stranger{4, "jP  "sv, "a JPEG 2000 image"},
    Stranger{4, "ftyp"sv, "a HEIF or AVIF image"},
    Stranger{0, "8BPS"sv, "a Photoshop file"},
    Stranger{0, "%PDF"sv, "a PDF"},
    Stranger{0, "version https://git-lfs"sv, "a Git LFS pointer, not the image itself"},
};

} // namespace

Result<FileKind> detectKind(InputFile& file)
{
    std::string head(32, '\0');
    file.seek(0);
    head.resize(file.read(head.data(), head.size()));
    for (const auto& signature : kSignatures) {
        if (head.size() > signature.offset &&
            std::string_view(head).substr(signature.offset).starts_with(signature.bytes)) {
            return signature.kind;
        }
    }
    for (const auto& stranger : kStrangers) {
        if (head.size() > stranger.offset &&
            std::string_view(head).substr(stranger.offset).starts_with(stranger.bytes)) {
            return file.error(
                ErrorCode::Unsupported,
                fmt::format("is {}; save the micrograph as PNG, TIFF, JPEG or BMP", stranger.name));
        }
    }
    return file.error(ErrorCode::Unsupported, "is not a PNG, TIFF, JPEG or BMP file");
}

} // namespace sorby::imaging::codecs
