// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/train_output.h"

#include "core/base/units.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <variant>

namespace sorby::command_line {
namespace {

using Json = nlohmann::ordered_json;

template <typename Value>
Json orNull(const std::optional<Value>& value)
{
    return value ? Json(*value) : Json();
}

std::string orDash(const std::optional<double>& value)
{
    return value ? fmt::format("{:.4f}", *value) : "-";
}

/// One layout for the head and the rows: the table grows while the training runs.
std::string epochLine(std::string_view epoch, std::string_view trainLoss, std::string_view validationLoss,
                      std::string_view iou, std::string_view speed, std::string_view time,
                      std::string_view left)
{
    return fmt::format("{:>7}  {:>10}  {:>9}  {:>8}  {:>8}  {:>10}  {:>10}", epoch, trainLoss, validationLoss,
                       iou, speed, time, left);
}

} // namespace

std::string describe(const learning::PlanEvent& plan)
{
    std::string text = fmt::format("Training on {}", plan.device);
    if (!plan.deviceName.empty()) {
        text += fmt::format(" ({})", plan.deviceName);
    }
    text += fmt::format(" in {}, {} parameters: micro-batches of {}", plan.precision,
                        grouped(plan.parameters), plan.microBatch);
    text += plan.accumulation > 1 ? fmt::format(", {} to one step", plan.accumulation) : "";
    text += plan.processes > 1 ? fmt::format(", in each of {} processes", plan.processes) : "";
    text += plan.checkpointing ? ", with gradient checkpointing" : "";
    text += fmt::format("; expected memory {}", formatBytes(plan.expectedBytes));
    text += plan.limitBytes > 0 ? fmt::format(" of {}", formatBytes(plan.limitBytes)) : "";
    return text;
}

void TrainOutput::operator()(const learning::TrainEvent& event)
{
    std::visit([this](const auto& known) { tell(known); }, event);
}

void TrainOutput::tell(const learning::PlanEvent& plan)
{
    m_output.event({{"event", "plan"},
                    {"device", plan.device},
                    {"device_name", plan.deviceName},
                    {"precision", plan.precision},
                    {"micro_batch", plan.microBatch},
                    {"accumulation", plan.accumulation},
                    {"processes", plan.processes},
                    {"checkpointing", plan.checkpointing},
                    {"expected_bytes", plan.expectedBytes},
                    {"limit_bytes", plan.limitBytes > 0 ? Json(plan.limitBytes) : Json()},
                    {"parameters", plan.parameters},
                    {"explanation", plan.explanation}});
    m_output.note(describe(plan));
    if (!plan.explanation.empty()) {
        m_output.note(plan.explanation);
    }
}

void TrainOutput::tell(const learning::StepEvent& step)
{
    if (step.epoch != m_epoch) {
        m_epoch = step.epoch;
        m_output.restartProgress();
    }
    std::string what = fmt::format("epoch {}", step.epoch);
    if (step.loss) {
        what += fmt::format(", loss {:.4f}", *step.loss);
    }
    m_output.progress({step.step, step.steps, what});
}

void TrainOutput::tell(const learning::EpochEvent& epoch)
{
    m_output.event({{"event", "epoch"},
                    {"epoch", epoch.epoch},
                    {"epochs", epoch.epochs},
                    {"train_loss", epoch.trainLoss},
                    {"validation_loss", orNull(epoch.validationLoss)},
                    {"validation_iou", orNull(epoch.validationIou)},
                    {"images_per_s", epoch.imagesPerSecond},
                    {"seconds", epoch.seconds},
                    {"seconds_left", epoch.secondsLeft},
                    {"best", epoch.best}});
    if (!m_headWritten) {
        m_headWritten = true;
        m_output.note("");
        m_output.note(epochLine("epoch", "train loss", "val. loss", "val. IoU", "images/s", "time", "left"));
    }
    m_output.note(epochLine(fmt::format("{}/{}", epoch.epoch, epoch.epochs),
                            fmt::format("{:.4f}", epoch.trainLoss), orDash(epoch.validationLoss),
                            orDash(epoch.validationIou), fmt::format("{:.1f}", epoch.imagesPerSecond),
                            formatDuration(epoch.seconds), formatDuration(epoch.secondsLeft)) +
                  (epoch.best ? "  best" : ""));
}

void TrainOutput::tell(const learning::NoticeEvent& notice)
{
    m_output.event({{"event", "notice"}, {"message", notice.message}});
    m_output.note(notice.message);
}

} // namespace sorby::command_line
