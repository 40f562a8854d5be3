// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/backup_files.h"
#include "core/project/project.h"
#include "core/project/schema.h"
#include "tests/support/temporary_folder.h"

#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <system_error>

namespace sorby::project {
namespace {

namespace fs = std::filesystem;
constexpr int kImages = 100'000;

/// A project of 100,000 images with so many objects of 25 vertices on each; made once.
const fs::path& largeProject(std::int64_t objects)
{
    static std::map<std::int64_t, std::pair<std::unique_ptr<test::TemporaryFolder>, fs::path>> made;
    auto& [folder, path] = made[objects];
    if (folder != nullptr) {
        return path;
    }
    folder = std::make_unique<test::TemporaryFolder>();
    path = *folder / "project";
    const auto project = Project::create(path, annotation::numberedClasses(1));
    annotation::Annotations annotations;
    for (int i = 0; i < objects; ++i) {
        annotation::Object object;
        object.classId = 1;
        for (int point = 0; point < 25; ++point) {
            object.polygon.outer.push_back({10.0 * point, 3.0 * point * point});
        }
        object.polygonText = std::string(300, 'x');
        annotations.objects.push_back(std::move(object));
    }
    const auto filled = (*project)->inTransaction([&]() -> Status {
        for (int i = 0; i < kImages; ++i) {
            NewImage image;
            image.name = "field " + std::to_string(i) + ".png";
            image.file = *folder / ("images/batch " + std::to_string(i / 1000)) / fromUtf8(image.name);
            image.contentHash = std::string(32, 'a');
            image.size = {1024, 768};
            image.specimen = "S" + std::to_string(i / 50);
            const auto id = (*project)->addImage(image);
            if (!id) {
                return id.error();
            }
            if (objects > 0) {
                if (const auto stored = (*project)->setAnnotations(*id, annotations); !stored) {
                    return stored.error();
                }
            }
        }
        return {};
    });
    if (!filled) {
        std::abort();
    }
    return path;
}

void openProject(benchmark::State& state)
{
    const auto& path = largeProject(state.range(0));
    for (auto _ : state) {
        auto project = Project::open(path);
        benchmark::DoNotOptimize(project);
        state.PauseTiming(); // the backup is made beside the work
        project = Error{};
        state.ResumeTiming();
    }
    state.counters["MB"] = static_cast<double>(bytesOnDisk(path / Project::kFileName)) / 1e6;
}
BENCHMARK(openProject)->ArgName("objects_an_image")->Arg(0)->Arg(5)->Unit(benchmark::kMillisecond);

void listImages(benchmark::State& state)
{
    const auto project = Project::open(largeProject(state.range(0)), OpenMode::ReadOnly);
    for (auto _ : state) {
        benchmark::DoNotOptimize((*project)->images());
    }
}
BENCHMARK(listImages)->ArgName("objects_an_image")->Arg(0)->Arg(5)->Unit(benchmark::kMillisecond);

void check(benchmark::State& state)
{
    const auto file = largeProject(state.range(0)) / Project::kFileName;
    auto connection = openAsItIs(file);
    const auto depth = state.range(1) == 0 ? CheckDepth::Essential : CheckDepth::Complete;
    for (auto _ : state) {
        benchmark::DoNotOptimize(checkDatabase(connection, file, depth));
    }
}
BENCHMARK(check)
    ->ArgNames({"objects_an_image", "complete"})
    ->ArgsProduct({{0, 5}, {0, 1}})
    ->Unit(benchmark::kMillisecond);

void backUp(benchmark::State& state)
{
    const auto& path = largeProject(state.range(0));
    const auto project = Project::open(path, OpenMode::ReadOnly);
    for (auto _ : state) {
        const auto made = (*project)->backUp();
        state.PauseTiming();
        std::error_code ignored;
        fs::remove(made->file, ignored);
        state.ResumeTiming();
    }
}
BENCHMARK(backUp)->ArgName("objects_an_image")->Arg(0)->Arg(5)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace sorby::project
