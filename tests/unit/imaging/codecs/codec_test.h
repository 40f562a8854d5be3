// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/imaging/micrograph.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/imaging/codecs/forged_png.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sorby::test {

/// Writes forged files and reads them back.
class CodecTest : public testing::Test {
  protected:
    std::filesystem::path write(const Bytes& bytes, const std::string& name = "Gefüge #1.img")
    {
        const auto path = m_folder / name;
        std::ofstream stream(path, std::ios::binary | std::ios::trunc);
        stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        EXPECT_TRUE(stream.flush());
        return path;
    }
    /// The pixels of a file that has to be readable, and whose head has to say the same as its pixels.
    template <typename T>
    Raster<T> read(const Bytes& bytes)
    {
        const auto path = write(bytes);
        const auto micrograph = imaging::readMicrograph(path);
        const auto info = imaging::probeMicrograph(path);
        if (!micrograph || !info) {
            ADD_FAILURE() << describe(micrograph ? info.error() : micrograph.error());
            return {};
        }
        EXPECT_EQ(info->size, micrograph->size());
        EXPECT_EQ(info->bitsPerChannel, micrograph->bitsPerChannel());
        EXPECT_EQ(info->channels, micrograph->isColour() ? 3 : 1);
        const auto* raster = std::get_if<Raster<T>>(&micrograph->pixels);
        if (raster == nullptr) {
            ADD_FAILURE() << "pixels of another kind: alternative " << micrograph->pixels.index();
            return {};
        }
        return *raster;
    }
    /// The error of a file that must not be readable; it has to name the file.
    Error refusal(const Bytes& bytes)
    {
        const auto path = write(bytes);
        const auto micrograph = imaging::readMicrograph(path);
        if (micrograph) {
            ADD_FAILURE() << "was read";
            return {};
        }
        EXPECT_EQ(micrograph.error().where, toUtf8(path));
        EXPECT_FALSE(micrograph.error().message.empty());
        return micrograph.error();
    }
    [[nodiscard]] std::filesystem::path inFolder(const std::string& name) const { return m_folder / name; }

  private:
    TemporaryFolder m_folder;
};

/// A raster of these values, row by row.
template <typename T>
[[nodiscard]] Raster<T> raster(int width, int height, const std::vector<T>& values)
{
    Raster<T> result(width, height);
    std::copy(values.begin(), values.end(), result.data());
    return result;
}

/// Values 0, step, 2 step ... modulo 256.
[[nodiscard]] inline Bytes ramp(std::size_t count, int step = 1)
{
    Bytes values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = static_cast<std::uint8_t>(i * static_cast<std::size_t>(step));
    }
    return values;
}

} // namespace sorby::test
