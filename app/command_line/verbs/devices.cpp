// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/parsing.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/units.h"
#include "core/learning/engine.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sorby::command_line {
namespace {

using Json = nlohmann::ordered_json;

class DevicesVerb final : public Verb {
  public:
    const char* name() const override { return "devices"; }
    const char* summary() const override { return "Where networks can run, and why CUDA is absent if it is"; }

    void declare(CLI::App& /*app*/) override {}

    Status run(Session& session) override
    {
        const auto engine = learning::loadEngine();
        if (!engine) {
            return engine.error();
        }
        const auto report = (*engine)->devices();
        Table table({Align::Left, Align::Left, Align::Right, Align::Right, Align::Right, Align::Left});
        table.add({"device", "name", "cores", "memory", "free", "training in bf16"});
        Json devices = Json::array();
        for (const auto& device : report.devices) {
            table.add({device.id, device.name, device.cores > 0 ? std::to_string(device.cores) : "",
                       formatBytes(device.totalBytes), formatBytes(device.freeBytes),
                       device.bf16 ? "pays" : "does not pay"});
            devices.push_back({{"id", device.id},
                               {"name", device.name},
                               {"cores", device.cores > 0 ? Json(device.cores) : Json()},
                               {"total_bytes", device.totalBytes},
                               {"free_bytes", device.freeBytes},
                               {"bf16", device.bf16}});
        }
        session.output.table(table);
        if (!report.cudaAbsence.empty()) {
            session.output.line("No CUDA device: " + report.cudaAbsence);
        }
        session.output.result(
            {{"devices", devices},
             {"cuda_absence", report.cudaAbsence.empty() ? Json() : Json(report.cudaAbsence)}});
        return {};
    }
};

} // namespace

std::unique_ptr<Verb> makeDevicesVerb()
{
    return std::make_unique<DevicesVerb>();
}

} // namespace sorby::command_line
