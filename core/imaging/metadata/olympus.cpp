// SPDX-License-Identifier: GPL-3.0-or-later
// Olympus Soft Imaging: tag 33560 points to a structure of 60 bytes, always little-endian, that begins with
// "SIS0" and ends with the number of its records; these follow with 8 bytes each: type, count, place in the
// file. The record of type 1 holds an exponent of ten at byte 10, and the pixel's width and height at bytes
// 12 and 20.
#include "core/imaging/metadata/reading.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>

namespace sorby::imaging::metadata {
namespace {

constexpr std::uint16_t kOlympusTag = 33560;
constexpr std::size_t kHeadBytes = 60;
constexpr std::size_t kRecordBytes = 8;
constexpr std::uint64_t kMostRecords = 256;
constexpr std::uint64_t kGeneral = 1;

std::uint64_t integer(std::string_view bytes, std::size_t place, std::size_t count)
{
    std::uint64_t number = 0;
    for (std::size_t i = count; i > 0; --i) {
        number = number << 8 | static_cast<unsigned char>(bytes[place + i - 1]);
    }
    return number;
}

void takeGeneral(Reading& reading, std::string_view record)
{
    const auto exponent = static_cast<std::int16_t>(integer(record, 10, 2));
    const double x = std::bit_cast<double>(integer(record, 12, 8));
    const double y = std::bit_cast<double>(integer(record, 20, 8));
    const double unit = std::pow(10.0, exponent) * kMicrometresInMetre; // infinite or 0 when absurd
    reading.calibrate(x * unit, y * unit, fmt::format("{:.7g} x {:.7g} times 10^{} m", x, y, exponent));
}

} // namespace

MaybeMetadata readOlympus(TiffTags& tags, Size size)
{
    const auto place = tags.pointer(kOlympusTag);
    const std::string head = place ? tags.fileBytes(*place, kHeadBytes) : std::string();
    if (!head.starts_with("SIS0")) {
        return std::nullopt;
    }
    Reading reading("Olympus Soft Imaging", size);
    const auto count = integer(head, kHeadBytes - 2, 2);
    const std::string records =
        count <= kMostRecords ? tags.fileBytes(*place + kHeadBytes, count * kRecordBytes) : std::string();
    for (std::size_t at = 0; at + kRecordBytes <= records.size(); at += kRecordBytes) {
        if (integer(records, at, 2) == kGeneral) {
            const std::string record = tags.fileBytes(integer(records, at + 4, 4), 28);
            if (!record.empty()) {
                takeGeneral(reading, record);
            }
            break;
        }
    }
    return std::move(reading).result();
}

} // namespace sorby::imaging::metadata
