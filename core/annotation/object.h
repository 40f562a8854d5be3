// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/annotation/geometry.h"

#include <cstdint>
#include <optional>
#include <string>

namespace sorby::annotation {

/// Identifies an object within its project for ever; 0 means "not stored yet".
using ObjectId = std::int64_t;

enum class Origin { Drawn, Imported, Predicted, Corrected };

/// Who made an object, how and when.
struct Provenance {
    Origin origin = Origin::Drawn;
    std::string who;            ///< annotator, or the file it came from
    std::string when;           ///< UTC, ISO 8601; empty when the source does not say
    std::string changedBy = {}; ///< who changed it last; empty: nobody since it was made
    std::string changedAt = {}; ///< UTC, ISO 8601
    bool operator==(const Provenance&) const = default;
};

/// An annotated polygon. Value type.
struct Object {
    ObjectId id = 0;
    ClassId classId = 1; ///< kIgnore: its pixels are left out of loss and scores
    Polygon polygon;
    std::optional<Point> poi; ///< the point of interest that the polygon was drawn around
    Provenance provenance;
    /// Objects of one micrograph with the same number, not 0, are parts of one thing that one outline cannot
    /// hold.
    int group = 0;
    /// The polygon (and the point) as its text file spelt them, so that untouched objects leave letter for
    /// letter as they came. Empty when the object came from elsewhere; whoever changes the polygon clears it.
    std::string polygonText;
    std::string poiText;
    bool operator==(const Object&) const = default;
};

/// One marker set by one annotator inside one structure.
struct PointOfInterest {
    std::int64_t id = 0; ///< 0: not stored yet
    std::string annotator;
    Point position;
    std::string when = {}; ///< it was set, UTC, ISO 8601; empty when the source does not say
    bool operator==(const PointOfInterest&) const = default;
};

} // namespace sorby::annotation
