// SPDX-License-Identifier: GPL-3.0-or-later
// sorby_gpu_test --device cuda [--only learning,logits,...]: exit status 0 when every check passed.
#include "core/base/units.h"
#include "tests/gpu/checks.h"
#include "tests/support/learning/command_line.h"

#include <array>
#include <cstdio>
#include <exception>
#include <random>
#include <string>
#include <system_error>

namespace sorby::learning {
namespace {

struct NamedCheck {
    const char* name;
    void (*run)(CheckContext&);
};

/// The limited training first: memory that the others leave with the device's libraries is not its own.
constexpr std::array kChecks{
    NamedCheck{"limit", checkWithinLimit},         NamedCheck{"free", checkWithoutLimit},
    NamedCheck{"learning", checkLearning},         NamedCheck{"logits", checkLogits},
    NamedCheck{"gradients", checkGradients},       NamedCheck{"stop", checkStop},
    NamedCheck{"out-of-memory", checkOutOfMemory},
};

void listDevices(const Devices& devices, Report& report)
{
    report.section("Devices");
    const auto list = devices.report();
    for (const auto& info : list.devices) {
        report.figure(info.id, info.name + ", " + formatBytes(info.freeBytes) + " of " +
                                   formatBytes(info.totalBytes) + " free, bf16 " +
                                   (info.bf16 ? "yes" : "no"));
    }
    if (!list.cudaAbsence.empty()) {
        report.figure("no CUDA", list.cudaAbsence);
    }
}

/// On the CPU the large training is a small one, which says nothing about speed or memory.
void setSizes(CheckContext& context, CommandLine& options)
{
    const bool small = context.onCpu();
    context.network.width = options.number("width", small ? 4 : 64);
    context.network.depth = options.number("depth", small ? 2 : 4);
    context.network.normalization = Normalization::Batch;
    context.image = options.size("size", small ? Size{64, 48} : Size{1024, 768});
    context.batch = options.number("batch", small ? 4 : 16);
    context.images = static_cast<std::size_t>(options.number("images", small ? 8 : 64));
    context.memoryLimitBytes = options.bytes("memory-limit", std::uint64_t{4} << 30);
    context.threads = options.number("threads", 0);
}

int run(int count, char** arguments)
{
    CommandLine options(count, arguments);
    const auto choice = parseDevice(options.text("device", "auto"));
    const auto only = options.text("only", "");
    if (!choice) {
        std::fprintf(stderr, "%s\n", describe(choice.error()).c_str());
        return 2;
    }
    const Devices devices;
    const auto device = devices.choose(*choice);
    const auto cpu = devices.choose({DeviceChoice::Kind::Cpu, 0});
    if (!device || !cpu) {
        std::fprintf(stderr, "%s\n", describe(device.error()).c_str());
        return 2;
    }
    Report report;
    const auto folder =
        std::filesystem::temp_directory_path() / ("sorby-gpu-test-" + std::to_string(std::random_device()()));
    CheckContext context{*device, *cpu, folder, report};
    setSizes(context, options);
    if (auto good = options.check(); !good) {
        std::fprintf(stderr, "%s\n", describe(good.error()).c_str());
        return 2;
    }
    useThreads(context.threads);
    listDevices(devices, report);
    for (const auto& check : kChecks) {
        if (only.empty() ||
            ("," + only + ",").find("," + std::string(check.name) + ",") != std::string::npos) {
            try {
                check.run(context);
            } catch (const std::exception& exception) {
                report.check(std::string(check.name) + " runs to its end", false, exception.what(), {});
            }
            releaseCachedMemory(*device);
        }
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return report.finish() == 0 ? 0 : 1;
}

} // namespace
} // namespace sorby::learning

int main(int count, char** arguments)
{
    try {
        return sorby::learning::run(count, arguments);
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "%s\n", exception.what());
        return 2;
    }
}
