// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::annotation {

/// Id of a phase or constituent, as label images store it. 0 is the matrix (background); 1 to 253 are
/// classes.
using ClassId = std::uint8_t;
inline constexpr ClassId kMatrix = 0;
inline constexpr ClassId kMaxClassId = 253;
/// Only in pixel edits: the brush has said nothing here.
inline constexpr std::uint8_t kUnset = 254;
/// Pixels left out of loss and scores; the VOC convention.
inline constexpr std::uint8_t kIgnore = 255;
/// How ignored pixels are shown, and their entry in the palette of a mask file.
inline constexpr Rgb8 kIgnoreColour{224, 224, 224};

struct ClassInfo {
    ClassId id = kMatrix;
    std::string name;
    Rgb8 colour;
    std::string key = {}; ///< one letter or digit that picks the class while drawing; empty: the id's digit
    bool operator==(const ClassInfo&) const = default;
};

/// The classes of a project in the order of their ids, 0 (matrix) first, without gaps. At least two.
using ClassList = std::vector<ClassInfo>;

/// Okabe-Ito (2008), told apart with every common kind of colour vision: seven hues, then grey; the matrix is
/// black. Repeats after 8 classes.
[[nodiscard]] Rgb8 defaultClassColour(ClassId id);
/// That of the id, unless another class has it: then the first that none has, while there is one.
[[nodiscard]] Rgb8 freeClassColour(const ClassList& classes, ClassId id);
/// "matrix, MA island" as a list; names that differ in case alone are one name. An error names an empty or
/// repeated name.
[[nodiscard]] Result<ClassList> parseClassNames(std::string_view commaSeparated);
/// matrix and "class 1" to "class n", n from 1 to kMaxClassId: what a source without names gets.
[[nodiscard]] ClassList numberedClasses(int count);
/// {"0": "matrix", "1": "MA island"}: ids must run from 0 without gaps. `where` names the file in errors.
[[nodiscard]] Result<ClassList> parseClassesJson(std::string_view json, const std::string& where);
[[nodiscard]] std::string toClassesJson(const ClassList& classes);
/// "#E69F00".
[[nodiscard]] std::string toHex(Rgb8 colour);
[[nodiscard]] Result<Rgb8> parseHex(std::string_view text);

} // namespace sorby::annotation
