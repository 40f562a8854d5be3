// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/train.h"

#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/train_options.h"
#include "app/command_line/train_output.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/files.h"
#include "core/base/units.h"
#include "core/imaging/micrograph.h"
#include "core/workflow/augmentation_preview.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <cstdlib>

namespace sorby::command_line {
namespace {

class TrainVerb final : public Verb {
  public:
    const char* name() const override { return "train"; }
    const char* summary() const override { return "Trains a network on the reference of the train side"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        addText(app, "--name", m_request.name, "NAME", "Of the run (default: its id)");
        m_options.declare(app);
        addInteger(app, "--subset", m_subset, 1, 1 << 30,
                   "Train on so many images of the train side only, chosen by the seed");
        addPath(app, "--preview", m_preview, "FILE.png",
                "Draw sixteen samples as they would be trained on into a PNG, and train nothing");
        addText(app, "--resume", m_resumed, "RUN",
                "Go on with a run that was stopped or killed, or with more --epochs, from its last epoch");
    }

    Status validate(const CommonOptions& common) override
    {
        auto options = m_options.resolve();
        if (!options) {
            return options.error();
        }
        options->seed = common.seed;
        options->threads = common.threads;
        options->device = common.device;
        m_request.options = *options;
        if (m_subset) {
            m_request.subset = static_cast<std::size_t>(*m_subset);
        }
        if (!m_resumed.empty()) {
            return validateResume();
        }
        return learning::validate(*options);
    }

    Status run(Session& session) override
    {
        const auto place = learning::processPlace(environmentVariable);
        if (!place) {
            return place.error();
        }
        if (!m_preview.empty() && place->rank > 0) {
            return {}; // one picture is enough
        }
        if (place->size == 1 || !m_preview.empty()) {
            return train(session, nullptr);
        }
        const auto engine = learning::loadEngine();
        if (!engine) {
            return engine.error();
        }
        m_request.options.device = learning::deviceAt(*place, m_request.options.device);
        const auto processes = (*engine)->join(*place, m_request.options.device);
        if (!processes) {
            return processes.error();
        }
        return (*processes)->finish(train(session, *processes));
    }

  private:
    static std::optional<std::string> environmentVariable(const char* name)
    {
        const char* const value = std::getenv(name);
        return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
    }
    /// Of several processes the first one has the project to itself; the others read it when it is open, and
    /// say nothing.
    [[nodiscard]] Result<std::unique_ptr<project::Project>> open(learning::ProcessGroup* processes) const
    {
        if (!m_preview.empty()) {
            return openToRead(m_project); // a picture changes nothing in it
        }
        if (processes == nullptr) {
            return openToWrite(m_project);
        }
        auto opened = processes->isFirst() ? openToWrite(m_project) : Error{};
        if (processes->isFirst() && !opened) {
            return opened;
        }
        if (auto met = processes->meet(); !met) {
            return met.error();
        }
        return processes->isFirst() ? std::move(opened) : openToRead(m_project);
    }
    Status train(Session& session, const std::shared_ptr<learning::ProcessGroup>& processes)
    {
        const auto project = open(processes.get());
        if (!project) {
            return project.error();
        }
        const auto engine = learning::loadEngine();
        if (!engine) {
            return engine.error();
        }
        if (!m_preview.empty()) {
            return preview(**project, **engine, session);
        }
        const bool tells = !processes || processes->isFirst();
        TrainOutput tell(session.output);
        const auto sink = [&tell](const learning::TrainEvent& event) { tell(event); };
        const auto control = tells ? session.control() : JobControl{session.stop, {}};
        m_request.processes = processes;
        const auto outcome = m_resumed.empty()
                                 ? workflow::trainProject(**project, **engine, m_request, control, sink)
                                 : workflow::resumeRun(**project, **engine, resumeRequest(), control, sink);
        if (!outcome) {
            return outcome.error();
        }
        if (tells) {
            report(**project, *outcome, session.output);
        }
        if (outcome->report.stopped) {
            return Error{ErrorCode::Cancelled, "stopped", {}};
        }
        return {};
    }
    [[nodiscard]] Status preview(const project::Project& project, learning::Engine& engine,
                                 const Session& session) const
    {
        const auto sheet = workflow::previewAugmentation(project, engine, m_request, session.control());
        if (!sheet) {
            return sheet.error();
        }
        if (auto written = imaging::writePng(m_preview, *sheet); !written) {
            return written;
        }
        session.output.line("Samples as they are trained on are in " + toUtf8(m_preview));
        session.output.result({{"files", 1}, {"out", toUtf8(m_preview)}});
        return {};
    }
    /// A run that goes on keeps its options; only how long and where can be said anew.
    [[nodiscard]] Status validateResume() const
    {
        auto changing = m_options.changingARun();
        if (m_subset) {
            changing.emplace_back("--subset");
        }
        if (!m_request.name.empty()) {
            changing.emplace_back("--name");
        }
        if (changing.empty()) {
            return {};
        }
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("--resume goes on with the options of the run; {} cannot be given with it, "
                                 "only --epochs, --time-limit, --memory-limit, --device and --threads",
                                 fmt::join(changing, ", ")),
                     {}};
    }
    [[nodiscard]] workflow::ResumeRequest resumeRequest() const
    {
        const auto& options = m_request.options;
        workflow::ResumeRequest request;
        request.run = m_resumed;
        if (m_options.hasEpochs()) {
            request.epochs = options.epochs;
        }
        request.timeLimitSeconds = options.timeLimitSeconds;
        request.device = options.device;
        request.memoryLimitBytes = options.memoryLimitBytes;
        request.threads = options.threads;
        request.processes = m_request.processes;
        return request;
    }

    static void report(const project::Project& project, const workflow::TrainOutcome& outcome, Output& output)
    {
        const auto& run = outcome.run;
        const auto& done = outcome.report;
        const auto folder = toUtf8(project.runFolder(run));
        output.note("");
        output.line(fmt::format("Run {}{} {} after {} in {}; best epoch {}", run.id,
                                run.name != run.id ? fmt::format(" ({})", run.name) : "",
                                done.timeUp    ? "reached its time limit"
                                : done.stopped ? "stopped"
                                               : "finished",
                                counted(static_cast<std::uint64_t>(done.epochs), "epoch"),
                                formatDuration(done.seconds), done.bestEpoch));
        output.line(
            fmt::format("{:.1f} images/s, at most {} of memory, {:.1f} % of the time waiting for data",
                        done.imagesPerSecond, formatBytes(done.peakBytes), 100 * done.waitShare));
        output.line("Its checkpoints are in " + folder);
        output.result({{"run", run.id},
                       {"name", run.name},
                       {"state", toText(run.state)},
                       {"epochs", done.epochs},
                       {"best_epoch", done.bestEpoch},
                       {"images_per_s", done.imagesPerSecond},
                       {"peak_bytes", done.peakBytes},
                       {"wait_share", done.waitShare},
                       {"seconds", done.seconds},
                       {"folder", folder}});
    }

    std::filesystem::path m_project;
    std::optional<int> m_subset;
    std::filesystem::path m_preview;
    std::string m_resumed;
    TrainOptionSet m_options;
    workflow::TrainRequest m_request;
};

} // namespace

std::unique_ptr<Verb> makeTrainVerb()
{
    return std::make_unique<TrainVerb>();
}

} // namespace sorby::command_line
