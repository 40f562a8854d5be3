// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/rle.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

namespace sorby::formats {
namespace {

constexpr char kZero = '0';
constexpr unsigned kValueBits = 5;
constexpr unsigned kMore = 0x20;
constexpr unsigned kSign = 0x10;
constexpr unsigned kValueMask = 0x1F;
/// Seven characters hold every difference between two numbers of 32 bits.
constexpr unsigned kMostCharacters = 7;
/// The first run whose difference to the run two before is written: runs 0 to 2 stand for themselves.
constexpr std::size_t kFirstDifference = 3;

Error malformedRuns(std::string message)
{
    return Error{ErrorCode::Malformed, std::move(message), {}};
}

/// Joins runs as they come. A run longer than its type can say is cut by one of no pixel.
class RunWriter {
  public:
    void add(bool isSet, std::uint64_t length)
    {
        if (length == 0) {
            return;
        }
        if (isSet != m_isSet) {
            flush();
            m_isSet = isSet;
        }
        m_length += length;
    }
    RunLengths finish()
    {
        flush();
        return std::move(m_runs);
    }

  private:
    void flush()
    {
        constexpr std::uint64_t kLongest = std::numeric_limits<std::uint32_t>::max();
        for (; m_length > kLongest; m_length -= kLongest) {
            m_runs.push_back(static_cast<std::uint32_t>(kLongest));
            m_runs.push_back(0);
        }
        m_runs.push_back(static_cast<std::uint32_t>(m_length));
        m_length = 0;
    }

    RunLengths m_runs;
    std::uint64_t m_length = 0;
    bool m_isSet = false;
};

} // namespace

RunLengths encodeRle(const Raster<std::uint8_t>& mask, RleOrder order)
{
    if (order == RleOrder::ColumnMajor) {
        return encodeRle(mask, 0, 0, mask.size());
    }
    RunWriter runs;
    for (const auto pixel : mask.pixels()) {
        runs.add(pixel != 0, 1);
    }
    return runs.finish();
}

RunLengths encodeRle(const Raster<std::uint8_t>& part, int left, int top, Size whole)
{
    assert(left >= 0 && top >= 0 && left + part.width() <= whole.width &&
           top + part.height() <= whole.height);
    const auto height = static_cast<std::uint64_t>(whole.height);
    const auto below = static_cast<std::uint64_t>(whole.height - top - part.height());
    RunWriter runs;
    runs.add(false, static_cast<std::uint64_t>(left) * height);
    for (int x = 0; x < part.width(); ++x) {
        runs.add(false, static_cast<std::uint64_t>(top));
        for (int y = 0; y < part.height(); ++y) {
            runs.add(part.at(x, y) != 0, 1);
        }
        runs.add(false, below);
    }
    runs.add(false, static_cast<std::uint64_t>(whole.width - left - part.width()) * height);
    return runs.finish();
}

Result<Raster<std::uint8_t>> decodeRle(const RunLengths& runs, Size size, RleOrder order)
{
    std::uint64_t total = 0;
    for (const auto run : runs) {
        total += run;
    }
    if (size.isEmpty() || total != size.area()) {
        return malformedRuns(fmt::format("the runs have {} pixels and the mask of {}x{} has {}", total,
                                         size.width, size.height, size.area()));
    }
    if (total > kMostMaskPixels) {
        return malformedRuns(fmt::format("a mask of {}x{} pixels is too large", size.width, size.height));
    }
    Raster<std::uint8_t> mask(size);
    std::size_t at = 0;
    bool isSet = false;
    for (const auto run : runs) {
        if (isSet && order == RleOrder::RowMajor) {
            std::fill_n(mask.data() + at, run, std::uint8_t{1});
        } else if (isSet) {
            const auto height = static_cast<std::size_t>(size.height);
            for (std::size_t i = at; i < at + run; ++i) {
                mask.at(static_cast<int>(i / height), static_cast<int>(i % height)) = 1;
            }
        }
        at += run;
        isSet = !isSet;
    }
    return mask;
}

std::string compressRle(const RunLengths& runs)
{
    std::string text;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        std::int64_t value = runs[i];
        if (i >= kFirstDifference) {
            value -= runs[i - 2];
        }
        bool isMore = true;
        while (isMore) {
            auto bits = static_cast<unsigned>(value) & kValueMask;
            value >>= kValueBits; // arithmetic: C++20
            isMore = (bits & kSign) != 0 ? value != -1 : value != 0;
            bits |= isMore ? kMore : 0;
            text += static_cast<char>(bits + static_cast<unsigned>(kZero));
        }
    }
    return text;
}

Result<RunLengths> decompressRle(std::string_view text)
{
    RunLengths runs;
    std::size_t at = 0;
    while (at < text.size()) {
        std::int64_t value = 0;
        unsigned count = 0;
        bool isMore = true;
        while (isMore) {
            if (at == text.size()) {
                return malformedRuns("the compressed runs are cut off");
            }
            const int code = static_cast<unsigned char>(text[at]) - kZero;
            if (code < 0 || code > static_cast<int>(kMore | kValueMask) || count == kMostCharacters) {
                return malformedRuns(fmt::format("the compressed runs go wrong at character {}", at + 1));
            }
            const auto bits = static_cast<unsigned>(code);
            value |= static_cast<std::int64_t>(bits & kValueMask) << (kValueBits * count);
            ++count;
            ++at;
            isMore = (bits & kMore) != 0;
            if (!isMore && (bits & kSign) != 0) {
                value -= std::int64_t{1} << (kValueBits * count);
            }
        }
        if (runs.size() >= kFirstDifference) {
            value += runs[runs.size() - 2];
        }
        if (value < 0 || value > std::numeric_limits<std::uint32_t>::max()) {
            return malformedRuns(fmt::format("run {} has {} pixels", runs.size() + 1, value));
        }
        runs.push_back(static_cast<std::uint32_t>(value));
    }
    return runs;
}

} // namespace sorby::formats
