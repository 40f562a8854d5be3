// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/backups.h"

#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/table.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/files.h"
#include "core/base/units.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <system_error>

namespace sorby::command_line {
namespace {

using Json = nlohmann::ordered_json;
using project::BackupRecord;

Json toJson(const BackupRecord& backup)
{
    return {{"name", backup.name},     {"made", backup.madeAt},      {"kind", project::toText(backup.kind)},
            {"bytes", backup.bytes},   {"images", backup.images},    {"objects", backup.objects},
            {"damage", backup.damage}, {"file", toUtf8(backup.file)}};
}

class BackupsVerb final : public Verb {
  public:
    const char* name() const override { return "backups"; }
    const char* summary() const override { return "Lists a project's backups, makes one, restores one"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        const auto now = addFlag(app, "--now", m_now, "Make a backup now; it stays until you remove it");
        addText(
            app, "--restore", m_restore, "NAME",
            "Put this backup in the place of the project's file, which is kept as a backup first: its name, "
            "\"newest\", or a project file from elsewhere")
            .excludes(now);
    }

    Status run(Session& session) override
    {
        std::error_code ignored;
        const auto home =
            m_project.filename() == project::Project::kFileName ? m_project.parent_path() : m_project;
        m_folder = std::filesystem::absolute(home.empty() ? "." : home, ignored).lexically_normal();
        if (!m_restore.empty()) {
            return restore(session.output);
        }
        return m_now ? backUp(session.output) : list(session.output);
    }

  private:
    Status restore(Output& output) const
    {
        const auto report = project::restoreBackup(m_folder, m_restore);
        if (!report) {
            return report.error();
        }
        output.line(fmt::format("Restored {}: {}, {}", report->restored.name,
                                counted(static_cast<std::uint64_t>(report->restored.images), "image"),
                                counted(static_cast<std::uint64_t>(report->restored.objects), "object")));
        if (!report->keptAs.empty()) {
            output.line(fmt::format("What was there before is kept as {}", report->keptAs));
        }
        output.result({{"restored", toJson(report->restored)}, {"kept_as", report->keptAs}});
        return {};
    }

    Status backUp(Output& output) const
    {
        const auto project = openToRead(m_folder); // whoever has it open goes on writing
        if (!project) {
            return project.error();
        }
        const auto made = (*project)->backUp();
        if (!made) {
            return made.error();
        }
        output.line("Made " + toUtf8(made->file));
        output.result({{"made", toJson(*made)}});
        return {};
    }

    Status list(Output& output) const
    {
        const auto backups = project::listBackups(m_folder);
        if (!backups) {
            return backups.error();
        }
        if (backups->empty() && !isProject(m_folder)) {
            return Error{ErrorCode::NotFound, "there is no project in this folder", toUtf8(m_folder)};
        }
        Table table({Align::Left, Align::Left, Align::Right, Align::Right, Align::Right, Align::Left});
        table.add({"backup", "made (UTC)", "images", "objects", "size", ""});
        Json entries = Json::array();
        for (const auto& backup : *backups) {
            table.add({backup.name,
                       fmt::format("{} {}", backup.madeAt.substr(0, 10), backup.madeAt.substr(11, 8)),
                       grouped(static_cast<std::uint64_t>(backup.images)),
                       grouped(static_cast<std::uint64_t>(backup.objects)), formatBytes(backup.bytes),
                       backup.damage.empty() ? project::toText(backup.kind) : backup.damage});
            entries.push_back(toJson(backup));
        }
        if (backups->empty()) {
            output.line("There is no backup yet; one is made when the project is opened and has changed");
        } else {
            output.table(table);
        }
        output.result({{"backups", std::move(entries)}});
        return {};
    }

    std::filesystem::path m_project;
    std::filesystem::path m_folder;
    std::string m_restore;
    bool m_now = false;
};

} // namespace

std::unique_ptr<Verb> makeBackupsVerb()
{
    return std::make_unique<BackupsVerb>();
}

} // namespace sorby::command_line
