// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/raster.h"

#include <QColor>
#include <QImage>
#include <QString>

#include <cstdint>
#include <filesystem>

/// Between core's values and Qt's. User text for errors is made here.
namespace sorby::support {

[[nodiscard]] QString toQString(const std::filesystem::path& path);
[[nodiscard]] QString toQString(const std::string& utf8);
[[nodiscard]] std::filesystem::path toPath(const QString& text);
[[nodiscard]] std::string toUtf8(const QString& text);
[[nodiscard]] QString toUserText(const Error& error);
[[nodiscard]] QColor toQColor(Rgb8 colour);
[[nodiscard]] QImage toQImage(const Raster<Rgb8>& raster);         ///< Format_RGB32
[[nodiscard]] QImage toQImage(const Raster<std::uint8_t>& raster); ///< Format_Grayscale8

} // namespace sorby::support
