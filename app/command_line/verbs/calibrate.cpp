// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/table.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/files.h"
#include "core/imaging/pixel_size.h"
#include "core/workflow/calibration_presets.h"
#include "core/workflow/image_details.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::command_line {
namespace {

/// "x1,y1,x2,y2" as the line's extent; nothing when it is none.
struct Extent {
    double dx = 0;
    double dy = 0;
};
Result<std::optional<Extent>> parseLine(std::string_view text)
{
    std::vector<double> numbers;
    const Error malformed{
        ErrorCode::InvalidArgument, fmt::format("'{}' is no line; write x1,y1,x2,y2 in pixels", text), {}};
    std::string_view left = text;
    while (true) {
        const auto comma = left.find(',');
        const auto part = left.substr(0, comma);
        double number = 0;
        const auto [end, failure] = std::from_chars(part.data(), part.data() + part.size(), number);
        if (failure != std::errc{} || end != part.data() + part.size() || !std::isfinite(number)) {
            return malformed;
        }
        numbers.push_back(number);
        if (comma == std::string_view::npos) {
            break;
        }
        left.remove_prefix(comma + 1);
    }
    if (numbers.size() != 4) {
        return malformed;
    }
    return std::optional(Extent{numbers[2] - numbers[0], numbers[3] - numbers[1]});
}

class CalibrateVerb final : public Verb {
  public:
    const char* name() const override { return "calibrate"; }
    const char* summary() const override { return "Says or shows how large a pixel is"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        addList(app, "--image", m_request.images, "These images alone, by name; without it all of them");
        addText(app, "--pixel-size", m_pixelSize, "SIZE", "Of one pixel: \"12.5 nm\", \"0.05um\"");
        addParsed(app, "--line", m_line, parseLine, "X1,Y1,X2,Y2", "A line over the scale bar, in pixels");
        addText(app, "--length", m_length, "LENGTH", "What that scale bar says: \"5 um\"");
        addText(app, "--preset", m_preset, "NAME", "A pixel size saved under this name");
        addText(app, "--save-preset", m_savePreset, "NAME", "Save the pixel size given here under this name");
        addText(app, "--remove-preset", m_removePreset, "NAME", "Forget a saved pixel size");
        addFlag(app, "--from-metadata", m_fromMetadata,
                "Read it from the files again; what a person confirmed stays");
        addFlag(app, "--confirm", m_confirm, "Note that a person has confirmed what is there");
        addFlag(app, "--clear", m_clear, "Take the calibration away");
    }

    Status validate(const CommonOptions& /*options*/) override
    {
        const int ways = (m_pixelSize.empty() ? 0 : 1) + (m_line ? 1 : 0) + (m_preset.empty() ? 0 : 1) +
                         (m_fromMetadata ? 1 : 0) + (m_confirm ? 1 : 0) + (m_clear ? 1 : 0);
        if (ways > 1) {
            return usage(
                "take one of --pixel-size, --line, --preset, --from-metadata, --confirm and --clear");
        }
        if (m_line.has_value() == m_length.empty()) {
            return usage("--line and --length belong together");
        }
        if (!m_savePreset.empty() && m_pixelSize.empty() && !m_line) {
            return usage("--save-preset needs --pixel-size or --line");
        }
        m_changes = ways > 0;
        if (!m_pixelSize.empty() || m_line) {
            auto given = m_line ? imaging::calibrationFromLine(m_line->dx, m_line->dy, m_length)
                                : imaging::parsePixelSize(m_pixelSize);
            if (!given) {
                return given.error();
            }
            m_request.calibration = std::move(*given);
        }
        return {};
    }

    Status run(Session& session) override
    {
        auto presets = workflow::CalibrationPresets::read();
        if (auto found = findPresets(presets); !found) {
            return found;
        }
        const auto project = m_changes ? openToWrite(m_project) : openToRead(m_project);
        if (!project) {
            return project.error();
        }
        if (m_changes) {
            using From = workflow::CalibrateRequest::From;
            m_request.from = m_fromMetadata ? From::Metadata
                             : m_confirm    ? From::Confirm
                             : m_clear      ? From::Nowhere
                                            : From::Given;
            const auto report =
                workflow::calibrateImages(**project, m_request, session.control(), session.findings());
            if (!report) {
                return report.error();
            }
        }
        const auto images = workflow::imagesByName(**project, m_request.images);
        if (!images) {
            return images.error();
        }
        if (auto kept = changePresets(presets); !kept) {
            return kept;
        }
        show(*images, presets ? *presets : workflow::CalibrationPresets{}, session.output);
        return {};
    }

  private:
    [[nodiscard]] static Error usage(std::string message)
    {
        return Error{ErrorCode::InvalidArgument, std::move(message), {}};
    }

    /// A damaged file of presets matters to those alone who use it.
    Status findPresets(const Result<workflow::CalibrationPresets>& presets)
    {
        const bool areUsed = !m_preset.empty() || !m_savePreset.empty() || !m_removePreset.empty();
        if (!areUsed) {
            return {};
        }
        if (!presets) {
            return presets.error();
        }
        if (!m_removePreset.empty()) {
            if (auto found = presets->find(m_removePreset); !found) {
                return found.error();
            }
        }
        if (!m_preset.empty()) {
            auto found = presets->find(m_preset);
            if (!found) {
                return found.error();
            }
            m_request.calibration = std::move(*found);
        }
        return {};
    }

    /// Last of all: a call that fails leaves them as they were.
    Status changePresets(Result<workflow::CalibrationPresets>& presets) const
    {
        if (!m_removePreset.empty()) {
            if (auto removed = presets->remove(m_removePreset); !removed) {
                return removed;
            }
        }
        return m_savePreset.empty() ? Status() : presets->save(m_savePreset, m_request.calibration);
    }

    static void show(const std::vector<project::ImageRecord>& images,
                     const workflow::CalibrationPresets& presets, Output& output)
    {
        Table table({Align::Left, Align::Right, Align::Left, Align::Left});
        auto list = nlohmann::ordered_json::array();
        std::size_t calibrated = 0;
        for (const auto& image : images) {
            nlohmann::ordered_json entry{{"image", image.name}};
            if (image.calibration) {
                const auto& calibration = *image.calibration;
                ++calibrated;
                table.add({image.name, imaging::formatPixelSize(calibration), calibration.source,
                           calibration.isConfirmed ? "confirmed" : "not confirmed"});
                entry.update({{"pixel_size_x_um", calibration.xMicrometres},
                              {"pixel_size_y_um", calibration.yMicrometres},
                              {"source", calibration.source},
                              {"raw", calibration.raw},
                              {"confirmed", calibration.isConfirmed}});
            } else {
                table.add({image.name, "unknown", "", ""});
                entry.update({{"pixel_size_x_um", nullptr}, {"pixel_size_y_um", nullptr}});
            }
            list.push_back(std::move(entry));
        }
        output.table(table, 2);
        auto saved = nlohmann::ordered_json::array();
        std::string names;
        for (const auto& [name, calibration] : presets.all()) {
            saved.push_back({{"name", name},
                             {"pixel_size_x_um", calibration.xMicrometres},
                             {"pixel_size_y_um", calibration.yMicrometres}});
            names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", name,
                                 imaging::formatPixelSize(calibration));
        }
        if (!names.empty()) {
            output.line("Presets: " + names);
        }
        output.listFindings();
        output.result({{"images", images.size()},
                       {"calibrated", calibrated},
                       {"list", std::move(list)},
                       {"presets", std::move(saved)}});
    }

    std::filesystem::path m_project;
    workflow::CalibrateRequest m_request;
    std::string m_pixelSize;
    std::optional<Extent> m_line;
    std::string m_length;
    std::string m_preset;
    std::string m_savePreset;
    std::string m_removePreset;
    bool m_fromMetadata = false;
    bool m_confirm = false;
    bool m_clear = false;
    bool m_changes = false;
};

} // namespace

std::unique_ptr<Verb> makeCalibrateVerb()
{
    return std::make_unique<CalibrateVerb>();
}

} // namespace sorby::command_line
