// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synthetic.h"

#include "core/base/random.h"
#include "core/dataset/synthetic/draw.h"
#include "core/dataset/synthetic/look.h"
#include "core/dataset/synthetic/matrix.h"
#include "core/dataset/synthetic/shapes.h"
#include "core/imaging/rasterizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace sorby::dataset {
namespace {

using annotation::kPixelCentre;
using annotation::Point;

annotation::ClassId classOf(synthetic::Kind kind)
{
    switch (kind) {
    case synthetic::Kind::Island:
        return 1;
    case synthetic::Kind::Carbide:
        return 2;
    case synthetic::Kind::Martensite:
        return 3;
    case synthetic::Kind::LookAlike:
        break;
    }
    return annotation::kMatrix;
}

/// The middle of the longest row of pixels, which is inside whatever the shape.
Point middleOf(const annotation::Polygon& polygon, Size size)
{
    imaging::Span longest;
    imaging::scanConvert(polygon, size, [&](const imaging::Span& span) {
        if (span.x1 - span.x0 > longest.x1 - longest.x0) {
            longest = span;
        }
    });
    return {std::floor((longest.x0 + longest.x1) / 2.0) + kPixelCentre, longest.y + kPixelCentre};
}

/// Three people who click into each island: not quite in the middle, not on every one, and now and then on
/// something else.
std::vector<annotation::PointOfInterest> simulateAnnotators(const SyntheticField& field, Random& random)
{
    constexpr double kMissed = 0.1;
    constexpr int kJitter = 3;
    const Size size = field.image.size();
    const auto clicked = [&](double x, double y) {
        return Point{std::clamp(std::floor(x), 0.0, size.width - 1.0) + kPixelCentre,
                     std::clamp(std::floor(y), 0.0, size.height - 1.0) + kPixelCentre};
    };
    std::vector<annotation::PointOfInterest> points;
    for (const char* annotator : {"A", "B", "C"}) {
        for (const auto& object : field.objects) {
            if (object.classId == 1 && !random.chance(kMissed)) {
                points.push_back({0, annotator,
                                  clicked(object.poi->x + random.between(-kJitter, kJitter),
                                          object.poi->y + random.between(-kJitter, kJitter))});
            }
        }
        for (int strays = random.between(0, 2); strays > 0; --strays) {
            points.push_back(
                {0, annotator, clicked(random.uniform(0, size.width), random.uniform(0, size.height))});
        }
    }
    return points;
}

} // namespace

SyntheticField makeField(const SyntheticOptions& options, int index)
{
    constexpr int kHardEvery = 8;
    const auto streamOf = [&](const char* purpose) {
        return Random(options.seed, purpose, static_cast<std::uint64_t>(index));
    };
    SyntheticField field;
    field.hard = index % kHardEvery == kHardEvery / 2;
    const synthetic::Look look = synthetic::lookOf(options, index, field.hard);
    field.type = look.type;
    field.temperature = look.temperature;
    field.name = fmt::format("{}_{}_{:04}.png", look.type, look.temperature, index + 1);

    Random matrixRandom = streamOf("matrix");
    Raster<float> image = synthetic::drawMatrix(options.size, look, matrixRandom);
    Random placeRandom = streamOf("shapes");
    Random drawRandom = streamOf("draw");
    field.labels = imaging::LabelImage(options.size);
    for (const auto& shape : synthetic::placeShapes(options, look, field.hard, placeRandom)) {
        const auto ring = synthetic::cutToImage(shape.outline, options.size);
        if (!ring) {
            continue;
        }
        synthetic::drawShape(shape, look, drawRandom, image);
        annotation::Object object;
        object.classId = classOf(shape.kind);
        if (object.classId == annotation::kMatrix || object.classId > options.classes) {
            continue;
        }
        object.polygon.outer = *ring;
        object.poi = middleOf(object.polygon, options.size);
        object.provenance = {annotation::Origin::Drawn, "synthetic", {}};
        imaging::rasterize(object.polygon, object.classId, field.labels);
        field.objects.push_back(std::move(object));
    }
    Random recordRandom = streamOf("record");
    field.image = synthetic::recorded(image, look, recordRandom);
    Random annotatorRandom = streamOf("annotators");
    field.points = simulateAnnotators(field, annotatorRandom);
    return field;
}

} // namespace sorby::dataset
