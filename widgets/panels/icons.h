// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

namespace sorby::panels {

/// Sorby's own icons, drawn as lines in the palette's text colour at any size, so that they suit light and
/// dark.
enum class Symbol { Annotate, Train, Review, Open, New, Sample, Import, Application };

[[nodiscard]] QIcon icon(Symbol symbol);

} // namespace sorby::panels
