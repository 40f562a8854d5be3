// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/formats/class_names.h"
#include "core/imaging/label_image.h"
#include "core/imaging/mask_file.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sorby::formats {

/// What the colours and values of foreign masks mean. Written as JSON, {"#FF0000": 1, "blue": "pore",
/// "*": 0}, or as "red=1, #0000FF=pore, *=0": left a colour (#RRGGBB or one of the sixteen names of HTML), a
/// value from 0 to 65535, or * for all others; right a class id, a class name, or "ignore".
class MaskLegend {
  public:
    /// `where` names the file in errors. An Error says which entry is none.
    [[nodiscard]] static Result<MaskLegend> parse(const std::string& text, const std::string& where);
    /// The colours that the classes have, and black and grey for what is always there.
    [[nodiscard]] static MaskLegend ofClasses(const annotation::ClassList& classes);

    [[nodiscard]] bool hasNames() const;
    /// Turns names into ids, new ones in the order in which they were written. Needed before apply() when
    /// there are any.
    [[nodiscard]] Status resolve(ClassNames& names);

    /// Class ids for a mask; those of an indexed mask go by its palette when the legend names colours alone.
    /// Values that the legend does not name stay when they are below 256; a colour that it does not name is
    /// an Error (Mismatch) that lists the colours and offers a legend.
    [[nodiscard]] Result<imaging::LabelImage> apply(const imaging::MaskFile& mask) const;

  private:
    struct Target {
        annotation::ClassId id = annotation::kMatrix;
        std::string name; ///< not yet resolved
    };
    [[nodiscard]] Status add(const std::string& key, Target target, const std::string& where);
    [[nodiscard]] Result<imaging::LabelImage> applyToColours(const Raster<Rgb8>& colours) const;
    template <typename Value>
    [[nodiscard]] Result<imaging::LabelImage> applyToValues(const Raster<Value>& values) const;

    std::map<Rgb8, Target> m_colours;
    std::map<std::uint32_t, Target> m_values;
    std::optional<Target> m_others;
    std::vector<std::string> m_names; ///< in the order in which they were written
};

} // namespace sorby::formats
