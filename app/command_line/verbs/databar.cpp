// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/table.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/workflow/image_details.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::command_line {
namespace {

constexpr int kMostRows = 1 << 20;

Result<std::optional<PixelRect>> parseRegion(std::string_view text)
{
    const Error malformed{ErrorCode::InvalidArgument,
                          fmt::format("'{}' is no region; write x,y,width,height in pixels", text),
                          {}};
    std::array<int, 4> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto comma = text.find(',');
        const auto part = text.substr(0, comma);
        const auto [end, failure] = std::from_chars(part.data(), part.data() + part.size(), numbers[i]);
        const bool isLast = i + 1 == numbers.size();
        if (failure != std::errc{} || end != part.data() + part.size() ||
            isLast != (comma == std::string_view::npos)) {
            return malformed;
        }
        text.remove_prefix(isLast ? text.size() : comma + 1);
    }
    return std::optional(PixelRect{numbers[0], numbers[1], numbers[2], numbers[3]});
}

class DatabarVerb final : public Verb {
  public:
    const char* name() const override { return "databar"; }
    const char* summary() const override
    {
        return "Leaves the information bar of SEM images out of training and scores";
    }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        addList(app, "--image", m_request.images, "These images alone, by name; without it all of them");
        addFlag(app, "--find", m_find,
                "Find the bars: by metadata, else by their constant rows; what was set by hand stays");
        addInteger(app, "--rows", m_rows, -kMostRows, kMostRows,
                   "The bar is so many rows high; negative: at the top. 0: there is none");
        addParsed(app, "--region", m_region, parseRegion, "X,Y,WIDTH,HEIGHT",
                  "The part of the micrograph that shows the specimen");
        addFlag(app, "--none", m_none, "There is no bar: all of the micrograph shows the specimen");
    }

    Status validate(const CommonOptions& /*options*/) override
    {
        m_ways = (m_find ? 1 : 0) + (m_rows ? 1 : 0) + (m_region ? 1 : 0) + (m_none ? 1 : 0);
        return m_ways > 1
                   ? Status(Error{
                         ErrorCode::InvalidArgument, "take one of --find, --rows, --region and --none", {}})
                   : Status();
    }

    Status run(Session& session) override
    {
        using Bar = workflow::DatabarRequest::Bar;
        const auto project = m_ways > 0 ? openToWrite(m_project) : openToRead(m_project);
        if (!project) {
            return project.error();
        }
        if (m_ways > 0) {
            m_request.bar = m_find ? Bar::Find : m_rows ? Bar::Rows : m_region ? Bar::Region : Bar::None;
            m_request.rows = m_rows.value_or(0);
            m_request.region = m_region.value_or(PixelRect{});
            const auto report =
                workflow::setDatabars(**project, m_request, session.control(), session.findings());
            if (!report) {
                return report.error();
            }
        }
        const auto images = workflow::imagesByName(**project, m_request.images);
        if (!images) {
            return images.error();
        }
        show(*images, session.output);
        return {};
    }

  private:
    static void show(const std::vector<project::ImageRecord>& images, Output& output)
    {
        Table table({Align::Left, Align::Left, Align::Left});
        auto list = nlohmann::ordered_json::array();
        std::size_t withBar = 0;
        for (const auto& image : images) {
            nlohmann::ordered_json entry{{"image", image.name}, {"region", nullptr}};
            if (image.region) {
                ++withBar;
                const auto& rect = image.region->rect;
                table.add({image.name,
                           fmt::format("specimen {}x{} at {}, {}", rect.width, rect.height, rect.x, rect.y),
                           image.region->source});
                entry["region"] = {rect.x, rect.y, rect.width, rect.height};
                entry["source"] = image.region->source;
            } else {
                table.add({image.name, "no bar", image.isWithoutBar ? project::kRegionByHand : ""});
                if (image.isWithoutBar) {
                    entry["source"] = project::kRegionByHand;
                }
            }
            list.push_back(std::move(entry));
        }
        output.table(table, 2);
        output.listFindings();
        output.result({{"images", images.size()}, {"with_bar", withBar}, {"list", std::move(list)}});
    }

    std::filesystem::path m_project;
    workflow::DatabarRequest m_request;
    bool m_find = false;
    bool m_none = false;
    std::optional<int> m_rows;
    std::optional<PixelRect> m_region;
    int m_ways = 0;
};

} // namespace

std::unique_ptr<Verb> makeDatabarVerb()
{
    return std::make_unique<DatabarVerb>();
}

} // namespace sorby::command_line
