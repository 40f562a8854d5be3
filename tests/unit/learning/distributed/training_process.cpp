// SPDX-License-Identifier: GPL-3.0-or-later
// One process of a training, for training_processes_test.cpp:
//     sorby_training_process OPTIONS RUN_FOLDER LOG [EVENT MICRO_BATCH]
// OPTIONS is a file of TrainOptions as JSON. At the micro-batch of this number EVENT happens in this process:
// stop, die, fail, memory, or "halfway": memory and then a stop between two micro-batches of the step that is
// made anew; with "resume" it goes on from the newest checkpoint.
// What it said goes into LOG, one line each. Exit code 0, or 3 with the error as the last line.
#include "core/base/files.h"
#include "core/learning/distributed/torch_process_group.h"
#include "core/learning/trainer.h"
#include "tests/unit/learning/disc_data.h"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <new>
#include <stdexcept>
#include <string>
#include <variant>

namespace sorby::learning {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);

struct Order {
    std::string event;
    int microBatch = 0;
};

/// Sizes that differ, so that the common size of a batch is not that of a process' part.
std::vector<Size> mixedSizes(std::size_t count)
{
    std::vector<Size> sizes;
    for (std::size_t i = 0; i < count; ++i) {
        sizes.push_back(i % 3 == 0 ? Size{24, 16} : i % 3 == 1 ? Size{16, 16} : Size{20, 24});
    }
    return sizes;
}

void happen(const Order& order, int microBatch, std::stop_source& stop)
{
    if (order.event == "halfway" && microBatch == order.microBatch + 1) {
        stop.request_stop();
    }
    if (microBatch != order.microBatch) {
        return;
    }
    if (order.event == "stop") {
        stop.request_stop();
    } else if (order.event == "die") {
        std::raise(SIGKILL);
    } else if (order.event == "fail") {
        throw std::runtime_error("a cosmic ray");
    } else if (order.event == "memory" || order.event == "halfway") {
        throw std::bad_alloc();
    }
}

class LogFile {
  public:
    explicit LogFile(const char* path) : m_file(path) { m_file.precision(17); }

    void take(const TrainEvent& event)
    {
        if (const auto* step = std::get_if<StepEvent>(&event)) {
            m_file << "step " << step->loss.value_or(-1) << '\n';
        } else if (const auto* epoch = std::get_if<EpochEvent>(&event)) {
            m_file << "epoch " << epoch->trainLoss << ' ' << epoch->validationLoss.value_or(-1) << ' '
                   << epoch->validationIou.value_or(-1) << '\n';
        } else if (const auto* plan = std::get_if<PlanEvent>(&event)) {
            m_file << "plan " << plan->processes << ' ' << plan->microBatch << '\n';
        } else {
            m_file << "notice " << std::get<NoticeEvent>(event).message << '\n';
        }
        m_file.flush();
    }
    void line(const std::string& text) { m_file << text << '\n' << std::flush; }

  private:
    std::ofstream m_file;
};

Result<TrainReport> train(ProcessGroup& group, std::shared_ptr<ProcessGroup> processes,
                          const TrainOptions& options, const char* folder, const Order& order, LogFile& log)
{
    const DiscData data(mixedSizes(7), {{24, 24}, {16, 20}, {24, 16}}, 3);
    std::stop_source stop;
    int microBatches = 0;
    Device cpu;
    cpu.info.id = "cpu";
    // Only to go on from a checkpoint do all processes need the folder.
    const bool resumes = order.event == "resume";
    const auto runFolder = group.isFirst() || resumes ? folder : "/dev/null/nothing can be written here";
    return runTraining(
        options, data, runFolder, cpu, stop.get_token(), [&](const TrainEvent& event) { log.take(event); },
        {resumes, "hash", {}, std::move(processes)}, [&] { happen(order, ++microBatches, stop); });
}

int run(int argc, char** argv)
{
    if (argc != 4 && argc != 6) {
        return 2;
    }
    const auto text = readText(argv[1]);
    const auto options = text ? trainOptionsFromJson(*text) : text.error();
    const auto place = processPlace([](const char* name) {
        const char* value = std::getenv(name);
        return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
    });
    if (!options || !place) {
        return 2;
    }
    LogFile log(argv[3]);
    const auto processes = joinProcesses(*place, c10::kCPU, {kPatience, kPatience});
    if (!processes) {
        log.line("error " + describe(processes.error()));
        return 3;
    }
    Order order;
    if (argc == 6) {
        order = {argv[4], std::atoi(argv[5])};
    }
    Result<TrainReport> report = Error{};
    try {
        report = train(**processes, *processes, *options, argv[2], order, log);
    } catch (const std::exception& exception) {
        report = Error{ErrorCode::Internal, exception.what(), {}};
    }
    const auto end = (*processes)->finish(report ? Status() : report.error());
    if (!end) {
        log.line("error " + describe(end.error()));
        return 3;
    }
    log.line("end " + std::to_string(report->epochs) + (report->stopped ? " stopped" : ""));
    return 0;
}

} // namespace
} // namespace sorby::learning

int main(int argc, char** argv)
{
    return sorby::learning::run(argc, argv);
}
