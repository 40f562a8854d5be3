// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/window.h"
#include "core/imaging/micrograph_region.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <utility>
#include <variant>

namespace sorby::dataset {

/// What a network sees of a micrograph: grey through its window (imaging::viewWindow), 0..1, in 255 steps
/// (65535 for deeper micrographs). Training and prediction share it: LabelledImages gives the same values bit
/// for bit.
[[nodiscard]] Raster<float> networkInput(const imaging::Micrograph& micrograph,
                                         const std::optional<Window>& window = {},
                                         const PixelRect& specimen = {});

/// The same as whole numbers, in a quarter or half of the memory of floats, and back to 0..1; pixels of
/// `rect` that lie to the right or below are 0.
using Greys = std::variant<Raster<std::uint8_t>, Raster<std::uint16_t>>;
[[nodiscard]] Greys greysOf(const imaging::Micrograph& micrograph, const std::optional<Window>& window,
                            const PixelRect& specimen);
[[nodiscard]] Raster<float> networkInput(const Greys& greys, const PixelRect& rect);

/// networkInput() of parts of a micrograph that is too large to be held, the same values bit for bit. Used by
/// one thread at a time; several readers of one file do not disturb each other.
class NetworkInputReader {
  public:
    /// Without a window the whole specimen is read once (colour and float twice) for its percentiles. The
    /// errors are those of imaging::MicrographReader.
    [[nodiscard]] static Result<NetworkInputReader> open(const std::filesystem::path& file, int page = 1,
                                                         const std::optional<Window>& window = {},
                                                         const PixelRect& specimen = {});

    [[nodiscard]] Size size() const { return m_reader.info().size; }
    /// See imaging::MicrographReader.
    [[nodiscard]] bool isSequential() const { return m_reader.isSequential(); }
    [[nodiscard]] const Window& window() const { return m_window; }

    /// `rect` lies inside the micrograph.
    [[nodiscard]] Result<Raster<float>> part(const PixelRect& rect);
    /// Whole rows. Those that the call before gave are not read again: bands that overlap, from top to
    /// bottom, cost no more than bands that do not.
    [[nodiscard]] Result<Raster<float>> rows(int first, int count);

  private:
    explicit NetworkInputReader(imaging::MicrographReader reader) : m_reader(std::move(reader)) {}
    [[nodiscard]] Status findWindow(const PixelRect& specimen);

    imaging::MicrographReader m_reader;
    Window m_window;
    Raster<float> m_rows; ///< as they were given last
    int m_firstRow = 0;
};

} // namespace sorby::dataset
