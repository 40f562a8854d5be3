// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/import.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/format.h"
#include "core/imaging/pixel_size.h"
#include "core/workflow/image_description.h"
#include "core/workflow/image_details.h"
#include "core/workflow/made_ahead.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>
#include <variant>

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

/// A page that the format would not look at is refused, not passed over.
Status checkPage(const formats::Format& format, const ImportOptions& options)
{
    if (options.page == 1 || format.takesPages()) {
        return {};
    }
    std::string taking;
    for (const auto* other : formats::allFormats()) {
        if (other->takesPages()) {
            taking += fmt::format("{}{}", taking.empty() ? "" : ", ", other->id());
        }
    }
    return Error{
        ErrorCode::InvalidArgument,
        fmt::format("is read as {} ({}), which takes the first page alone; pages (--page) are taken by "
                    "the format {}: import the micrographs by themselves first",
                    format.title(), format.id(), taking),
        toUtf8(options.source)};
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
        if (auto stored = storeUntil(0); !stored) {
            return stored;
        }
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
        auto shared = std::make_shared<formats::ImportedImage>(std::move(image));
        m_described.push([shared, this] { return describeImage(*shared, m_options); });
        m_found.emplace_back(std::move(shared));
        return storeUntil(m_described.enough());
    }

    /// To be called when the importer has done: what it found last may not be stored yet.
    Status finish() { return storeUntil(0); }

    /// Bars that no metadata told of, by their constant rows.
    Status findDatabars(const JobControl& control)
    {
        const auto found = findDatabarsOfImport(m_project, m_ids, control);
        if (!found) {
            return found.error();
        }
        if (*found > 0) {
            tell({formats::Severity::Flagged,
                  toUtf8(m_options.source),
                  {},
                  {},
                  {},
                  counted(*found, "micrograph has", "micrographs have") +
                      " an information bar, which is left out of training and scores; look whether it was "
                      "found rightly (sorby databar)"});
        }
        return {};
    }

    void finding(formats::Finding finding) override
    {
        if (m_found.empty()) {
            tell(finding);
        } else {
            m_found.emplace_back(std::move(finding)); // after those of the images before
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

    /// Stores what was found, in its order, until at most so many images are left.
    Status storeUntil(std::size_t left)
    {
        while (!m_found.empty() && (left == 0 || m_described.waiting() > left)) {
            const auto found = std::move(m_found.front());
            m_found.pop_front();
            if (const auto* finding = std::get_if<formats::Finding>(&found)) {
                tell(*finding);
            } else if (auto stored = store(*std::get<Image>(found), m_described.pop()); !stored) {
                return stored;
            }
        }
        return {};
    }

    Status store(formats::ImportedImage& image, const ImageDescription& description)
    {
        for (const auto& finding : description.findings) {
            tell(finding);
        }
        const auto id = m_project.addImage(description.image);
        if (!id) {
            return id.error();
        }
        m_ids.push_back(*id);
        ++m_report.images;
        if (auto told = tellKeptPixelSize(*id); !told) {
            return told;
        }
        m_report.objects += image.annotations.objects.size();
        m_report.points += image.annotations.points.size();
        if (!image.annotated) {
            return {};
        }
        const auto stored = m_project.setAnnotations(*id, std::move(image.annotations));
        return stored ? Status{} : Status{stored.error()};
    }

    /// The size that was given for this import does not replace one that a person confirmed before.
    Status tellKeptPixelSize(project::ImageId id)
    {
        const auto& given = m_options.calibration;
        if (!given) {
            return {};
        }
        const auto image = m_project.image(id);
        if (!image) {
            return image.error();
        }
        const auto& kept = image->calibration;
        if (!kept || !kept->isConfirmed) {
            return {};
        }
        const auto keptSize = imaging::formatPixelSize(*kept);
        const auto givenSize = imaging::formatPixelSize(*given);
        if (keptSize != givenSize) {
            tell(imageFinding(formats::Severity::Flagged, *image,
                              fmt::format("keeps its confirmed pixel size of {}, not {}; sorby calibrate "
                                          "--pixel-size changes it",
                                          keptSize, givenSize)));
        }
        return {};
    }

    void tell(const formats::Finding& finding)
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

    project::Project& m_project;
    const ImportOptions& m_options;
    std::vector<project::ImageId> m_ids;
    bool m_annotatedBefore;
    const FindingSink& m_findings;
    ImportReport& m_report;
    /// Not stored yet: the files of images are looked at on a few threads while the importer goes on.
    using Image = std::shared_ptr<formats::ImportedImage>;
    std::deque<std::variant<formats::Finding, Image>> m_found;
    MadeAhead<ImageDescription> m_described; ///< of the images among them
};

} // namespace

Result<ImportReport> importInto(project::Project& project, const ImportOptions& options,
                                const JobControl& control, const FindingSink& findings)
{
    const auto format = resolveFormat(options);
    if (!format) {
        return format.error();
    }
    if (auto fits = checkPage(**format, options); !fits) {
        return fits.error();
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
        if (auto stored = sink.finish(); !stored) {
            return stored;
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
