// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/table.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/workflow/image_details.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::command_line {
namespace {

using Json = nlohmann::ordered_json;

Result<std::optional<ReviewStatus>> parseStatus(std::string_view text)
{
    if (const auto status = parseReviewStatus(text)) {
        return std::optional(*status);
    }
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("'{}' is no status; take none, in-work, done or rejected", text),
                 {}};
}

class StatusVerb final : public Verb {
  public:
    const char* name() const override { return "status"; }
    const char* summary() const override
    {
        return "Shows or sets how far you are with images: none, in-work, done, rejected";
    }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        addList(app, "IMAGES", m_images, "These images alone, by name; without them all are shown");
        addParsed(app, "--set", m_set, parseStatus, "STATUS",
                  "Give the images this status: none, in-work, done or rejected");
        addFlag(app, "--all", m_all, "Set the status of all images");
        addParsed(app, "--only", m_only, parseStatus, "STATUS", "List the images of this status alone");
    }

    Status validate(const CommonOptions& /*options*/) override
    {
        const auto usage = [](const char* message) { return Error{ErrorCode::InvalidArgument, message, {}}; };
        if (m_set && m_images.empty() && !m_all) {
            return usage("name the images whose status --set sets, or take --all");
        }
        if (m_all && (!m_set || !m_images.empty())) {
            return usage("--all goes with --set and without names of images");
        }
        return {};
    }

    Status run(Session& session) override
    {
        const auto project = m_set ? openToWrite(m_project) : openToRead(m_project);
        if (!project) {
            return project.error();
        }
        auto images = workflow::imagesByName(**project, m_images);
        if (!images) {
            return images.error();
        }
        if (m_set) {
            std::vector<project::ImageId> ids;
            for (auto& image : *images) {
                ids.push_back(image.id);
                image.status = *m_set;
            }
            if (auto stored = (*project)->setStatus(ids, *m_set); !stored) {
                return stored;
            }
        }
        show(*images, session.output);
        return {};
    }

  private:
    void show(const std::vector<project::ImageRecord>& images, Output& output) const
    {
        std::map<ReviewStatus, std::size_t> counts;
        Table table({Align::Left, Align::Left});
        Json list = Json::array();
        for (const auto& image : images) {
            ++counts[image.status];
            if (!m_only || image.status == *m_only) {
                table.add({image.name, toText(image.status)});
                list.push_back({{"image", image.name}, {"status", toText(image.status)}});
            }
        }
        output.table(table, 2);
        Json fields{{"images", images.size()}};
        std::string line;
        for (const auto status : kReviewStatuses) {
            fields[toText(status)] = counts[status];
            line += fmt::format("{}{} {}", line.empty() ? "" : ", ", grouped(counts[status]), toText(status));
        }
        output.line(fmt::format("{}: {}", counted(images.size(), "image"), line));
        fields["list"] = std::move(list);
        output.result(fields);
    }

    std::filesystem::path m_project;
    std::vector<std::string> m_images;
    std::optional<ReviewStatus> m_set;
    std::optional<ReviewStatus> m_only;
    bool m_all = false;
};

} // namespace

std::unique_ptr<Verb> makeStatusVerb()
{
    return std::make_unique<StatusVerb>();
}

} // namespace sorby::command_line
