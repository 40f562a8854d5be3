// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/train.h"

#include "core/base/files.h"
#include "core/base/version.h"
#include "core/workflow/run_files.h"
#include "core/workflow/run_recorder.h"
#include "core/workflow/training_images.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <stop_token>

namespace sorby::workflow {
namespace {

std::string versionsJson()
{
    return nlohmann::ordered_json{{"sorby", kVersion}, {"libtorch", learning::libtorchVersion()}}.dump();
}

std::string splitJson(const TrainingSides& sides)
{
    return nlohmann::ordered_json{
        {"train", sides.train.size()}, {"validation", sides.validation.size()}, {"test", sides.test}}
        .dump();
}

/// What of a time limit is left; the clock runs from here on.
class RemainingTime {
  public:
    explicit RemainingTime(std::optional<double> limit) : m_limit(limit) {}

    [[nodiscard]] std::optional<double> seconds() const
    {
        if (!m_limit) {
            return std::nullopt;
        }
        constexpr double kNone = 1e-3; // the engine does its first step in any case
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_start;
        return std::max(kNone, *m_limit - elapsed.count());
    }

  private:
    const std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    const std::optional<double> m_limit;
};

Result<TrainOutcome> runEngine(RunRecorder& recorder, const std::filesystem::path& folder,
                               learning::Engine& engine, const learning::TrainOptions& options,
                               const dataset::LabelledImages& data, const learning::TrainOrigin& origin,
                               const std::stop_token& stop)
{
    if (data.cachedCount() > 0) {
        recorder.take(learning::NoticeEvent{fmt::format(
            "{} of the {} images do not fit into memory and are read from a file beside the project.",
            data.cachedCount(),
            data.imageCount(learning::Part::Train) + data.imageCount(learning::Part::Validation))});
    }
    const auto report = engine.train(options, data, folder, origin, stop,
                                     [&](const learning::TrainEvent& event) { recorder.take(event); });
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
        return Error{ErrorCode::Cancelled, "stopped before the first epoch was finished", {}};
    }
    return TrainOutcome{recorder.run(), *report};
}

/// Is this one of several processes and not the first?
bool follows(const std::shared_ptr<learning::ProcessGroup>& processes)
{
    return processes && !processes->isFirst();
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

/// What a training is made from, before its run is recorded.
struct Prepared {
    TrainingSides sides;
    TrainingImages data;
    annotation::ClassList classes;
};

/// Everything that would keep the run from being trained is found here, what takes minutes last.
Result<Prepared> prepare(const project::Project& project, const learning::Engine& engine,
                         const TrainRequest& request, const JobControl& control)
{
    auto classes = project.classes();
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
    if (project.isReadOnly() && !follows(request.processes)) {
        return Error{ErrorCode::ReadOnly,
                     fmt::format("a run cannot be recorded: the project {}", project.readOnlyReason()),
                     toUtf8(project.folder())};
    }
    // Weights that are taken as they are need no images.
    const auto sides = options.epochs > 0 || options.samples > 0
                           ? findSides(project, request.subset, options.seed)
                           : TrainingSides{};
    if (!sides) {
        return sides.error();
    }
    if (auto suits = options.patch ? Status() : checkWholeImages(*sides, request.mostPixelsHeld); !suits) {
        return suits.error();
    }
    const auto place = request.processes ? request.processes->place() : learning::ProcessPlace{};
    auto data = loadTrainingImages(project, *sides, options.network.classCount, request.mostPixelsHeld, place,
                                   control);
    if (!data) {
        return data.error();
    }
    return Prepared{*sides, std::move(*data), std::move(*classes)};
}

/// What the checkpoint says of the images besides their hash, so that it explains itself.
std::string descriptionOf(const Prepared& prepared)
{
    nlohmann::ordered_json classes = nlohmann::ordered_json::array();
    for (const auto& one : prepared.classes) {
        classes.push_back(one.name);
    }
    nlohmann::ordered_json windows = nlohmann::ordered_json::object();
    for (const auto& image : prepared.sides.train) {
        if (image.window) {
            windows[image.name] = {image.window->low, image.window->high};
        }
    }
    return nlohmann::ordered_json{{"classes", classes}, {"windows", windows}}.dump();
}

Result<project::RunRecord> recordRun(project::Project& project, const TrainRequest& request,
                                     const Prepared& prepared)
{
    auto options = request.options;
    options.network.classCount = static_cast<int>(prepared.classes.size());
    project::RunRecord run;
    run.name = request.name;
    run.options = learning::toJson(options);
    run.seed = options.seed;
    run.split = splitJson(prepared.sides);
    run.dataHash = prepared.data.hash;
    run.versions = versionsJson();
    return project.createRun(std::move(run));
}

/// Options, and how many images of the train side, of a run that is there.
Result<TrainRequest> requestOf(const project::RunRecord& run, const ResumeRequest& resumed,
                               std::size_t trainImages)
{
    auto options = learning::trainOptionsFromJson(run.options);
    if (!options) {
        return options.error();
    }
    TrainRequest request;
    request.options = *options;
    if (resumed.epochs) {
        request.options.epochs = *resumed.epochs;
        request.options.samples = 0;
    }
    request.options.timeLimitSeconds = resumed.timeLimitSeconds;
    request.options.device = resumed.device;
    request.options.memoryLimitBytes = resumed.memoryLimitBytes;
    request.options.threads = resumed.threads;
    request.mostPixelsHeld = resumed.mostPixelsHeld;
    request.processes = resumed.processes;
    const auto split = nlohmann::json::parse(run.split, nullptr, false);
    const auto count = split.is_object() ? split.value("train", std::size_t{0}) : 0;
    if (count > 0 && count < trainImages) {
        request.subset = count;
    }
    return request;
}

/// The part of a process that is not the first: it writes nothing and tells nothing.
Result<TrainOutcome> trainAlong(learning::Engine& engine, learning::TrainOptions options,
                                const Prepared& prepared, const std::filesystem::path& folder,
                                const learning::TrainOrigin& origin, const std::stop_token& stop)
{
    options.network.classCount = static_cast<int>(prepared.classes.size());
    const auto report = engine.train(options, *prepared.data.images, folder, origin, stop, {});
    if (!report) {
        return report.error();
    }
    if (report->stopped && report->epochs == 0) {
        return Error{ErrorCode::Cancelled, "stopped before the first epoch was finished", {}};
    }
    return TrainOutcome{{}, *report};
}

} // namespace

Result<TrainOutcome> trainProject(project::Project& project, learning::Engine& engine,
                                  const TrainRequest& request, const JobControl& control,
                                  const learning::TrainEventSink& sink)
{
    const RemainingTime remaining(request.options.timeLimitSeconds);
    if (!request.name.empty() && !follows(request.processes) && project.findRun(request.name)) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("there is a run \"{}\" already; choose another name", request.name),
                     toUtf8(project.folder())};
    }
    const auto prepared = prepare(project, engine, request, control);
    if (!prepared) {
        return prepared.error();
    }
    if (follows(request.processes)) {
        return trainAlong(engine, request.options, *prepared, {},
                          {false, prepared->data.hash, {}, request.processes}, control.stop);
    }
    const auto created = recordRun(project, request, *prepared);
    if (!created) {
        return created.error();
    }
    RunRecorder recorder(project, *created, sink);
    const auto folder = project.runFolder(*created);
    if (auto written = writeRunFile(folder, *created, prepared->classes); !written) {
        // The write that failed is what the caller hears of; that the record says so too is a courtesy.
        static_cast<void>(recorder.fail(written.error()));
        return written.error();
    }
    auto options = request.options;
    options.network.classCount = static_cast<int>(prepared->classes.size());
    options.timeLimitSeconds = remaining.seconds();
    return runEngine(recorder, folder, engine, options, *prepared->data.images,
                     {false, prepared->data.hash, descriptionOf(*prepared), request.processes}, control.stop);
}

Result<TrainOutcome> resumeRun(project::Project& project, learning::Engine& engine,
                               const ResumeRequest& resumed, const JobControl& control,
                               const learning::TrainEventSink& sink)
{
    const RemainingTime remaining(resumed.timeLimitSeconds);
    auto run = project.findRun(resumed.run);
    if (!run) {
        return run.error();
    }
    const auto sides = findSides(project, std::nullopt, 0);
    if (!sides) {
        return sides.error();
    }
    auto request = requestOf(*run, resumed, sides->train.size());
    if (!request) {
        return request.error();
    }
    const auto prepared = prepare(project, engine, *request, control);
    if (!prepared) {
        return prepared.error();
    }
    auto options = request->options;
    const learning::TrainOrigin origin{true, prepared->data.hash, descriptionOf(*prepared),
                                       resumed.processes};
    if (follows(resumed.processes)) {
        return trainAlong(engine, options, *prepared, project.runFolder(*run), origin, control.stop);
    }
    run->options = learning::toJson(options);
    run->state = project::RunState::Running;
    run->message.clear();
    RunRecorder recorder(project, *run, sink);
    options.timeLimitSeconds = remaining.seconds();
    return runEngine(recorder, project.runFolder(*run), engine, options, *prepared->data.images, origin,
                     control.stop);
}

} // namespace sorby::workflow
