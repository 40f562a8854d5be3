// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/unit/imaging/codecs/forged_png.h"

#include <functional>
#include <ostream>
#include <vector>

namespace sorby::test {

/// A file of some kind, for tests of what holds for every kind.
struct SampleImage {
    const char* name;
    std::function<Bytes()> make;
    int page = 1;
};
inline void PrintTo(const SampleImage& sample, std::ostream* stream)
{
    *stream << sample.name;
}

/// One file for each way of storing pixels, of kSampleWidth x kSampleHeight pixels that look like noise
/// (JPEG: of slow changes).
inline constexpr int kSampleWidth = 61;
inline constexpr int kSampleHeight = 47;
[[nodiscard]] std::vector<SampleImage> sampleImages();

} // namespace sorby::test
