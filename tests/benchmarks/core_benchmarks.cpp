// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/evaluation/scores.h"
#include "core/imaging/label_image.h"
#include "core/imaging/morphology.h"
#include "core/imaging/rasterizer.h"
#include "core/imaging/tracer.h"
#include "core/imaging/window.h"
#include "tests/support/temporary_folder.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <numbers>
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

} // namespace
} // namespace sorby
