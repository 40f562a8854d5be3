// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/versions.h"

#include "core/base/version.h"
#include "core/learning/engine.h"

#include <CLI/Version.hpp>
#include <boost/version.hpp>
#include <fmt/format.h>
#include <jpeglib.h>
#include <nlohmann/json.hpp>
#include <opencv2/core/version.hpp>
#include <png.h>
#include <sqlite3.h>
#include <tiffvers.h>
#include <xxhash.h>
#include <zstd.h>

namespace sorby::command_line {
namespace {

std::string jpegVersion()
{
#ifdef LIBJPEG_TURBO_VERSION_NUMBER
    constexpr int kNumber = LIBJPEG_TURBO_VERSION_NUMBER;
    return fmt::format("turbo {}.{}.{}", kNumber / 1000000, kNumber / 1000 % 1000, kNumber % 1000);
#else
    return fmt::format("{}.{}", JPEG_LIB_VERSION / 10, JPEG_LIB_VERSION % 10);
#endif
}

/// "LIBTIFF, Version 4.5.0\nCopyright ..." has the number between the last space and the end of its first
/// line.
std::string tiffVersion()
{
    const std::string text = TIFFLIB_VERSION_STR;
    const auto firstLine = text.substr(0, text.find('\n'));
    return firstLine.substr(firstLine.rfind(' ') + 1);
}

} // namespace

std::vector<LibraryVersion> libraryVersions()
{
    return {
        {"Sorby", kVersion},
        {"LibTorch", learning::libtorchVersion()},
        {"OpenCV", CV_VERSION},
        {"SQLite", SQLITE_VERSION},
        {"libpng", PNG_LIBPNG_VER_STRING},
        {"libtiff", tiffVersion()},
        {"libjpeg", jpegVersion()},
        {"Boost",
         fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
        {"zstd", ZSTD_VERSION_STRING},
        {"xxHash", fmt::format("{}.{}.{}", XXH_VERSION_MAJOR, XXH_VERSION_MINOR, XXH_VERSION_RELEASE)},
        {"nlohmann-json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                                      NLOHMANN_JSON_VERSION_PATCH)},
        {"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
        {"CLI11", CLI11_VERSION},
    };
}

} // namespace sorby::command_line
