// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/import.h"

#include "core/base/files.h"
#include "core/formats/format.h"
#include "core/imaging/metadata.h"
#include "core/imaging/micrograph.h"
#include "core/project/content_hash.h"
#include "core/workflow/image_details.h"
#include "core/workflow/image_inspection.h"

#include <fmt/format.h>

#include <algorithm>

namespace sorby::workflow {
namespace {

using annotation::ClassList;

Result<const formats::Format*> resolveFormat(const ImportOptions& options)
{
    if (options.format == "auto") {
        return formats::recogniseFormat(options.source);
    }
    if (const auto* format = formats::findFormat(options.format)) {
        return format;
    }
    std::string known;
    for (const auto* format : formats::allFormats()) {
        known += fmt::format(", {}", format->id());
    }
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("there is no format \"{}\"; there are: auto{}", options.format, known),
                 {}};
}

std::string listNames(const ClassList& classes)
{
    std::string names;
    for (const auto& info : classes) {
        names += fmt::format("{}{} {}", names.empty() ? "" : ", ", int{info.id}, info.name);
    }
    return names;
}

bool hasNumbersForNames(const ClassList& classes)
{
    const auto numbered = annotation::numberedClasses(static_cast<int>(classes.size()) - 1);
    return classes.size() >= 2 &&
           std::equal(classes.begin() + 1, classes.end(), numbered.begin() + 1, numbered.end(),
                      [](const auto& a, const auto& b) { return a.name == b.name; });
}

/// Do both lists begin with the same classes, as far as the shorter one goes? The matrix may have any name.
bool agree(const ClassList& source, const ClassList& project)
{
    const auto common = static_cast<std::ptrdiff_t>(std::min(source.size(), project.size()));
    return common > 0 && std::equal(source.begin() + 1, source.begin() + common, project.begin() + 1,
                                    [](const auto& a, const auto& b) { return a.name == b.name; });
}

/// Stores what an importer finds, within the transaction that importInto() holds open.
class ProjectSink final : public formats::ImportSink {
  public:
    ProjectSink(project::Project& project, const ImportOptions& options, bool annotatedBefore,
                const FindingSink& findings, ImportReport& report)
        : m_project(project),
          m_options(options),
          m_annotatedBefore(annotatedBefore),
          m_findings(findings),
          m_report(report)
    {}

    Status classes(const ClassList& classes) override
    {
        const auto present = m_project.classes();
        if (!present) {
            return present.error();
        }
        // A source whose classes have numbers in place of names ("class 1") fits wherever the numbers exist.
        const bool areBothNumbered = hasNumbersForNames(classes) && hasNumbersForNames(*present);
        if (hasNumbersForNames(classes) && classes.size() <= present->size() &&
            !(areBothNumbered && !m_annotatedBefore && classes.size() == present->size())) {
            return {};
        }
        if (!m_annotatedBefore) {
            return m_project.setClasses(classes);
        }
        if (!agree(classes, *present)) {
            return Error{ErrorCode::Mismatch,
                         fmt::format("its classes ({}) are not those of the project ({}); import it into a "
                                     "project of its own",
                                     listNames(classes), listNames(*present)),
                         {}};
        }
        return classes.size() > present->size() ? addClasses(*present, classes) : Status{};
    }

    Status image(formats::ImportedImage&& image) override
    {
        auto fresh = describe(image);
        const auto id = m_project.addImage(fresh);
        if (!id) {
            return id.error();
        }
        m_ids.push_back(*id);
        ++m_report.images;
        m_report.objects += image.annotations.objects.size();
        m_report.points += image.annotations.points.size();
        if (!image.annotated) {
            return {};
        }
        const auto stored = m_project.setAnnotations(*id, std::move(image.annotations));
        return stored ? Status{} : Status{stored.error()};
    }

    /// Bars that no metadata told of, by their constant rows.
    Status findDatabars(const JobControl& control)
    {
        const auto found = findDatabarsOfImport(m_project, m_ids, control);
        if (!found) {
            return found.error();
        }
        if (*found > 0) {
            finding({formats::Severity::Flagged,
                     toUtf8(m_options.source),
                     {},
                     {},
                     {},
                     fmt::format("{} micrographs have an information bar, which is left out of training and "
                                 "scores; look whether it was found rightly (sorby databar)",
                                 *found)});
        }
        return {};
    }

    void finding(formats::Finding finding) override
    {
        switch (finding.severity) {
        case formats::Severity::Refused:
            ++m_report.refused;
            break;
        case formats::Severity::Repaired:
            ++m_report.repaired;
            break;
        case formats::Severity::Flagged:
            ++m_report.flagged;
            break;
        }
        if (m_findings) {
            m_findings(finding);
        }
    }

  private:
    /// The project's own classes keep their names and colours; those that only the source has come after
    /// them.
    Status addClasses(ClassList present, const ClassList& source)
    {
        present.insert(present.end(), source.begin() + static_cast<std::ptrdiff_t>(present.size()),
                       source.end());
        return m_project.setClasses(present);
    }

    project::NewImage describe(const formats::ImportedImage& image)
    {
        project::NewImage fresh;
        fresh.name = image.name;
        fresh.file = image.file;
        fresh.page = image.page;
        fresh.size = image.size.value_or(Size{});
        fresh.specimen = image.specimen.value_or(std::string());
        if (image.file.empty()) {
            fresh.broken = "its file was not found";
            return fresh;
        }
        const auto info = inspectImage(image.file, image.page);
        auto hash = project::hashFile(image.file);
        if (hash) {
            fresh.contentHash = std::move(*hash);
        }
        if (info) {
            fresh.size = info->size;
            fresh.bitsPerChannel = info->bitsPerChannel;
            fresh.channels = info->channels;
            takeMetadata(image, *info, fresh);
        } else {
            fresh.broken = info.error().message;
            // An importer that could not even read the head has said so by itself.
            if (image.size) {
                finding({formats::Severity::Flagged,
                         toUtf8(image.file),
                         {},
                         {},
                         image.name,
                         info.error().message});
            }
        }
        return fresh;
    }

    /// Pixel size and information bar, as the microscope wrote them down.
    void takeMetadata(const formats::ImportedImage& image, const imaging::MicrographInfo& info,
                      project::NewImage& fresh)
    {
        const auto flag = [&](std::string message) {
            finding({formats::Severity::Flagged, toUtf8(image.file), {}, {}, image.name, std::move(message)});
        };
        if (info.orientation != 1) {
            flag(fmt::format("asks to be turned or mirrored when shown (orientation {}); Sorby shows and "
                             "annotates the pixels as they are stored",
                             info.orientation));
        }
        const auto metadata = imaging::readMetadata(image.file, image.page);
        if (!metadata) {
            return; // the file itself has been looked at before
        }
        for (const auto& doubt : metadata->doubts) {
            flag(doubt);
        }
        fresh.calibration = m_options.calibration ? m_options.calibration : metadata->calibration;
        if (metadata->specimenRegion && !m_options.keepsBar) {
            fresh.region = project::SpecimenRegion{*metadata->specimenRegion, metadata->regionSource};
        }
    }

    project::Project& m_project;
    const ImportOptions& m_options;
    std::vector<project::ImageId> m_ids;
    bool m_annotatedBefore;
    const FindingSink& m_findings;
    ImportReport& m_report;
};

} // namespace

Result<ImportReport> importInto(project::Project& project, const ImportOptions& options,
                                const JobControl& control, const FindingSink& findings)
{
    const auto format = resolveFormat(options);
    if (!format) {
        return format.error();
    }
    ImportReport report;
    report.format = (*format)->id();
    const auto done = project.inTransaction([&]() -> Status {
        const auto before = project.images();
        const auto classes = project.classes();
        if (!before || !classes) {
            return before ? classes.error() : before.error();
        }
        const bool annotated =
            std::any_of(before->begin(), before->end(), [](const auto& image) { return image.annotated; });
        formats::ImportRequest request;
        request.source = options.source;
        request.images = options.images;
        request.points = options.points;
        request.metadata = options.metadata;
        request.raster = options.raster;
        request.legend = options.legend;
        request.page = options.page;
        // Names that a person gave hold for an empty project, too; "class 1" may still become more.
        if (annotated || !hasNumbersForNames(*classes)) {
            request.classes = *classes;
        }
        ProjectSink sink(project, options, annotated, findings, report);
        if (auto read = (*format)->read(request, sink, control); !read) {
            return read;
        }
        if (report.images == 0) {
            return Error{ErrorCode::NotFound, "holds no image that could be taken", toUtf8(options.source)};
        }
        return options.keepsBar ? Status{} : sink.findDatabars(control);
    });
    if (!done) {
        auto error = done.error();
        if (error.where.empty() && error.code != ErrorCode::Cancelled) {
            error.where = toUtf8(options.source);
        }
        return error;
    }
    return report;
}

} // namespace sorby::workflow
