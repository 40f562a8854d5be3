// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/synthetic.h"

#include <string>

namespace sorby::dataset::synthetic {

/// How the micrographs of one specimen look. Lengths are pixels, greys are of 0..255.
struct Look {
    std::string type;
    int temperature = 0;

    float scale = 1; ///< lengths in proportion to a field of 1024x768
    float grey = 110;
    float lathContrast = 20;
    float lathSpacing = 9;
    float streakGrey = 50;    ///< of the bright films between laths, above the matrix
    float streakLevel = 0.7F; ///< the higher, the fewer films
    float packetSize = 170;
    float packetContrast = 20;

    float islandFraction = 0.08F;
    float smallestIsland = 8; ///< diameter
    float largestIsland = 80;
    float islandGrey = 26; ///< above the matrix, on average
    float rimGrey = 34;    ///< of the bright rims, above the island
    float shadowGrey = 20; ///< of the dark line around islands, below the matrix
    int lookAlikes = 5;

    float noise = 7; ///< standard deviation
    float scanLines = 2;
    float shading = 14;
};

/// The look of a field: of its specimen, with small changes from field to field, and worse when it is hard.
[[nodiscard]] Look lookOf(const SyntheticOptions& options, int index, bool hard);

} // namespace sorby::dataset::synthetic
