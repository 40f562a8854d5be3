// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/check_annotations.h"

#include "core/annotation/validity.h"
#include "core/imaging/label_image.h"
#include "core/imaging/overlaps.h"
#include "core/imaging/reference.h"
#include "core/workflow/ordered.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

namespace sorby::workflow {
namespace {

using annotation::Annotations;
using annotation::Problem;
using formats::Finding;
using formats::Severity;
using project::ImageRecord;

const char* kindOf(Problem problem)
{
    switch (problem) {
    case Problem::NotFinite:
        return "not-finite";
    case Problem::TooFewPoints:
        return "too-few-points";
    case Problem::RepeatedPoints:
        return "repeated-points";
    case Problem::Spike:
        return "spike";
    case Problem::SelfIntersection:
        return "self-intersection";
    case Problem::HoleOutside:
        return "hole-outside";
    case Problem::Orientation:
        return "orientation";
    case Problem::OutsideImage:
        return "outside-image";
    case Problem::PoiOutside:
        return "poi-outside";
    case Problem::SmallArea:
        break;
    }
    return "small-area";
}

std::string nameOf(const annotation::ClassList& classes, annotation::ClassId id)
{
    return id < classes.size() ? classes[id].name : std::string("ignore");
}

/// "object 2 of 5, at (3.0, 4.5): ..."
Finding objectFinding(Severity severity, const ImageRecord& image, std::size_t index, std::size_t count,
                      const annotation::Defect& defect)
{
    auto finding = imageFinding(severity, image,
                                fmt::format("object {} of {}, at ({:.1f}, {:.1f}): {}", index + 1, count,
                                            defect.place.x, defect.place.y, defect.message));
    finding.kind = kindOf(defect.problem);
    finding.place = defect.place;
    finding.object = index + 1;
    return finding;
}

void checkObjects(const Annotations& annotations, const ImageRecord& image, const CheckOptions& options,
                  AnnotationCheck& result)
{
    const auto& objects = annotations.objects;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        for (const auto& defect : annotation::findDefects(objects[i], image.size, options.minimumAreaPx)) {
            auto finding = objectFinding(Severity::Flagged, image, i, objects.size(), defect);
            finding.repairable = defect.repairable;
            result.findings.push_back(std::move(finding));
        }
    }
}

/// What becomes of the shared pixels.
std::string describeWinner(const annotation::Object& earlier, const annotation::Object& later,
                           const annotation::ClassList& classes)
{
    const auto name = nameOf(classes, later.classId);
    return earlier.classId == later.classId ? fmt::format("both are of the same class ({})", name)
                                            : fmt::format("the later one ({}) wins over the earlier one ({})",
                                                          name, nameOf(classes, earlier.classId));
}

void checkOverlaps(const Annotations& annotations, const ImageRecord& image,
                   const annotation::ClassList& classes, AnnotationCheck& result)
{
    const auto& objects = annotations.objects;
    const auto overlaps = imaging::findOverlaps(objects, image.size);
    const auto add = [&](std::string message) -> Finding& {
        auto& finding =
            result.findings.emplace_back(imageFinding(Severity::Flagged, image, std::move(message)));
        finding.kind = "overlap";
        return finding;
    };
    for (const auto& overlap : overlaps.pairs) {
        auto& finding =
            add(fmt::format("objects {} and {} of {}, at ({:.1f}, {:.1f}): they share {} {}; {}",
                            overlap.first + 1, overlap.second + 1, objects.size(), overlap.place.x,
                            overlap.place.y, overlap.pixels, overlap.pixels == 1 ? "pixel" : "pixels",
                            describeWinner(objects[overlap.first], objects[overlap.second], classes)));
        finding.place = overlap.place;
        finding.object = overlap.first + 1;
        finding.otherObject = overlap.second + 1;
    }
    if (!overlaps.isComplete) {
        add("more objects share pixels than can be listed");
    }
}

/// Makes every certain repair and says which; false when there is none to make.
bool repairObjects(Annotations& annotations, const ImageRecord& image, std::vector<Finding>& repairs)
{
    auto& objects = annotations.objects;
    const auto before = repairs.size();
    for (std::size_t i = 0; i < objects.size(); ++i) {
        auto repair = annotation::repair(objects[i], image.size);
        if (!repair || repair->repaired.empty()) {
            continue;
        }
        for (const auto& defect : repair->repaired) {
            repairs.push_back(objectFinding(Severity::Repaired, image, i, objects.size(), defect));
        }
        objects[i] = std::move(repair->object);
    }
    return repairs.size() > before;
}

} // namespace

AnnotationCheck checkAnnotations(const project::Project& project, const ImageRecord& image,
                                 const annotation::ClassList& classes, const CheckOptions& options)
{
    AnnotationCheck result;
    const auto annotations = project.annotations(image.id);
    if (!annotations) {
        auto& finding =
            result.findings.emplace_back(imageFinding(Severity::Refused, image, annotations.error().message));
        finding.kind = "damaged-annotations";
        return result;
    }
    if (image.size.isEmpty()) {
        return result;
    }
    checkObjects(*annotations, image, options, result);
    checkOverlaps(*annotations, image, classes, result);
    auto reference = imaging::makeReference(*annotations, image.size);
    leaveOutSurroundings(reference, image, annotation::kIgnore);
    result.values = imaging::countValues(reference);
    return result;
}

Result<RepairReport> repairProject(project::Project& project, const JobControl& control,
                                   const FindingSink& findings)
{
    const auto images = project.images();
    if (!images) {
        return images.error();
    }
    RepairReport report;
    std::vector<Finding> repairs; // told when all of it is stored
    const auto done = project.inTransaction([&]() -> Status {
        std::size_t looked = 0;
        for (const auto& image : *images) {
            if (control.stopRequested()) {
                return stoppedError();
            }
            control.report(looked++, images->size(), image.name);
            auto annotations = project.annotations(image.id);
            if (!annotations || image.size.isEmpty()) {
                continue; // the check names what is damaged
            }
            if (!repairObjects(*annotations, image, repairs)) {
                continue;
            }
            ++report.images;
            if (const auto stored = project.setAnnotations(image.id, std::move(*annotations)); !stored) {
                return stored.error();
            }
        }
        return {};
    });
    if (!done) {
        return done.error();
    }
    report.repairs = repairs.size();
    for (const auto& finding : repairs) {
        ++report.kinds[finding.kind];
        if (findings) {
            findings(finding);
        }
    }
    return report;
}

} // namespace sorby::workflow
