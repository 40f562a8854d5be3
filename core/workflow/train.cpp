// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/train.h"

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/dataset/labelled_images.h"
#include "core/imaging/micrograph.h"
#include "core/project/content_hash.h"
#include "core/workflow/ordered.h"
#include "core/workflow/run_files.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <numeric>
#include <stop_token>

namespace sorby::workflow {
namespace {

using project::ImageRecord;

struct Sides {
    std::vector<ImageRecord> train;
    std::vector<ImageRecord> validation;
    std::size_t test = 0;
};

/// `count` of the images, in their old order: the same seed gives the same ones, and a larger subset holds
/// the smaller ones.
std::vector<ImageRecord> subsetOf(const std::vector<ImageRecord>& images, std::size_t count,
                                  std::uint64_t seed)
{
    std::vector<std::size_t> places(images.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    Random(seed, "training subset").shuffle(places);
    places.resize(std::min(count, places.size()));
    std::sort(places.begin(), places.end());
    std::vector<ImageRecord> chosen;
    for (const auto place : places) {
        chosen.push_back(images[place]);
    }
    return chosen;
}

Result<Sides> findSides(const project::Project& project, const TrainRequest& request)
{
    const auto usable = [](const ImageRecord& image) { return image.annotated && isReadable(image); };
    auto train = selectImages(project, Membership::Train, usable);
    auto validation = selectImages(project, Membership::Validation, usable);
    auto test = selectImages(project, Membership::Test, usable);
    for (const auto* side : {&train, &validation, &test}) {
        if (!*side) {
            return side->error();
        }
    }
    const auto where = toUtf8(project.folder());
    if (train->empty()) {
        return Error{ErrorCode::NotFound,
                     "no annotated image is on the train side; split the project first (sorby split)", where};
    }
    if (request.subset) {
        if (*request.subset < 1 || *request.subset > train->size()) {
            return Error{
                ErrorCode::InvalidArgument,
                fmt::format("a subset has 1 to {} images, as many as the train side has annotated, not {}",
                            train->size(), *request.subset),
                where};
        }
        train = subsetOf(*train, *request.subset, request.options.seed);
    }
    return Sides{std::move(*train), std::move(*validation), test->size()};
}

/// The training data, and a hash of all that it was made from.
struct LoadedData {
    std::unique_ptr<dataset::LabelledImages> images;
    std::string hash;
};

/// One line of the text whose hash is the data's: which image, on which side, with which pixels and labels.
std::string hashLine(const ImageRecord& image, const imaging::LabelImage& reference)
{
    return fmt::format("{} {} {} {}\n", toText(image.membership), image.stem, image.contentHash,
                       project::hashBytes(std::as_bytes(reference.pixels())));
}

/// The same of an image whose reference is never held.
std::string hashLine(const ImageRecord& image, const annotation::Annotations& annotations)
{
    constexpr int kRowsAtOnce = 256;
    project::ContentHasher hasher;
    for (int y = 0; y < image.size.height; y += kRowsAtOnce) {
        const auto rows =
            referenceOf(annotations, image,
                        PixelRect{0, y, image.size.width, std::min(kRowsAtOnce, image.size.height - y)});
        hasher.add(std::as_bytes(rows.pixels()));
    }
    return fmt::format("{} {} {} {}\n", toText(image.membership), image.stem, image.contentHash,
                       hasher.digest());
}

/// An image of which patches are read from its file.
Result<dataset::LargeSource> openLarge(const project::Project& project, const ImageRecord& image,
                                       std::string& lines)
{
    auto annotations = project.annotations(image.id);
    if (!annotations) {
        return annotations.error();
    }
    lines += hashLine(image, *annotations);
    return dataset::LargeSource{image.file, image.page, image.size,
                                [image, annotations = std::move(*annotations)](const PixelRect& part) {
                                    return referenceOf(annotations, image, part);
                                }};
}

/// Whole images that are too large to be held cannot be trained on.
Status checkLargeImages(const Sides& sides, const TrainRequest& request)
{
    const auto large = std::find_if(sides.train.begin(), sides.train.end(), [&](const ImageRecord& image) {
        return isLarger(image.size, request.mostPixelsHeld);
    });
    if (request.options.patch || large == sides.train.end()) {
        return {};
    }
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("has {}x{} pixels, too many to be trained on as a whole; choose a patch, for "
                             "example --patch 512x512",
                             large->size.width, large->size.height),
                 toUtf8(large->file)};
}

Result<LoadedData> loadData(const project::Project& project, const Sides& sides, int classCount,
                            std::uint64_t mostPixelsHeld, const JobControl& control)
{
    const std::size_t total = sides.train.size() + sides.validation.size();
    std::size_t done = 0;
    std::string lines;
    const auto sourceOf = [&](const ImageRecord& image) {
        dataset::LabelledSource source{image.name,
                                       [&control, &done, total, image]() -> Result<imaging::Micrograph> {
                                           if (control.stopRequested()) {
                                               return stoppedError();
                                           }
                                           control.report(done++, total, image.name);
                                           return readPixels(image);
                                       },
                                       [&project, &lines, image]() -> Result<imaging::LabelImage> {
                                           auto reference = referenceOf(project, image);
                                           if (reference) {
                                               lines += hashLine(image, *reference);
                                           }
                                           return reference;
                                       },
                                       image.window, specimenOf(image)};
        if (isLarger(image.size, mostPixelsHeld)) {
            source.large = [&control, &project, &lines, &done, total,
                            image]() -> Result<dataset::LargeSource> {
                if (control.stopRequested()) {
                    return stoppedError();
                }
                control.report(done++, total, image.name);
                return openLarge(project, image, lines);
            };
        }
        return source;
    };
    std::vector<dataset::LabelledSource> train;
    std::vector<dataset::LabelledSource> validation;
    std::transform(sides.train.begin(), sides.train.end(), std::back_inserter(train), sourceOf);
    std::transform(sides.validation.begin(), sides.validation.end(), std::back_inserter(validation),
                   sourceOf);
    auto images = dataset::LabelledImages::load(train, validation, classCount);
    if (!images) {
        return images.error();
    }
    control.report(total, total);
    return LoadedData{std::move(*images), project::hashText(lines)};
}

std::string versionsJson()
{
    return nlohmann::ordered_json{{"sorby", kVersion}, {"libtorch", learning::libtorchVersion()}}.dump();
}

std::string splitJson(const Sides& sides)
{
    return nlohmann::ordered_json{
        {"train", sides.train.size()}, {"validation", sides.validation.size()}, {"test", sides.test}}
        .dump();
}

/// Writes the run's record while the engine trains.
class RunRecorder {
  public:
    RunRecorder(project::Project& project, project::RunRecord run, const learning::TrainEventSink& sink)
        : m_project(project), m_run(std::move(run)), m_sink(sink)
    {}

    void take(const learning::TrainEvent& event)
    {
        forward(event);
        if (const auto* plan = std::get_if<learning::PlanEvent>(&event)) {
            m_run.device = plan->device;
            notice(m_project.updateRun(m_run));
        } else if (const auto* epoch = std::get_if<learning::EpochEvent>(&event)) {
            m_run.epochs = epoch->epoch;
            if (epoch->best) {
                m_run.bestEpoch = epoch->epoch;
            }
            m_run.imagesPerSecond = epoch->imagesPerSecond;
            notice(
                m_project.addEpoch(m_run.id, {epoch->epoch, epoch->trainLoss, epoch->validationLoss,
                                              epoch->validationIou, epoch->imagesPerSecond, epoch->seconds}));
            notice(m_project.updateRun(m_run));
        }
    }

    Status finish(const learning::TrainReport& report)
    {
        m_run.state = report.stopped ? project::RunState::Stopped : project::RunState::Finished;
        m_run.message.clear();
        if (report.stopped) {
            m_run.message = "stopped after " + counted(static_cast<std::uint64_t>(report.epochs), "epoch");
        }
        m_run.epochs = report.epochs;
        m_run.bestEpoch = report.bestEpoch;
        m_run.imagesPerSecond = report.imagesPerSecond;
        m_run.peakBytes = report.peakBytes;
        m_run.waitShare = report.waitShare;
        return m_project.updateRun(m_run);
    }
    Status fail(const Error& error)
    {
        m_run.state =
            error.code == ErrorCode::Cancelled ? project::RunState::Stopped : project::RunState::Failed;
        m_run.message = describe(error);
        return m_project.updateRun(m_run);
    }
    [[nodiscard]] const project::RunRecord& run() const { return m_run; }

  private:
    void forward(const learning::TrainEvent& event) const
    {
        if (m_sink) {
            m_sink(event);
        }
    }
    /// A record that cannot be written is no reason to lose hours of training: it is said, once.
    void notice(const Status& status)
    {
        if (!status && !m_noticed) {
            m_noticed = true;
            forward(learning::NoticeEvent{"the run's record is incomplete: " + describe(status.error())});
        }
    }

    project::Project& m_project;
    project::RunRecord m_run;
    const learning::TrainEventSink& m_sink;
    bool m_noticed = false;
};

/// The caller's request to stop, and that of the time limit, as one token. The clock runs from here on.
class TimeLimit {
  public:
    TimeLimit(std::optional<double> seconds, const std::stop_token& callers)
        : m_seconds(seconds), m_forward(callers, [this] { m_stop.request_stop(); })
    {}

    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }
    /// On the training's thread.
    void check()
    {
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_start;
        if (m_seconds && elapsed.count() >= *m_seconds && m_stop.request_stop()) {
            m_passed = true;
        }
    }
    [[nodiscard]] bool passed() const { return m_passed; }

  private:
    const std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    const std::optional<double> m_seconds;
    std::stop_source m_stop;
    std::stop_callback<std::function<void()>> m_forward;
    bool m_passed = false;
};

Result<TrainOutcome> runEngine(RunRecorder& recorder, const std::filesystem::path& folder,
                               learning::Engine& engine, const learning::TrainOptions& options,
                               const learning::TrainingData& data, TimeLimit& limit)
{
    const auto report =
        engine.train(options, data, folder, limit.token(), [&](const learning::TrainEvent& event) {
            recorder.take(event);
            limit.check();
        });
    if (!report) {
        const auto recorded = recorder.fail(report.error());
        return recorded ? report.error()
                        : Error{report.error().code,
                                describe(report.error()) + "; " + describe(recorded.error()),
                                {}};
    }
    if (auto recorded = recorder.finish(*report); !recorded) {
        return recorded.error();
    }
    if (report->stopped && report->epochs == 0) {
        return limit.passed()
                   ? Error{ErrorCode::InvalidArgument,
                           "the time limit passed before the first epoch was finished; allow more time, or "
                           "train on "
                           "a subset, on smaller patches or with a smaller width",
                           {}}
                   : Error{ErrorCode::Cancelled, "stopped before the first epoch was finished", {}};
    }
    return TrainOutcome{recorder.run(), *report, limit.passed()};
}

/// Before a run is recorded: is the device there that was asked for?
Status findDevice(const learning::Engine& engine, const learning::DeviceChoice& choice)
{
    if (choice.kind != learning::DeviceChoice::Kind::Cuda) {
        return {};
    }
    const auto wanted = fmt::format("cuda:{}", choice.index);
    const auto report = engine.devices();
    if (std::any_of(report.devices.begin(), report.devices.end(),
                    [&](const auto& device) { return device.id == wanted; })) {
        return {};
    }
    return Error{ErrorCode::NotFound,
                 fmt::format("there is no device {}{}", wanted,
                             report.cudaAbsence.empty() ? "" : ": " + report.cudaAbsence),
                 {}};
}

} // namespace

Result<TrainOutcome> trainProject(project::Project& project, learning::Engine& engine,
                                  const TrainRequest& request, const JobControl& control,
                                  const learning::TrainEventSink& sink)
{
    const auto classes = project.classes();
    if (!classes) {
        return classes.error();
    }
    auto options = request.options;
    options.network.classCount = static_cast<int>(classes->size());
    if (auto valid = learning::validate(options); !valid) {
        return valid.error();
    }
    if (auto found = findDevice(engine, options.device); !found) {
        return found.error();
    }
    const auto sides = findSides(project, request);
    if (!sides) {
        return sides.error();
    }
    // Before the data is read, which may take minutes: what would keep the run from being recorded.
    if (project.isReadOnly()) {
        return Error{ErrorCode::ReadOnly,
                     fmt::format("a run cannot be recorded: the project {}", project.readOnlyReason()),
                     toUtf8(project.folder())};
    }
    if (!request.name.empty() && project.findRun(request.name)) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("there is a run \"{}\" already; choose another name", request.name),
                     toUtf8(project.folder())};
    }
    if (auto suits = checkLargeImages(*sides, request); !suits) {
        return suits.error();
    }
    TimeLimit limit(request.timeLimitSeconds, control.stop);
    const auto data = loadData(project, *sides, options.network.classCount, request.mostPixelsHeld, control);
    if (!data) {
        return data.error();
    }
    project::RunRecord run;
    run.name = request.name;
    run.options = learning::toJson(options);
    run.seed = options.seed;
    run.split = splitJson(*sides);
    run.dataHash = data->hash;
    run.versions = versionsJson();
    auto created = project.createRun(std::move(run));
    if (!created) {
        return created.error();
    }
    RunRecorder recorder(project, *created, sink);
    const auto folder = project.runFolder(*created);
    if (auto written = writeRunFile(folder, *created, *classes); !written) {
        // The write that failed is what the caller hears of; that the record says so too is a courtesy.
        static_cast<void>(recorder.fail(written.error()));
        return written.error();
    }
    return runEngine(recorder, folder, engine, options, *data->images, limit);
}

} // namespace sorby::workflow
