// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line/table.h"
#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/base/text.h"
#include "core/formats/finding.h"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::command_line {

/// All that a verb says goes through here: either events, one JSON object a line, or text for people. The
/// verbs say both and this decides. Thread-safe.
class Output {
  public:
    struct Settings {
        bool json = false;
        bool quiet = false; ///< results and errors alone
        bool bar = false;   ///< is `err` a terminal that can show a progress bar?
        int columns = 80;
    };
    /// Findings of one severity that people are shown; --json lists all.
    static constexpr std::size_t kShownFindings = 20;

    Output(std::ostream& out, std::ostream& err, const Settings& settings);
    ~Output();
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    /// A line of the result, for people.
    void line(std::string_view text);
    void table(const Table& table, int indent = 0);
    /// A line on the way there, for people; --quiet leaves it out.
    void note(std::string_view text);
    /// An event, with --json.
    void event(const nlohmann::ordered_json& object);
    /// The last event: "event": "result" before the given fields.
    void result(const nlohmann::ordered_json& fields);

    /// Drawn as a bar, or told as an event a few times a second.
    void progress(const Progress& progress);
    /// The next progress is that of another job: its time begins anew.
    void restartProgress();
    void finding(const formats::Finding& finding);
    /// The findings since the start, grouped by severity, for people; --quiet leaves them out.
    void listFindings();

    /// One line on stderr, whatever the settings.
    void message(std::string_view text);
    void error(const Error& error);
    /// Did everything reach its destination? False when the disk behind stdout is full.
    [[nodiscard]] bool isGood();

  private:
    void writeLine(std::string_view text);
    void clearBar();

    using Clock = std::chrono::steady_clock;
    struct FindingList {
        std::size_t count = 0;
        std::vector<std::string> shown;
    };

    std::ostream& m_out;
    std::ostream& m_err;
    Settings m_settings;
    std::mutex m_mutex;
    bool m_barShown = false;
    std::optional<Clock::time_point> m_started;
    std::optional<Clock::time_point> m_lastProgress;
    std::array<FindingList, 3> m_findings; ///< by severity
};

/// The one line of an error, without line breaks: "sorby: error: where: message".
[[nodiscard]] std::string errorLine(std::string_view message);

} // namespace sorby::command_line
