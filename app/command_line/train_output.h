// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line/output.h"
#include "core/learning/events.h"

namespace sorby::command_line {

/// Tells a training's events as they come: the plan as a sentence, a line for each epoch, the steps as
/// progress.
class TrainOutput {
  public:
    explicit TrainOutput(Output& output) : m_output(output) {}
    void operator()(const learning::TrainEvent& event);

  private:
    void tell(const learning::PlanEvent& plan);
    void tell(const learning::StepEvent& step);
    void tell(const learning::EpochEvent& epoch);
    void tell(const learning::NoticeEvent& notice);

    Output& m_output;
    int m_epoch = 0;
    bool m_headWritten = false;
};

/// The plan in one or two sentences.
[[nodiscard]] std::string describe(const learning::PlanEvent& plan);

} // namespace sorby::command_line
