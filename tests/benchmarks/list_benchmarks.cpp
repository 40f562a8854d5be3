// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/main_window.h"
#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/base/random.h"
#include "core/project/project.h"
#include "tests/support/temporary_folder.h"
#include "widgets/document/project_document.h"
#include "widgets/models/filtered_images.h"
#include "widgets/models/image_list_model.h"
#include "widgets/panels/image_list_panel.h"

#include <QApplication>
#include <QListView>
#include <QSettings>
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

/// A project of 100,000 images, rows without files: opening it, filtering and sorting its list.
/// SORBY_LIST_IMAGES and SORBY_LIST_OBJECTS (for each image) set other numbers.
namespace sorby {
namespace {

int setting(const char* name, int usual)
{
    const char* text = std::getenv(name);
    return text == nullptr ? usual : std::atoi(text);
}

const int kImages = setting("SORBY_LIST_IMAGES", 100'000);
const int kObjects = setting("SORBY_LIST_OBJECTS", 2);

template <typename T>
T valueOf(Result<T> result)
{
    if (!result) {
        throw std::runtime_error(describe(result.error()));
    }
    return std::move(result).value();
}

void expect(const Status& status)
{
    if (!status) {
        throw std::runtime_error(describe(status.error()));
    }
}

annotation::Annotations someObjects(Random& random)
{
    annotation::Annotations annotations;
    for (int i = 0; i < kObjects; ++i) {
        annotation::Object object;
        object.classId = random.uniform(0, 1) < 0.05 ? 2 : 1;
        for (int vertex = 0; vertex < 12; ++vertex) {
            object.polygon.outer.push_back({random.uniform(0, 1024), random.uniform(0, 768)});
        }
        annotations.objects.push_back(std::move(object));
    }
    return annotations;
}

Status fill(project::Project& project, const std::filesystem::path& folder)
{
    Random random(1, "list");
    std::vector<std::pair<project::ImageId, ReviewStatus>> statuses;
    std::vector<std::pair<project::ImageId, Membership>> sides;
    std::vector<project::ScoreRecord> scores;
    for (int i = 0; i < kImages; ++i) {
        project::NewImage image;
        image.name = "weld " + std::to_string(i / 400) + " field " + std::to_string(i % 400) + ".tif";
        image.file = folder / "images" / image.name;
        image.contentHash = "0123456789abcdef0123456789abcdef";
        image.size = {1024, 768};
        image.specimen = "weld " + std::to_string(i / 400);
        const auto id = valueOf(project.addImage(image));
        if (kObjects > 0) {
            static_cast<void>(valueOf(project.setAnnotations(id, someObjects(random))));
        }
        statuses.emplace_back(id, random.uniform(0, 1) < 0.7 ? ReviewStatus::Done : ReviewStatus::None);
        sides.emplace_back(id, static_cast<Membership>(i / 400 % 4));
        scores.push_back({id, 1, static_cast<std::uint64_t>(random.uniform(1, 1000)), 100, 100, 0});
    }
    expect(project.setStatuses(statuses));
    expect(project.setMemberships(sides));
    project::RunRecord run;
    run.name = "run";
    run = valueOf(project.createRun(run));
    run.state = project::RunState::Finished;
    expect(project.updateRun(run));
    return project.setScores(run.id, scores);
}

/// Made once.
const std::filesystem::path& folderOfProject()
{
    static const test::TemporaryFolder folder;
    static const std::filesystem::path path = [] {
        const auto project = valueOf(project::Project::create(
            folder / "project", valueOf(annotation::parseClassNames("matrix, MA island, pore"))));
        expect(project->inTransaction([&] { return fill(*project, folder.path()); }));
        return folder / "project";
    }();
    return path;
}

double megabytes()
{
    return static_cast<double>(platform::peakResidentBytes()) / (1024.0 * 1024.0);
}

void openStore(benchmark::State& state)
{
    const auto& folder = folderOfProject();
    for (auto _ : state) {
        benchmark::DoNotOptimize(valueOf(project::Project::open(folder)));
    }
}
BENCHMARK(openStore)->Unit(benchmark::kMillisecond);

void readImages(benchmark::State& state)
{
    const auto project = valueOf(project::Project::open(folderOfProject()));
    for (auto _ : state) {
        benchmark::DoNotOptimize(valueOf(project->images()));
    }
}
BENCHMARK(readImages)->Unit(benchmark::kMillisecond);

void findClass(benchmark::State& state)
{
    const auto project = valueOf(project::Project::open(folderOfProject()));
    for (auto _ : state) {
        benchmark::DoNotOptimize(valueOf(project->imagesWithClass(2)));
    }
}
BENCHMARK(findClass)->Unit(benchmark::kMillisecond);

/// From the call to the rows painted.
void openToList(benchmark::State& state)
{
    document::ProjectDocument document;
    panels::ImageListPanel panel(document);
    panel.resize(300, 900);
    panel.show();
    QApplication::processEvents();
    const auto& folder = folderOfProject();
    const double before = megabytes();
    for (auto _ : state) {
        expect(document.open(folder));
        panel.repaint();
        QApplication::processEvents();
        state.PauseTiming();
        document.close();
        QApplication::processEvents();
        state.ResumeTiming();
    }
    state.counters["peak_MB"] = megabytes();
    state.counters["peak_MB_before"] = before;
}
BENCHMARK(openToList)->Unit(benchmark::kMillisecond);

/// The same in the whole window, which also has the table of scores; until the first event loop turn is over.
void openWindow(benchmark::State& state)
{
    const test::TemporaryFolder folder;
    support::QtDialogs dialogs;
    QSettings settings(QString::fromStdString(toUtf8(folder / "settings.ini")), QSettings::IniFormat);
    app::MainWindow window({dialogs,
                            []() -> Result<std::shared_ptr<learning::Engine>> {
                                return Error{ErrorCode::Unsupported, "not in a benchmark", {}};
                            },
                            settings});
    window.show();
    QApplication::processEvents();
    const auto project = QString::fromStdString(toUtf8(folderOfProject()));
    for (auto _ : state) {
        window.openProject(project);
        window.repaint();
        QApplication::processEvents();
        state.PauseTiming();
        window.document().close();
        QApplication::processEvents();
        state.ResumeTiming();
    }
}
BENCHMARK(openWindow)->Unit(benchmark::kMillisecond);

/// The whole panel with its view: what a person waits for after a key or a click.
class List {
  public:
    List()
    {
        expect(m_document.open(folderOfProject()));
        m_panel.resize(300, 900);
        m_panel.show();
        QApplication::processEvents();
    }
    models::FilteredImages& shown() { return *static_cast<models::FilteredImages*>(m_panel.view()->model()); }
    document::ProjectDocument& document() { return m_document; }
    panels::ImageListPanel& panel() { return m_panel; }
    void filter(const models::ImageFilter& filter)
    {
        shown().setFilter(filter);
        while (shown().isSearching()) {
            QApplication::processEvents();
        }
        m_panel.repaint();
        QApplication::processEvents();
    }

  private:
    document::ProjectDocument m_document;
    panels::ImageListPanel m_panel{m_document};
};

void filterAndClear(benchmark::State& state, const models::ImageFilter& filter)
{
    List list;
    for (auto _ : state) {
        list.filter(filter);
        state.PauseTiming();
        state.counters["rows"] = list.shown().rowCount();
        list.filter({});
        state.ResumeTiming();
    }
}

void clearFilter(benchmark::State& state)
{
    List list;
    models::ImageFilter filter;
    filter.status = models::ImageFilter::Status::Done;
    for (auto _ : state) {
        state.PauseTiming();
        list.filter(filter);
        state.ResumeTiming();
        list.filter({});
    }
}
BENCHMARK(clearFilter)->Unit(benchmark::kMillisecond);

models::ImageFilter byText()
{
    models::ImageFilter filter;
    filter.text = QStringLiteral("field 12");
    return filter;
}
models::ImageFilter byStatus()
{
    models::ImageFilter filter;
    filter.status = models::ImageFilter::Status::Undone;
    return filter;
}
models::ImageFilter byIou()
{
    models::ImageFilter filter;
    filter.mostIou = 0.5;
    return filter;
}
models::ImageFilter bySpecimen()
{
    models::ImageFilter filter;
    filter.specimen = "weld 17";
    return filter;
}
models::ImageFilter byClass()
{
    models::ImageFilter filter;
    filter.classId = annotation::ClassId{2};
    return filter;
}
BENCHMARK_CAPTURE(filterAndClear, text, byText())->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(filterAndClear, status, byStatus())->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(filterAndClear, iou, byIou())->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(filterAndClear, specimen, bySpecimen())->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(filterAndClear, class, byClass())->Unit(benchmark::kMillisecond);

/// The first key into the filter line: names are folded for it.
void firstTextFilter(benchmark::State& state)
{
    for (auto _ : state) {
        state.PauseTiming();
        auto list = std::make_unique<List>();
        state.ResumeTiming();
        list->filter(byText());
        state.PauseTiming();
        list.reset();
        state.ResumeTiming();
    }
}
BENCHMARK(firstTextFilter)->Unit(benchmark::kMillisecond)->Iterations(3);

void firstSortByName(benchmark::State& state)
{
    for (auto _ : state) {
        state.PauseTiming();
        auto list = std::make_unique<List>();
        state.ResumeTiming();
        list->shown().setImageOrder(models::ImageOrder::Name, false);
        state.PauseTiming();
        list.reset();
        state.ResumeTiming();
    }
}
BENCHMARK(firstSortByName)->Unit(benchmark::kMillisecond)->Iterations(3);

void sortAgain(benchmark::State& state, models::ImageOrder order)
{
    List list;
    list.shown().setImageOrder(order, false);
    bool descending = false;
    for (auto _ : state) {
        descending = !descending;
        list.shown().setImageOrder(order, descending);
        list.panel().repaint();
    }
}
BENCHMARK_CAPTURE(sortAgain, name, models::ImageOrder::Name)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(sortAgain, iou, models::ImageOrder::Iou)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(sortAgain, specimen, models::ImageOrder::Specimen)->Unit(benchmark::kMillisecond);

/// Ctrl+Enter under the filter "not done": stored, the row leaves, the next one is current.
void markDoneAndGoOn(benchmark::State& state)
{
    List list;
    list.filter(byStatus());
    std::vector<project::ImageId> marked;
    for (auto _ : state) {
        marked.push_back(list.document().currentImage());
        list.panel().markDoneAndGoOn();
        QApplication::processEvents();
    }
    expect(list.document().setStatus(marked, ReviewStatus::None));
}
BENCHMARK(markDoneAndGoOn)->Unit(benchmark::kMillisecond);

/// The last undone image of all, from the first on.
void farUndone(benchmark::State& state)
{
    List list;
    std::vector<project::ImageId> ids;
    for (const auto& image : list.document().images()) {
        ids.push_back(image.id);
    }
    std::vector<std::pair<project::ImageId, ReviewStatus>> before;
    for (const auto& image : list.document().images()) {
        before.emplace_back(image.id, image.status);
    }
    expect(list.document().setStatus(ids, ReviewStatus::Done));
    expect(list.document().setStatus({ids.back()}, ReviewStatus::None));
    for (auto _ : state) {
        benchmark::DoNotOptimize(list.shown().undoneRow(ids.front(), 1));
    }
    expect(list.document().project()->setStatuses(before));
}
BENCHMARK(farUndone)->Unit(benchmark::kMillisecond);

/// What every job ends with.
void refresh(benchmark::State& state)
{
    List list;
    for (auto _ : state) {
        list.document().refresh();
        QApplication::processEvents();
    }
}
BENCHMARK(refresh)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace sorby

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    const QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
