// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPalette>

#include <optional>

class QApplication;
class QString;

namespace sorby::app {

enum class Theme { System, Light, Dark };

/// "system", "light" or "dark".
[[nodiscard]] std::optional<Theme> parseTheme(const QString& text);

[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();

/// Sets the Fusion style and the palette. System follows the desktop, also when it changes while the program
/// runs.
void applyTheme(QApplication& application, Theme theme);

} // namespace sorby::app
