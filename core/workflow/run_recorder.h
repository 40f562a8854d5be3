// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/engine.h"
#include "core/project/project.h"

namespace sorby::workflow {

/// Writes the run's record while the engine trains, and passes its events on.
class RunRecorder {
  public:
    RunRecorder(project::Project& project, project::RunRecord run, const learning::TrainEventSink& sink);

    void take(const learning::TrainEvent& event);
    [[nodiscard]] Status finish(const learning::TrainReport& report);
    [[nodiscard]] Status fail(const Error& error);
    [[nodiscard]] const project::RunRecord& run() const { return m_run; }

  private:
    void forward(const learning::TrainEvent& event) const;
    /// A record that cannot be written is no reason to lose hours of training: it is said, once.
    void notice(const Status& status);

    project::Project& m_project;
    project::RunRecord m_run;
    const learning::TrainEventSink& m_sink;
    bool m_noticed = false;
};

} // namespace sorby::workflow
