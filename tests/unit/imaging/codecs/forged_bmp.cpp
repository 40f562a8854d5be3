// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/imaging/codecs/forged_bmp.h"

namespace sorby::test {
namespace {

void append(Bytes& bytes, std::uint32_t value, int count)
{
    for (int i = 0; i < count; ++i) {
        bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
    }
}

} // namespace

Bytes forge(const ForgedBmp& bmp)
{
    const bool isCore = bmp.headBytes == 12;
    const std::size_t entryBytes = isCore ? 3 : 4;
    const auto offset =
        static_cast<std::uint32_t>(14 + bmp.headBytes + bmp.extra.size() + bmp.palette.size() * entryBytes);
    Bytes bytes = {'B', 'M'};
    append(bytes, static_cast<std::uint32_t>(offset + bmp.rows.size()), 4);
    append(bytes, 0, 4);
    append(bytes, offset, 4);
    append(bytes, bmp.headBytes, 4);
    const int sideBytes = isCore ? 2 : 4;
    append(bytes, static_cast<std::uint32_t>(bmp.width), sideBytes);
    append(bytes, static_cast<std::uint32_t>(bmp.height), sideBytes);
    append(bytes, 1, 2);
    append(bytes, bmp.bits, 2);
    if (!isCore) {
        append(bytes, bmp.compression, 4);
        append(bytes, 0, 4);
        append(bytes, 0, 4);
        append(bytes, 0, 4);
        append(bytes, static_cast<std::uint32_t>(bmp.palette.size()), 4);
        append(bytes, 0, 4);
        bytes.resize(14 + bmp.headBytes);
    }
    bytes.insert(bytes.end(), bmp.extra.begin(), bmp.extra.end());
    for (const auto& colour : bmp.palette) {
        bytes.insert(bytes.end(), {colour.b, colour.g, colour.r});
        if (!isCore) {
            bytes.push_back(0);
        }
    }
    bytes.insert(bytes.end(), bmp.rows.begin(), bmp.rows.end());
    return bytes;
}

} // namespace sorby::test
