// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/output.h"

#include "app/command_line/progress_bar.h"
#include "core/base/files.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace sorby::command_line {
namespace {

using Json = nlohmann::ordered_json;

/// Redraws of the bar, and progress events, are at least this far apart.
constexpr std::chrono::milliseconds kBarInterval{100};
constexpr std::chrono::milliseconds kEventInterval{500};

/// File names need not be UTF-8; a JSON line has to be.
std::string dumped(const Json& object)
{
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// What only a check knows, as far as it does.
void addDetails(const formats::Finding& finding, Json& json)
{
    if (!finding.kind.empty()) {
        json["kind"] = finding.kind;
    }
    if (finding.place && annotation::isFinite(*finding.place)) {
        json["x"] = finding.place->x;
        json["y"] = finding.place->y;
    }
    if (finding.object) {
        json["object"] = *finding.object;
    }
    if (finding.otherObject) {
        json["other_object"] = *finding.otherObject;
    }
    if (finding.repairable) {
        json["repairable"] = *finding.repairable;
    }
}

Json toJson(const formats::Finding& finding)
{
    const auto orNull = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
    Json json = {{"event", "finding"},           {"severity", toText(finding.severity)},
                 {"file", orNull(finding.file)}, {"line", finding.line ? Json(*finding.line) : Json()},
                 {"path", orNull(finding.path)}, {"image", orNull(finding.image)},
                 {"message", finding.message}};
    addDetails(finding, json);
    return json;
}

/// The file as a person recognises it: long paths by their last two names.
std::string shortened(const std::string& file)
{
    constexpr int kLongPath = 40;
    const auto path = fromUtf8(file);
    if (displayWidth(file) <= kLongPath || !path.has_parent_path()) {
        return file;
    }
    return fmt::format("…/{}/{}", toUtf8(path.parent_path().filename()), toUtf8(path.filename()));
}

/// A finding on one line; --json has the whole path.
std::string shownText(formats::Finding finding)
{
    const auto file = fromUtf8(finding.file);
    if (finding.image == toUtf8(file.filename()) || finding.image == stemOf(file)) {
        finding.image.clear();
    }
    finding.file = shortened(finding.file);
    return describe(finding);
}

std::string capitalised(std::string text)
{
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    }
    return text;
}

} // namespace

Output::Output(std::ostream& out, std::ostream& err, const Settings& settings)
    : m_out(out), m_err(err), m_settings(settings)
{}

Output::~Output()
{
    clearBar();
}

void Output::line(std::string_view text)
{
    if (!m_settings.json) {
        const std::scoped_lock lock(m_mutex);
        writeLine(text);
    }
}

void Output::table(const Table& table, int indent)
{
    for (const auto& text : table.lines(indent)) {
        line(text);
    }
}

void Output::note(std::string_view text)
{
    if (!m_settings.quiet) {
        line(text);
    }
}

void Output::event(const Json& object)
{
    if (m_settings.json) {
        const std::scoped_lock lock(m_mutex);
        writeLine(dumped(object));
    }
}

void Output::result(const Json& fields)
{
    Json object = {{"event", "result"}};
    object.update(fields);
    event(object);
}

void Output::progress(const Progress& progress)
{
    if (m_settings.quiet || !(m_settings.json || m_settings.bar)) {
        return;
    }
    const std::scoped_lock lock(m_mutex);
    const auto now = Clock::now();
    if (!m_started) {
        m_started = now;
    }
    const bool last = progress.total != 0 && progress.done >= progress.total;
    const auto interval = m_settings.json ? kEventInterval : kBarInterval;
    if (m_lastProgress && now - *m_lastProgress < interval && (m_settings.json || !last)) {
        return;
    }
    m_lastProgress = now;
    if (m_settings.json) {
        writeLine(dumped({{"event", "progress"},
                          {"done", progress.done},
                          {"total", progress.total != 0 ? Json(progress.total) : Json()},
                          {"what", progress.what}}));
        return;
    }
    const double seconds = std::chrono::duration<double>(now - *m_started).count();
    clearBar();
    m_err << progressLine(progress, seconds, m_settings.columns) << std::flush;
    m_barShown = true;
}

void Output::restartProgress()
{
    const std::scoped_lock lock(m_mutex);
    m_started.reset();
}

void Output::finding(const formats::Finding& finding)
{
    event(toJson(finding));
    const std::scoped_lock lock(m_mutex);
    auto& list = m_findings.at(static_cast<std::size_t>(finding.severity));
    if (list.count++ < kShownFindings) {
        list.shown.push_back(shownText(finding));
    }
}

void Output::listFindings()
{
    for (const auto severity :
         {formats::Severity::Refused, formats::Severity::Repaired, formats::Severity::Flagged}) {
        const auto& list = m_findings.at(static_cast<std::size_t>(severity));
        if (list.count == 0) {
            continue;
        }
        note("");
        note(fmt::format("{} ({})", capitalised(toText(severity)), grouped(list.count)));
        for (const auto& text : list.shown) {
            note(fmt::format("  {}", text));
        }
        if (list.count > list.shown.size()) {
            note(fmt::format("  and {} more; --json lists all", grouped(list.count - list.shown.size())));
        }
    }
}

void Output::message(std::string_view text)
{
    const std::scoped_lock lock(m_mutex);
    clearBar();
    m_err << text << '\n' << std::flush;
}

void Output::error(const Error& error)
{
    message(errorLine(describe(error)));
}

bool Output::isGood()
{
    const std::scoped_lock lock(m_mutex);
    m_out.flush();
    return m_out.good();
}

void Output::writeLine(std::string_view text)
{
    clearBar();
    m_out << text << '\n' << std::flush;
}

void Output::clearBar()
{
    if (m_barShown) {
        m_err << "\r\x1b[K" << std::flush;
        m_barShown = false;
    }
}

std::string errorLine(std::string_view message)
{
    std::string line = "sorby: error: ";
    for (const char c : message) {
        line += c == '\n' || c == '\r' ? ' ' : c;
    }
    return line;
}

} // namespace sorby::command_line
