// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/annotation/classes.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::annotation {

/// What becomes of every class id when a list of classes changes. kUnset: objects of the class are taken out,
/// and its brushed pixels become matrix.
using ClassMap = std::array<std::uint8_t, 256>;
/// Every id stays what it is.
[[nodiscard]] ClassMap sameClasses();

/// A new list of classes and what becomes of the pixels of the old ones.
struct ClassChange {
    ClassList classes;
    ClassMap map = sameClasses();
    /// Are there ids that mean another class by now? Runs and scores then speak of the old ones.
    [[nodiscard]] bool movesPixels() const { return map != sameClasses(); }
};
/// First one change, then the other.
[[nodiscard]] ClassChange chained(const ClassChange& first, const ClassChange& second);

/// What a campaign looks for after such a change: the first class when its own is gone or became no class.
[[nodiscard]] ClassId campaignClass(const ClassMap& map, ClassId id);
/// The annotations after such a change.
[[nodiscard]] Annotations reclassed(Annotations annotations, const ClassMap& map);

/// The id of a class by its name (upper and lower case count as the same) or its number. An Error lists the
/// classes.
[[nodiscard]] Result<ClassId> findClass(const ClassList& classes, std::string_view nameOrId);

[[nodiscard]] Result<ClassChange> addClass(const ClassList& classes, const std::string& name);
[[nodiscard]] Result<ClassChange> renameClass(const ClassList& classes, ClassId id, const std::string& name);
[[nodiscard]] Result<ClassChange> recolourClass(const ClassList& classes, ClassId id, Rgb8 colour);
/// `key` is one letter or digit that no other class has, or empty.
[[nodiscard]] Result<ClassChange> setClassKey(const ClassList& classes, ClassId id, const std::string& key);
/// The pixels and objects of `from` become `into`, which may be the matrix or kIgnore; `from` goes. An Error
/// for the matrix, and for the last class that is left.
[[nodiscard]] Result<ClassChange> mergeClass(const ClassList& classes, ClassId from, ClassId into);
/// Its objects are taken out, so that what they cover shows again; its brushed pixels become matrix.
[[nodiscard]] Result<ClassChange> removeClass(const ClassList& classes, ClassId id);
/// `order` names every class but the matrix once, by its id of now.
[[nodiscard]] Result<ClassChange> reorderClasses(const ClassList& classes, const std::vector<ClassId>& order);

} // namespace sorby::annotation
