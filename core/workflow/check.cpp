// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/check.h"

#include "core/base/files.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/reference.h"
#include "core/project/content_hash.h"
#include "core/workflow/check_annotations.h"
#include "core/workflow/near_duplicates.h"
#include "core/workflow/ordered.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <system_error>

namespace sorby::workflow {
namespace {

using formats::Finding;
using formats::Severity;
using project::ImageRecord;

constexpr std::size_t kMostListed = 10;

/// What one image says when it is looked at closely, on any thread.
struct ImageCheck {
    std::vector<Finding> ofFile;
    imaging::Fingerprint fingerprint; ///< of images that are compared with others
    AnnotationCheck ofAnnotations;
};

/// The one time that the pixels are decoded.
void checkFile(const ImageRecord& image, bool isCompared, ImageCheck& result)
{
    const auto add = [&](const char* kind, Severity severity, std::string message) {
        auto& finding = result.ofFile.emplace_back(imageFinding(severity, image, std::move(message)));
        finding.kind = kind;
    };
    std::error_code failure;
    if (image.file.empty() || !std::filesystem::exists(image.file, failure)) {
        add("missing-image", Severity::Refused,
            "the file is not there; put it back, or import from where it is now");
        return;
    }
    const auto micrograph = readPixels(image);
    if (!micrograph) {
        add("broken-image", Severity::Refused, micrograph.error().message);
        return;
    }
    if (isCompared) {
        result.fingerprint = fingerprintOf(image, *micrograph);
    }
    if (!isReadable(image)) {
        add("changed-image", Severity::Flagged,
            "the file can be read by now, it could not when it was imported; import it again");
        return;
    }
    const auto hash = project::hashFile(image.file);
    if (hash && *hash != image.contentHash) {
        add("changed-image", Severity::Flagged, "the file was changed after it was imported");
    }
}

/// Image and number, most first, those without left out.
std::vector<std::pair<std::string, std::int64_t>> mostObjects(const std::vector<ImageRecord>& images)
{
    std::vector<std::pair<std::string, std::int64_t>> most;
    for (const auto& image : images) {
        if (image.objectCount > 0) {
            most.emplace_back(image.name, image.objectCount);
        }
    }
    std::stable_sort(most.begin(), most.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    most.resize(std::min(most.size(), kMostListed));
    return most;
}

class Checker {
  public:
    Checker(const project::Project& project, const FindingSink& findings)
        : m_project(project), m_findings(findings)
    {}

    void add(Finding finding)
    {
        ++m_report.findings;
        ++m_report.kinds[finding.kind];
        finding.repairable = finding.repairable.value_or(false);
        m_report.repairable += *finding.repairable ? 1U : 0U;
        if (m_findings) {
            m_findings(finding);
        }
    }
    void add(const char* kind, Finding finding)
    {
        finding.kind = kind;
        add(std::move(finding));
    }
    /// A finding about the project as a whole.
    void add(const char* kind, std::string message)
    {
        add(kind, Finding{Severity::Flagged, toUtf8(m_project.folder()), {}, {}, {}, std::move(message)});
    }

    Status checkImages(const std::vector<ImageRecord>& images, const annotation::ClassList& classes,
                       const CheckOptions& options, const JobControl& control)
    {
        m_report.images = images.size();
        m_report.mostObjects = mostObjects(images);
        m_compared = imagesToCompare(images);
        std::set<project::ImageId> compared;
        for (const auto& image : m_compared) {
            compared.insert(image.id);
        }
        return inOrder<ImageCheck>(
            images.size(), control,
            [&](std::size_t i) {
                ImageCheck result;
                checkFile(images[i], compared.contains(images[i].id), result);
                result.ofAnnotations = checkAnnotations(m_project, images[i], classes, options);
                return result;
            },
            [&](std::size_t i, ImageCheck result) -> Status {
                control.report(i, images.size(), images[i].name);
                if (compared.contains(images[i].id)) {
                    m_fingerprints.push_back(std::move(result.fingerprint));
                }
                for (auto* findings : {&result.ofFile, &result.ofAnnotations.findings}) {
                    for (auto& finding : *findings) {
                        add(std::move(finding));
                    }
                }
                for (std::size_t value = 0; value < m_values.size(); ++value) {
                    m_values[value] += result.ofAnnotations.values[value];
                }
                return {};
            });
    }

    void checkClasses(const annotation::ClassList& classes)
    {
        for (const auto& info : classes) {
            if (info.id != annotation::kMatrix && m_values[info.id] == 0) {
                add("unused-class",
                    fmt::format("class {} ({}) occurs in no reference", int{info.id}, info.name));
            }
        }
    }

    void checkSplit(const std::vector<ImageRecord>& images)
    {
        std::map<Membership, std::size_t> sides;
        for (const auto& image : images) {
            ++sides[image.membership];
            if (image.membership != Membership::None && !image.annotated) {
                add("no-annotation", imageFinding(Severity::Flagged, image,
                                                  fmt::format("is on the {} side and has no annotation",
                                                              toText(image.membership))));
            }
        }
        if (sides[Membership::None] == images.size()) {
            add("no-split", "no image is on a side of the split; split the project (sorby split)");
            return;
        }
        if (sides[Membership::Train] == 0) {
            add("empty-training-side", "no image is on the train side; split the project (sorby split)");
        }
        checkSpecimens(images);
    }

    Status checkNearDuplicates(const JobControl& control)
    {
        return findNearDuplicates(m_compared, m_fingerprints, control,
                                  [this](const Finding& finding) { add("near-duplicate", finding); });
    }

    [[nodiscard]] const CheckReport& report() const { return m_report; }

  private:
    void checkSpecimens(const std::vector<ImageRecord>& images)
    {
        std::map<std::string, std::set<Membership>> sidesOf;
        for (const auto& image : images) {
            if (!image.specimen.empty() && image.membership != Membership::None) {
                sidesOf[image.specimen].insert(image.membership);
            }
        }
        for (const auto& [specimen, sides] : sidesOf) {
            if (sides.size() > 1) {
                std::string names;
                for (const auto side : sides) {
                    names += fmt::format("{}{}", names.empty() ? "" : " and ", toText(side));
                }
                add("specimen-on-two-sides",
                    fmt::format("specimen {} is on the sides {}: scores on unseen images would be too good",
                                specimen, names));
            }
        }
    }

    const project::Project& m_project;
    const FindingSink& m_findings;
    CheckReport m_report;
    ValueCounts m_values{};
    std::vector<ImageRecord> m_compared; ///< with the others
    std::vector<imaging::Fingerprint> m_fingerprints;
};

void countImage(const ImageRecord& image, ProjectInfo& info, std::set<std::string>& specimens)
{
    ++info.images;
    info.annotated += image.annotated ? 1U : 0U;
    info.broken += isReadable(image) ? 0U : 1U;
    info.objects += static_cast<std::size_t>(image.objectCount);
    ++info.memberships[image.membership];
    ++info.statuses[image.status];
    if (!image.specimen.empty()) {
        specimens.insert(image.specimen);
    }
}

Status countClasses(const project::Project& project, std::vector<ImageRecord> images, ProjectInfo& info,
                    const JobControl& control)
{
    std::erase_if(images, [](const ImageRecord& image) { return !image.annotated || image.size.isEmpty(); });
    std::uint64_t labelled = 0;
    const auto counted = inOrder<Result<ValueCounts>>(
        images.size(), control,
        [&](std::size_t i) -> Result<ValueCounts> {
            const auto reference = referenceOf(project, images[i]);
            if (!reference) {
                return reference.error();
            }
            return imaging::countValues(*reference);
        },
        [&](std::size_t i, const Result<ValueCounts>& values) -> Status {
            control.report(i, images.size(), images[i].name);
            if (!values) {
                return values.error();
            }
            for (auto& share : info.classes) {
                share.pixels += (*values)[share.info.id];
                share.images += (*values)[share.info.id] > 0 ? 1U : 0U;
                labelled += (*values)[share.info.id];
            }
            return {};
        });
    if (!counted) {
        return counted;
    }
    for (auto& share : info.classes) {
        share.fraction = labelled > 0 ? static_cast<double>(share.pixels) / static_cast<double>(labelled) : 0;
    }
    return {};
}

} // namespace

Result<ProjectInfo> describeProject(const project::Project& project, const JobControl& control)
{
    auto images = project.images();
    const auto classes = project.classes();
    const auto points = project.pointCount();
    const auto runs = project.runs();
    if (!images) {
        return images.error();
    }
    if (!classes) {
        return classes.error();
    }
    if (!points || !runs) {
        return points ? runs.error() : points.error();
    }
    ProjectInfo info;
    info.points = static_cast<std::size_t>(*points);
    info.runs = runs->size();
    std::set<std::string> specimens;
    for (const auto& image : *images) {
        countImage(image, info, specimens);
    }
    info.specimens = specimens.size();
    info.mostObjects = mostObjects(*images);
    for (const auto& entry : *classes) {
        info.classes.push_back({entry, 0, 0, 0});
    }
    if (auto counted = countClasses(project, std::move(*images), info, control); !counted) {
        return counted.error();
    }
    return info;
}

Result<CheckReport> checkProject(const project::Project& project, const JobControl& control,
                                 const FindingSink& findings, const CheckOptions& options)
{
    const auto images = project.images();
    const auto classes = project.classes();
    if (!images || !classes) {
        return images ? classes.error() : images.error();
    }
    Checker checker(project, findings);
    if (auto checked = checker.checkImages(*images, *classes, options, control); !checked) {
        return checked.error();
    }
    checker.checkClasses(*classes);
    checker.checkSplit(*images);
    if (auto looked = checker.checkNearDuplicates(control); !looked) {
        return looked.error();
    }
    return checker.report();
}

} // namespace sorby::workflow
