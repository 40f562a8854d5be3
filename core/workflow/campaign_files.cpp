// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/campaign_files.h"

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/base/text.h"
#include "core/formats/aachen_rows.h"
#include "core/formats/csv.h"
#include "core/formats/format.h"
#include "core/formats/image_folders.h"
#include "core/formats/object_intake.h"
#include "core/formats/point_table.h"
#include "core/formats/python_literal.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace sorby::workflow {
namespace {

using annotation::Campaign;
using annotation::CampaignPhase;
using annotation::CampaignTask;
using annotation::PointOfInterest;
using annotation::TaskState;
using formats::Severity;
using project::ImageRecord;
using project::Project;

constexpr const char* kTaskFile = "campaign.csv";

Status needPhase(const Project& project, const Campaign& campaign, CampaignPhase phase)
{
    if (campaign.phase == phase) {
        return {};
    }
    return Error{ErrorCode::Mismatch,
                 phase == CampaignPhase::Marking
                     ? fmt::format("the marking of \"{}\" is closed: no more points are taken", campaign.name)
                     : fmt::format("the marking of \"{}\" is still open: close it first", campaign.name),
                 toUtf8(project.folder())};
}

/// The micrographs of a campaign by what files call them.
class CampaignImages {
  public:
    static Result<CampaignImages> of(const Project& project, const Campaign& campaign)
    {
        CampaignImages images;
        for (const auto id : campaign.images) {
            auto record = project.image(id);
            if (!record) {
                return record.error();
            }
            images.m_byName.emplace(record->name, images.m_records.size());
            images.m_byName.emplace(stemOf(fromUtf8(record->name)), images.m_records.size());
            images.m_records.push_back(std::move(*record));
        }
        return images;
    }

    [[nodiscard]] const ImageRecord* find(const std::string& name) const
    {
        auto found = m_byName.find(name);
        if (found == m_byName.end()) {
            found = m_byName.find(stemOf(fromUtf8(name)));
        }
        return found == m_byName.end() ? nullptr : &m_records[found->second];
    }
    [[nodiscard]] const std::vector<ImageRecord>& records() const { return m_records; }

  private:
    std::vector<ImageRecord> m_records;
    std::unordered_map<std::string, std::size_t> m_byName;
};

bool isInside(annotation::Point point, Size size)
{
    return point.x >= 0 && point.y >= 0 && point.x <= size.width && point.y <= size.height;
}

/// Adds to the store what one image's rows of a CSV bring, and counts it.
class MarkIntake {
  public:
    MarkIntake(Project& project, const Campaign& campaign, std::string file, const FindingSink& findings)
        : m_project(project), m_campaign(campaign), m_file(std::move(file)), m_findings(findings)
    {}

    Status take(const ImageRecord& image, const std::vector<PointOfInterest>& marks)
    {
        auto points = m_project.points(image.id);
        if (!points) {
            return points.error();
        }
        std::set<std::tuple<std::string, double, double>> known;
        for (const auto& point : *points) {
            known.emplace(point.annotator, point.position.x, point.position.y);
        }
        const auto before = points->size();
        for (const auto& mark : marks) {
            if (!annotation::isAnnotator(m_campaign, mark.annotator)) {
                refuse(image.name, fmt::format("{} takes no part in the campaign", mark.annotator));
            } else if (!isInside(mark.position, image.size)) {
                refuse(image.name, fmt::format("the mark at {}, {} lies outside the micrograph",
                                               mark.position.x - annotation::kPixelCentre,
                                               mark.position.y - annotation::kPixelCentre));
            } else if (!known.emplace(mark.annotator, mark.position.x, mark.position.y).second) {
                ++m_intake.known;
            } else {
                ++m_intake.taken;
                points->push_back({0, mark.annotator, mark.position, m_now});
            }
        }
        if (points->size() == before) {
            return {};
        }
        const auto stored = m_project.setPoints(image.id, std::move(*points));
        return stored ? Status() : Status(stored.error());
    }

    void refuse(const std::string& image, std::string message, std::size_t marks = 1)
    {
        m_intake.refused += marks;
        if (m_findings) {
            m_findings({Severity::Refused, m_file, {}, "point", image, std::move(message)});
        }
    }
    [[nodiscard]] const CampaignIntake& intake() const { return m_intake; }

  private:
    Project& m_project;
    const Campaign& m_campaign;
    std::string m_file;
    const FindingSink& m_findings;
    std::string m_now = platform::utcNow();
    CampaignIntake m_intake;
};

/// Passes the findings on and counts those that are refusals.
class CountingSink final : public formats::ImportSink {
  public:
    explicit CountingSink(const FindingSink& findings) : m_findings(findings) {}
    Status classes(const annotation::ClassList& /*classes*/) override { return {}; }
    Status image(formats::ImportedImage&& /*image*/) override { return {}; }
    void finding(formats::Finding finding) override
    {
        m_refused += finding.severity == Severity::Refused ? 1 : 0;
        if (m_findings) {
            m_findings(finding);
        }
    }
    [[nodiscard]] std::size_t refused() const { return m_refused; }

  private:
    const FindingSink& m_findings;
    std::size_t m_refused = 0;
};

/// Finds the task that each row of a CSV of outlines answers, image by image.
class OutlineIntake {
  public:
    OutlineIntake(const Campaign& campaign, std::string file, std::string annotator, CountingSink& sink)
        : m_campaign(campaign),
          m_file(std::move(file)),
          m_annotator(std::move(annotator)),
          m_sink(sink),
          m_objects(imaging::RasterRule::Centre, annotation::kPixelCentre, sink)
    {}

    void setTasks(std::vector<CampaignTask> tasks)
    {
        m_tasks = std::move(tasks);
        for (std::size_t i = 0; i < m_tasks.size(); ++i) {
            m_byImage[m_tasks[i].image].push_back(i);
        }
    }

    void take(const formats::CsvReader& reader, const formats::CsvRow& row, const ImageRecord& image)
    {
        auto object = formats::parseObject(reader, row, m_file, image.name, m_sink);
        if (!object) {
            return;
        }
        const auto asked = object->poi;
        formats::ImportedImage whole;
        whole.name = image.name;
        whole.size = image.size;
        m_objects.take(whole, std::move(*object), {m_file, row.line, "polygon", "point"});
        if (whole.annotations.objects.empty()) {
            return; // the sink has been told
        }
        auto& outline = whole.annotations.objects.front();
        const auto column = reader.column({"annotator", "expert", "user", "annotator_id"});
        const std::string who = column ? std::string(trimmed(row.cells[*column])) : m_annotator;
        auto* task = answered(image.id, who, outline.polygon, asked);
        if (task == nullptr) {
            m_sink.finding({Severity::Refused, m_file, row.line, "polygon", image.name,
                            fmt::format("contains no point that {} is still to outline",
                                        who.empty() ? "anybody" : who)});
            return;
        }
        task->state = TaskState::Done; // no second row may answer it
        task->when = m_now;
        m_outlines[image.id].emplace_back(
            task, annotation::outlineOf(m_campaign, *task, std::move(outline), m_now));
    }

    Result<std::size_t> store(Project& project)
    {
        std::size_t stored = 0;
        for (auto& [image, outlines] : m_outlines) {
            auto annotations = project.annotations(image);
            if (!annotations) {
                return annotations.error();
            }
            const auto before = annotations->objects.size();
            for (auto& outline : outlines) {
                annotations->objects.push_back(std::move(outline.second));
            }
            annotations = project.setAnnotations(image, std::move(*annotations));
            if (!annotations) {
                return annotations.error();
            }
            for (std::size_t i = 0; i < outlines.size(); ++i) {
                auto& task = *outlines[i].first;
                task.object = annotations->objects[before + i].id;
                if (auto updated = project.updateCampaignTask(task); !updated) {
                    return updated.error();
                }
                ++stored;
            }
        }
        return stored;
    }

  private:
    CampaignTask* answered(project::ImageId image, const std::string& who, const annotation::Polygon& polygon,
                           const std::optional<annotation::Point>& asked)
    {
        const auto found = m_byImage.find(image);
        CampaignTask* best = nullptr;
        double nearest = 0;
        for (const auto place : found == m_byImage.end() ? std::vector<std::size_t>{} : found->second) {
            auto& task = m_tasks[place];
            if ((!who.empty() && task.assignee != who) || !annotation::checkOutline(task, polygon)) {
                continue;
            }
            const double distance = asked ? std::hypot(asked->x - task.point.x, asked->y - task.point.y) : 0;
            if (best == nullptr || distance < nearest) {
                best = &task;
                nearest = distance;
            }
        }
        return best;
    }

    const Campaign& m_campaign;
    std::string m_file;
    std::string m_annotator;
    CountingSink& m_sink;
    formats::ObjectIntake m_objects;
    std::string m_now = platform::utcNow();
    std::vector<CampaignTask> m_tasks;
    std::unordered_map<project::ImageId, std::vector<std::size_t>> m_byImage; ///< places in m_tasks
    std::map<project::ImageId, std::vector<std::pair<CampaignTask*, annotation::Object>>> m_outlines;
};

Status readOutlines(const std::filesystem::path& csv, const CampaignImages& images, CountingSink& sink,
                    OutlineIntake& intake)
{
    const auto text = formats::readCsvText(csv);
    if (!text) {
        return text.error();
    }
    const auto file = toUtf8(csv);
    formats::CsvReader reader(*text);
    const auto imageColumn = reader.column({"image_url"});
    if (!imageColumn || !reader.column({"polygon"})) {
        return Error{ErrorCode::Malformed,
                     fmt::format("lacks the column {}; found: {}", imageColumn ? "polygon" : "image_url",
                                 fmt::join(reader.header(), ", ")),
                     file};
    }
    formats::CsvRow row;
    while (reader.next(row)) {
        if (!row.problem.empty()) {
            sink.finding({Severity::Refused, file, row.line, {}, {}, row.problem});
            continue;
        }
        const auto name = formats::fileNameOf(row.cells[*imageColumn]);
        if (const auto* image = images.find(name)) {
            intake.take(reader, row, *image);
        } else {
            sink.finding({Severity::Refused, file, row.line, "image_url", name,
                          "the campaign has no micrograph of this name"});
        }
    }
    return {};
}

std::string taskRow(const CampaignTask& task, const std::string& image)
{
    constexpr char kDelimiter = ';';
    const auto cell = [](const std::string& text) { return formats::csvCell(text, kDelimiter); };
    const annotation::Point pixel{task.point.x - annotation::kPixelCentre,
                                  task.point.y - annotation::kPixelCentre};
    return fmt::format("{};{};{};{};{};{};{};{}\n", cell(image), cell(formats::formatPoint(pixel)),
                       cell(fmt::format("{}", fmt::join(task.markedBy, " + "))), cell(task.assignee),
                       task.order + 1, annotation::toText(task.state), cell(task.reason), cell(task.when));
}

/// One image of a campaign as the exporter takes it: what the campaign brought, nothing else.
Result<formats::ExportedImage> toExported(const Project& project, const Campaign& campaign,
                                          const ImageRecord& image,
                                          const std::unordered_set<annotation::ObjectId>& drawn)
{
    auto annotations = project.annotations(image.id);
    if (!annotations) {
        return annotations.error();
    }
    formats::ExportedImage exported{image.name, image.stem, image.file, image.specimen, image.size, {}, {}};
    for (auto& object : annotations->objects) {
        if (drawn.contains(object.id)) {
            exported.annotations.objects.push_back(std::move(object));
        }
    }
    for (auto& point : annotations->points) {
        if (annotation::isAnnotator(campaign, point.annotator)) {
            exported.annotations.points.push_back(std::move(point));
        }
    }
    return exported;
}

} // namespace

Result<CampaignIntake> takeMarks(Project& project, const Campaign& campaign, const std::filesystem::path& csv,
                                 const FindingSink& findings)
{
    if (auto open = needPhase(project, campaign, CampaignPhase::Marking); !open) {
        return open.error();
    }
    std::size_t unreadable = 0;
    const auto table = formats::readPointTable(csv, [&](const formats::Finding& finding) {
        unreadable += finding.severity == Severity::Refused ? 1 : 0;
        if (findings) {
            findings(finding);
        }
    });
    const auto images = CampaignImages::of(project, campaign);
    if (!table || !images) {
        return table ? images.error() : table.error();
    }
    MarkIntake intake(project, campaign, toUtf8(csv), findings);
    const auto done = project.inTransaction([&]() -> Status {
        for (const auto& rows : *table) {
            const auto* image = images->find(rows.image);
            if (image == nullptr) {
                intake.refuse(rows.image, "the campaign has no micrograph of this name", rows.points.size());
            } else if (auto taken = intake.take(*image, rows.points); !taken) {
                return taken;
            }
        }
        return {};
    });
    if (!done) {
        return done.error();
    }
    auto result = intake.intake();
    result.refused += unreadable;
    return result;
}

Result<CampaignIntake> takeOutlines(Project& project, const Campaign& campaign,
                                    const std::filesystem::path& csv, const std::string& annotator,
                                    const FindingSink& findings)
{
    if (auto open = needPhase(project, campaign, CampaignPhase::Outlining); !open) {
        return open.error();
    }
    if (!annotator.empty() && !annotation::isAnnotator(campaign, annotator)) {
        return Error{ErrorCode::NotFound,
                     fmt::format("{} takes no part in the campaign \"{}\"", annotator, campaign.name),
                     toUtf8(project.folder())};
    }
    const auto images = CampaignImages::of(project, campaign);
    auto tasks = project.campaignTasks(campaign.id);
    if (!images || !tasks) {
        return images ? tasks.error() : images.error();
    }
    CountingSink sink(findings);
    OutlineIntake intake(campaign, toUtf8(csv), annotator, sink);
    intake.setTasks(std::move(*tasks));
    if (auto read = readOutlines(csv, *images, sink, intake); !read) {
        return read.error();
    }
    CampaignIntake result;
    const auto done = project.inTransaction([&]() -> Status {
        const auto stored = intake.store(project);
        result.taken = stored.valueOr(0);
        return stored ? Status() : Status(stored.error());
    });
    result.refused = sink.refused();
    return done ? Result<CampaignIntake>(result) : Result<CampaignIntake>(done.error());
}

Result<std::size_t> exportCampaign(const Project& project, const Campaign& campaign,
                                   const std::filesystem::path& folder, const FindingSink& findings)
{
    const auto images = CampaignImages::of(project, campaign);
    const auto tasks = project.campaignTasks(campaign.id);
    const auto classes = project.classes();
    if (!images || !tasks || !classes) {
        return !images ? images.error() : !tasks ? tasks.error() : classes.error();
    }
    if (auto made = makeFolder(folder); !made) {
        return made.error();
    }
    std::unordered_set<annotation::ObjectId> drawn;
    std::unordered_map<project::ImageId, std::string> names;
    for (const auto& task : *tasks) {
        if (task.state == TaskState::Done) {
            drawn.insert(task.object);
        }
    }
    const auto exporter = formats::findFormat("aachen")->makeExporter({folder, *classes});
    for (const auto& image : images->records()) {
        names.emplace(image.id, image.name);
        const auto exported = toExported(project, campaign, image, drawn);
        if (!exported) {
            return exported.error();
        }
        if (auto added = exporter->add(*exported); !added) {
            return added.error();
        }
    }
    const auto files = exporter->finish();
    if (!files) {
        return files.error();
    }
    for (const auto& loss : exporter->losses()) {
        if (findings) {
            findings(loss);
        }
    }
    std::string rows = "image_url;point;marked_by;annotator;order;state;reason;when\n";
    for (const auto& task : *tasks) {
        rows += taskRow(task, names[task.image]);
    }
    const auto written = writeFileAtomically(folder / kTaskFile, std::string_view(rows));
    return written ? Result<std::size_t>(static_cast<std::size_t>(*files) + 1)
                   : Result<std::size_t>(written.error());
}

} // namespace sorby::workflow
