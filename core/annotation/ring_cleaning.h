// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"

#include <cstddef>

/// What can be dropped from a ring without a pixel of it changing. The points are finite.
namespace sorby::annotation {

struct Dropped {
    std::size_t count = 0;
    Point first; ///< where, when there is any
};

/// Drops points that repeat the one before them, the first at the end included. A ring of one place keeps one
/// point.
Dropped dropRepeats(Ring& ring);

/// Drops the tips of spikes until there is none: points at which the ring goes straight back where it came
/// from, for a part of the way, all of it or beyond. A tip stays when rounding would give one of the rows
/// [0, rows) another pixel without it. The ring has no repeats before and after; one that is nothing but
/// spikes ends with fewer than three points. Each straight piece counts.
Dropped dropSpikes(Ring& ring, int rows);

} // namespace sorby::annotation
