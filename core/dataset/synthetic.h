// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/annotation/classes.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/imaging/label_image.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sorby::dataset {

struct SyntheticOptions {
    int images = 60;
    Size size{1024, 768};
    int classes = 1; ///< besides the matrix, 1 to 3
    std::uint64_t seed = 0;
};

/// One made-up SEM field: bainite-like texture of lath packets, blocky MA islands, scan lines, noise,
/// shading. Hard fields have tiny islands, islands in corners, and look-alikes that are no islands.
struct SyntheticField {
    std::string name; ///< file name with .png
    std::string type; ///< metadata column Type, the steel
    int temperature = 0;
    bool hard = false;
    Raster<std::uint8_t> image;
    imaging::LabelImage labels;
    std::vector<annotation::Object> objects;         ///< their polygons rasterise to the labels
    std::vector<annotation::PointOfInterest> points; ///< of three annotators
};
/// Field `index` of a data set; the same options give the same field bit for bit, whatever the number of
/// images. Nine specimens (three steels, three temperatures) take turns; every eighth field is hard. Class 1
/// is MA islands, 2 carbides, 3 martensite. Small sizes show smaller structures.
[[nodiscard]] SyntheticField makeField(const SyntheticOptions& options, int index);

/// The matrix and so many of the classes above, by name.
[[nodiscard]] annotation::ClassList syntheticClasses(int classes);

/// Writes a data set in the Aachen-Heerlen layout: PNG/, annotations_polygon.csv, annotations_POI.csv,
/// metadata.csv, and the true masks in masks/ with classes.json. The CSVs hold the islands (class 1) alone,
/// as the layout knows no classes. Refuses a folder that is not empty; leaves it empty on an Error. Uses all
/// cores. Gives the number of files.
[[nodiscard]] Result<int> writeSyntheticSample(const std::filesystem::path& folder,
                                               const SyntheticOptions& options, const JobControl& control);

} // namespace sorby::dataset
