// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/polygon_boolean.h"
#include "core/annotation/snapping.h"
#include "core/base/random.h"
#include "core/evaluation/scores.h"
#include "core/imaging/brush.h"
#include "core/imaging/label_image.h"
#include "core/imaging/morphology.h"
#include "core/imaging/painting.h"
#include "core/imaging/rasterizer.h"
#include "core/imaging/region_grow.h"
#include "core/imaging/scissors.h"
#include "core/imaging/superpixels.h"
#include "core/imaging/tracer.h"
#include "core/imaging/window.h"
#include "tests/support/temporary_folder.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <span>
#include <vector>

namespace sorby {
namespace {

/// `count` star-shaped polygons of 24 vertices and radius 6 to 30 px: about what islands in a micrograph are.
std::vector<annotation::Polygon> islands(int count, Size size)
{
    Random random(1, "islands");
    std::vector<annotation::Polygon> polygons;
    for (int i = 0; i < count; ++i) {
        const double x = random.uniform(0, size.width);
        const double y = random.uniform(0, size.height);
        const double radius = random.uniform(6, 30);
        annotation::Polygon polygon;
        for (int vertex = 0; vertex < 24; ++vertex) {
            const double angle = 2 * std::numbers::pi * vertex / 24;
            const double r = radius * random.uniform(0.7, 1.0);
            polygon.outer.push_back({x + r * std::cos(angle), y + r * std::sin(angle)});
        }
        polygons.push_back(std::move(polygon));
    }
    return polygons;
}

imaging::LabelImage islandMask(int count, Size size)
{
    imaging::LabelImage labels(size);
    for (const auto& polygon : islands(count, size)) {
        imaging::rasterize(polygon, 1, labels);
    }
    return labels;
}

void rasteriseIslands(benchmark::State& state)
{
    const Size size{4096, 4096};
    const auto polygons = islands(static_cast<int>(state.range(0)), size);
    imaging::LabelImage labels(size);
    for (auto _ : state) {
        for (const auto& polygon : polygons) {
            imaging::rasterize(polygon, 1, labels);
        }
        benchmark::DoNotOptimize(labels.data());
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(rasteriseIslands)->Arg(2000)->Unit(benchmark::kMillisecond);

void traceIslands(benchmark::State& state)
{
    const auto mask = islandMask(2000, {4096, 4096});
    for (auto _ : state) {
        benchmark::DoNotOptimize(imaging::trace(mask));
    }
}
BENCHMARK(traceIslands)->Unit(benchmark::kMillisecond);

void countConfusionOfOneImage(benchmark::State& state)
{
    const Size size{1024, 768};
    const auto reference = islandMask(40, size);
    const auto prediction = islandMask(60, size);
    for (auto _ : state) {
        benchmark::DoNotOptimize(evaluation::countConfusion(reference, prediction, 2));
    }
}
BENCHMARK(countConfusionOfOneImage)->Unit(benchmark::kMicrosecond);

void openAndCloseMask(benchmark::State& state)
{
    const auto mask = islandMask(60, {1024, 768});
    for (auto _ : state) {
        benchmark::DoNotOptimize(imaging::closed(imaging::opened(mask, 2), 2));
    }
}
BENCHMARK(openAndCloseMask)->Unit(benchmark::kMillisecond);

void windowOfOneImage(benchmark::State& state)
{
    Random random(1, "grey");
    Raster<float> grey(1024, 768);
    for (auto& value : grey.pixels()) {
        value = static_cast<float>(random.between(0, 255));
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(imaging::applyWindow(grey, imaging::percentileWindow(grey)));
    }
}
BENCHMARK(windowOfOneImage)->Unit(benchmark::kMillisecond);

void writeMask(benchmark::State& state)
{
    const test::TemporaryFolder folder;
    const auto mask = islandMask(6, {1024, 768});
    for (auto _ : state) {
        if (!imaging::writeIndexedPng(folder / "mask.png", mask, annotation::numberedClasses(1))) {
            state.SkipWithError("the mask could not be written");
        }
    }
}
BENCHMARK(writeMask)->Unit(benchmark::kMillisecond);

void readMask(benchmark::State& state)
{
    const test::TemporaryFolder folder;
    if (!imaging::writeIndexedPng(folder / "mask.png", islandMask(6, {1024, 768}),
                                  annotation::numberedClasses(1))) {
        state.SkipWithError("the mask could not be written");
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(imaging::readLabelPng(folder / "mask.png"));
    }
}
BENCHMARK(readMask)->Unit(benchmark::kMillisecond);

/// A pointer that wanders over 8,000 x 8,000 pixels with a brush of radius 100 in steps of 40 pixels; one
/// iteration is one event: the spans of the step, and the tiles.
void strokeEvent(benchmark::State& state, const imaging::PaintRule& rule)
{
    const Size size{8000, 8000};
    annotation::Annotations annotations;
    for (const auto& polygon : islands(10'000, size)) {
        annotation::Object object;
        object.polygon = polygon;
        annotations.objects.push_back(std::move(object));
    }
    const imaging::ReferenceTiles tiles(annotations, size);
    const auto labels = [&](annotation::PixelEdits::TileKey key) { return tiles.tile(key); };
    const imaging::Brush brush{imaging::BrushShape::Round, 200};
    Random random(1, "stroke");
    annotation::Point at{4000, 4000};
    imaging::PaintStroke stroke({}, size, rule, labels);
    int events = 0;
    for (auto _ : state) {
        const double angle = random.uniform(0, 2 * std::numbers::pi);
        const annotation::Point next{std::clamp(at.x + 40 * std::cos(angle), 0.0, 8000.0),
                                     std::clamp(at.y + 40 * std::sin(angle), 0.0, 8000.0)};
        benchmark::DoNotOptimize(stroke.paint(imaging::brushStroke(brush, at, next, size)));
        at = next;
        if (++events % 200 == 0) { // a new stroke elsewhere, so that fresh tiles count
            state.PauseTiming();
            at = {random.uniform(0, 8000), random.uniform(0, 8000)};
            stroke = imaging::PaintStroke({}, size, rule, labels);
            state.ResumeTiming();
        }
    }
}
void strokeOverEverything(benchmark::State& state)
{
    strokeEvent(state, {.value = 2, .protectedClasses = {}});
}
void strokeOnlyOverMatrix(benchmark::State& state)
{
    strokeEvent(state, {.value = 2, .over = imaging::PaintOver::OnlyMatrix, .protectedClasses = {}});
}
BENCHMARK(strokeOverEverything)->Unit(benchmark::kMicrosecond);
BENCHMARK(strokeOnlyOverMatrix)->Unit(benchmark::kMicrosecond);

void undoStroke(benchmark::State& state)
{
    const Size size{8000, 8000};
    imaging::PaintStroke stroke({}, size, {.value = 2, .protectedClasses = {}});
    stroke.paint(imaging::brushStroke({imaging::BrushShape::Round, 200}, {200, 200}, {7800, 7800}, size));
    annotation::PixelEdits edits;
    auto tiles = stroke.replacements();
    for (auto _ : state) {
        tiles = imaging::exchangeTiles(edits, tiles);
    }
}
BENCHMARK(undoStroke)->Unit(benchmark::kMicrosecond);

void growRegion(benchmark::State& state)
{
    Random random(1, "wand");
    Raster<std::uint8_t> grey(1000, 1000);
    for (auto& value : grey.pixels()) {
        value = static_cast<std::uint8_t>(random.between(90, 110));
    }
    const auto pixels = std::make_shared<const imaging::Pixels>(grey);
    for (auto _ : state) {
        imaging::RegionGrower grower(pixels, {0, 0, 1000, 1000}, 500, 500);
        benchmark::DoNotOptimize(grower.setTolerance(20));
    }
}
BENCHMARK(growRegion)->Unit(benchmark::kMillisecond);

void superpixelsOfAMegapixel(benchmark::State& state)
{
    Random random(1, "slic");
    Raster<Rgb8> display(1000, 1000);
    for (auto& value : display.pixels()) {
        const auto grey = static_cast<std::uint8_t>(random.between(90, 110));
        value = {grey, grey, grey};
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(imaging::superpixels(display));
    }
}
BENCHMARK(superpixelsOfAMegapixel)->Unit(benchmark::kMillisecond);

void prepareScissors(benchmark::State& state)
{
    const auto mask = islandMask(60, {1024, 768});
    const imaging::DisplayOfPart display = [&](const PixelRect& part) {
        Raster<Rgb8> bytes(part.size());
        for (int y = 0; y < part.height; ++y) {
            for (int x = 0; x < part.width; ++x) {
                const auto grey = static_cast<std::uint8_t>(60 + 100 * mask.at(part.x + x, part.y + y));
                bytes.at(x, y) = {grey, grey, grey};
            }
        }
        return bytes;
    };
    imaging::Scissors scissors(mask.size(), display);
    for (auto _ : state) {
        if (!scissors.setAnchor({500, 400})) {
            state.SkipWithError("no anchor");
        }
    }
}
BENCHMARK(prepareScissors)->Unit(benchmark::kMillisecond);

void mergePolygons(benchmark::State& state)
{
    const auto polygons = islands(static_cast<int>(state.range(0)), {500, 500});
    for (auto _ : state) {
        benchmark::DoNotOptimize(annotation::unionOf(polygons));
    }
}
BENCHMARK(mergePolygons)->Arg(2)->Arg(30)->Unit(benchmark::kMicrosecond);

void snapToNeighbours(benchmark::State& state)
{
    const auto polygons = islands(200, {500, 500});
    for (auto _ : state) {
        benchmark::DoNotOptimize(annotation::snapped(polygons.front(), std::span(polygons).subspan(1), 4));
    }
}
BENCHMARK(snapToNeighbours)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace sorby
