// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/label_image.h"

#include <string>
#include <string_view>

namespace sorby::test {

/// A label image written as rows of characters, so that a test shows what it means: '.' is 0, digits are
/// classes, 'x' is ignore. Blank lines and leading spaces do not count.
///     labels(R"(..11
///               ..1x)")
[[nodiscard]] imaging::LabelImage labels(std::string_view rows);
/// The other way round, for failure messages.
[[nodiscard]] std::string text(const imaging::LabelImage& labels);

} // namespace sorby::test
