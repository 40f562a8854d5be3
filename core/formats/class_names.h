// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

#include <optional>
#include <string>
#include <unordered_map>

namespace sorby::formats {

/// How ignored pixels are called in formats that have names alone.
inline constexpr const char* kIgnoreName = "ignore";

/// Class ids for the names that a source uses: those of the project first, new ones after them in the order
/// in which they are met.
class ClassNames {
  public:
    /// Begins with the project's classes, or with the matrix alone.
    explicit ClassNames(const std::optional<annotation::ClassList>& project);

    /// The id of a name, made when it is new; upper and lower case count as the same. The matrix's name and
    /// "background" give 0; "ignore" and QuPath's "Ignore*" give kIgnore. An empty name is the first class,
    /// whatever it is called. An Error when there are too many classes.
    [[nodiscard]] Result<annotation::ClassId> idOf(const std::string& name,
                                                   std::optional<Rgb8> colour = std::nullopt);
    /// Tells the sink when classes came after the last call. Call it before an image is given.
    [[nodiscard]] Status announce(ImportSink& sink);
    [[nodiscard]] const annotation::ClassList& list() const { return m_classes; }

  private:
    annotation::ClassList m_classes;
    std::unordered_map<std::string, annotation::ClassId> m_byName; ///< in lower case
    std::size_t m_announced = 0;
};

/// The name that a class leaves with; kIgnoreName for kIgnore.
[[nodiscard]] std::string nameOf(const annotation::ClassList& classes, annotation::ClassId id);

} // namespace sorby::formats
