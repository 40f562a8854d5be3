// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line/output.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/formats/finding.h"
#include "core/learning/options.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace CLI {
class App;
}

namespace sorby::command_line {

/// The options that every verb takes.
struct CommonOptions {
    bool json = false;
    bool quiet = false;
    int threads = 0; ///< 0: as many as there are cores
    std::uint64_t seed = 0;
    learning::DeviceChoice device;
};

/// What a verb is given while it runs.
struct Session {
    const CommonOptions& options;
    Output& output;
    std::stop_token stop;

    /// For a long job: stopped by Ctrl-C, watched by the progress bar.
    [[nodiscard]] JobControl control() const
    {
        output.restartProgress();
        return {stop, [&target = output](const Progress& progress) { target.progress(progress); }};
    }
    [[nodiscard]] std::function<void(const formats::Finding&)> findings() const
    {
        return [&target = output](const formats::Finding& finding) { target.finding(finding); };
    }
};

/// One verb of the command line: holds the values of its options from parsing to running.
class Verb {
  public:
    virtual ~Verb() = default;
    [[nodiscard]] virtual const char* name() const = 0;
    /// One line for the list of verbs.
    [[nodiscard]] virtual const char* summary() const = 0;
    /// Its options; values that make no sense by themselves throw CLI::ValidationError when parsed.
    virtual void declare(CLI::App& app) = 0;
    /// Options that make no sense together: an Error here is a usage error.
    [[nodiscard]] virtual Status validate(const CommonOptions& /*options*/) { return {}; }
    /// The work. An Error of code Cancelled is an interruption.
    [[nodiscard]] virtual Status run(Session& session) = 0;
};

} // namespace sorby::command_line
