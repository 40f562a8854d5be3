// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/import.h"

#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/formats/format.h"
#include "core/imaging/pixel_size.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sorby::command_line {
namespace {

std::string formatNames(const char* separator)
{
    std::string names = "auto";
    for (const auto* format : formats::allFormats()) {
        names += separator;
        names += format->id();
    }
    return names;
}

Result<std::string> parseImportFormat(std::string_view text)
{
    if (text != "auto" && formats::findFormat(text) == nullptr) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("there is no format '{}' to import; there are {}", text, formatNames(", ")),
                     {}};
    }
    return std::string(text);
}

Result<imaging::RasterRule> parseRaster(std::string_view text)
{
    const auto rule = imaging::parseRasterRule(text);
    if (!rule) {
        return Error{
            ErrorCode::InvalidArgument,
            fmt::format("there is no rule '{}'; there are centre, opencv, pil, skimage and coco", text),
            {}};
    }
    return *rule;
}

Result<int> parsePage(std::string_view text)
{
    static constexpr int kMostPages = 1 << 20;
    return text == "all" ? Result<int>(0) : parseInteger(text, 1, kMostPages);
}

class ImportVerb final : public Verb {
  public:
    const char* name() const override { return "import"; }
    const char* summary() const override { return "Adds micrographs and their annotations to a project"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        addPath(app, "SOURCE", m_options.source, "",
                "File or folder to be read: CSV, masks, micrographs, what export wrote, what sample wrote")
            .required();
        addParsed(app, "--format", m_options.format, parseImportFormat, formatNames("|"),
                  "Of the source (default auto: by its content)");
        addPath(app, "--images", m_options.images, "DIR",
                "Where the micrographs are, if not beside the source");
        addPath(app, "--points", m_options.points, "CSV", "Points of interest, if not beside the source");
        addPath(app, "--metadata", m_options.metadata, "CSV", "Specimens, if not beside the source");
        addParsed(
            app, "--raster", m_options.raster, parseRaster, "centre|opencv|pil|skimage|coco",
            "Paint outlines as another tool does, pixel for pixel (default centre: pixels whose centres "
            "are inside, outlines kept)");
        addText(app, "--legend", m_options.legend, "LEGEND",
                "What the colours or values of masks mean: \"red=1,#0000FF=pore,*=0\", or a JSON file");
        addParsed(app, "--pixel-size", m_options.calibration, imaging::parsePixelSize, "SIZE",
                  "Of one pixel: \"12.5 nm\"; without it from the files' metadata");
        addParsed(app, "--page", m_options.page, parsePage, "N|all",
                  "Of micrographs with several pages, imported without annotations (default 1); all: each "
                  "becomes an image");
        addFlag(app, "--keep-databar", m_options.keepsBar,
                "Do not look for information bars, which are left out of training otherwise");
    }

    Status run(Session& session) override
    {
        const auto project = openToWrite(m_project);
        if (!project) {
            return project.error();
        }
        const auto report = workflow::importInto(**project, m_options, session.control(), session.findings());
        if (!report) {
            return report.error();
        }
        auto& output = session.output;
        const auto* const format = formats::findFormat(report->format);
        output.line(fmt::format("Imported as {}", format != nullptr ? format->title() : report->format));
        Table table({Align::Right, Align::Left});
        table.add({grouped(report->images), "images"});
        table.add({grouped(report->objects), "objects"});
        table.add({grouped(report->points), "points of interest"});
        table.add({grouped(report->repaired), "repaired"});
        table.add({grouped(report->refused), "refused"});
        table.add({grouped(report->flagged), "to look at"});
        output.table(table, 2);
        output.listFindings();
        output.result({{"images", report->images},
                       {"objects", report->objects},
                       {"points", report->points},
                       {"repaired", report->repaired},
                       {"refused", report->refused},
                       {"flagged", report->flagged},
                       {"format", report->format}});
        return {};
    }

  private:
    std::filesystem::path m_project;
    workflow::ImportOptions m_options;
};

} // namespace

std::unique_ptr<Verb> makeImportVerb()
{
    return std::make_unique<ImportVerb>();
}

} // namespace sorby::command_line
