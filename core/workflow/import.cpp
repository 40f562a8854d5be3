// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/import.h"

#include "core/base/files.h"
#include "core/formats/format.h"
#include "core/imaging/micrograph.h"
#include "core/project/content_hash.h"
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
    return classes.size() >= 2 &&
           classes == annotation::numberedClasses(static_cast<int>(classes.size()) - 1);
}

/// Do the source's classes mean the same as the project's? A source whose classes have numbers in place of
/// names ("class 1") fits wherever the numbers exist.
bool fits(const ClassList& source, const ClassList& project)
{
    if (source.empty() || source.size() > project.size()) {
        return false;
    }
    return hasNumbersForNames(source) ||
           std::equal(source.begin() + 1, source.end(), project.begin() + 1,
                      [](const auto& a, const auto& b) { return a.name == b.name; });
}

/// Stores what an importer finds, within the transaction that importInto() holds open.
class ProjectSink final : public formats::ImportSink {
  public:
    ProjectSink(project::Project& project, bool annotatedBefore, const FindingSink& findings,
                ImportReport& report)
        : m_project(project), m_annotatedBefore(annotatedBefore), m_findings(findings), m_report(report)
    {}

    Status classes(const ClassList& classes) override
    {
        const auto present = m_project.classes();
        if (!present) {
            return present.error();
        }
        if (!m_annotatedBefore) {
            return hasNumbersForNames(classes) && classes.size() <= present->size()
                       ? Status{}
                       : m_project.setClasses(classes);
        }
        if (!fits(classes, *present)) {
            return Error{ErrorCode::Mismatch,
                         fmt::format("its classes ({}) are not those of the project ({}); import it into a "
                                     "project of its own",
                                     listNames(classes), listNames(*present)),
                         {}};
        }
        return {};
    }

    Status image(formats::ImportedImage&& image) override
    {
        auto fresh = describe(image);
        const auto id = m_project.addImage(fresh);
        if (!id) {
            return id.error();
        }
        ++m_report.images;
        m_report.objects += image.annotations.objects.size();
        m_report.points += image.annotations.points.size();
        if (!image.annotated) {
            return {};
        }
        const auto stored = m_project.setAnnotations(*id, std::move(image.annotations));
        return stored ? Status{} : Status{stored.error()};
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
    project::NewImage describe(const formats::ImportedImage& image)
    {
        project::NewImage fresh;
        fresh.name = image.name;
        fresh.file = image.file;
        fresh.size = image.size.value_or(Size{});
        fresh.specimen = image.specimen.value_or(std::string());
        if (image.file.empty()) {
            fresh.broken = "its file was not found";
            return fresh;
        }
        const auto info = inspectImage(image.file);
        auto hash = project::hashFile(image.file);
        if (hash) {
            fresh.contentHash = std::move(*hash);
        }
        if (info) {
            fresh.size = info->size;
            fresh.bitsPerChannel = info->bitsPerChannel;
            fresh.channels = info->channels;
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

    project::Project& m_project;
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
        formats::ImportRequest request{options.source, options.images, options.points, options.metadata, {}};
        // Names that a person gave hold for an empty project, too; "class 1" may still become more.
        if (annotated || !hasNumbersForNames(*classes)) {
            request.classes = *classes;
        }
        ProjectSink sink(project, annotated, findings, report);
        if (auto read = (*format)->read(request, sink, control); !read) {
            return read;
        }
        if (report.images == 0) {
            return Error{ErrorCode::NotFound, "holds no image that could be taken", toUtf8(options.source)};
        }
        return {};
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
