// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/imagej_importer.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/class_names.h"
#include "core/formats/csv.h"
#include "core/formats/group_numbers.h"
#include "core/formats/image_folders.h"
#include "core/formats/imagej_archive.h"
#include "core/formats/imagej_files.h"
#include "core/formats/imagej_properties.h"
#include "core/formats/object_intake.h"
#include "core/formats/roi_outline.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

using annotation::ClassId;
using annotation::Object;

constexpr std::size_t kMostEntries = 1'000'000;

class ImageJImporter {
  public:
    ImageJImporter(const ImportRequest& request, ImportSink& sink, const JobControl& control)
        : m_request(request),
          m_sink(sink),
          m_control(control),
          m_classes(request.classes),
          m_intake(request.raster, 0, sink)
    {}

    Status run()
    {
        auto found = findRoiSets(m_request);
        if (!found) {
            return found.error();
        }
        m_sets = std::move(*found);
        std::size_t done = 0;
        for (const auto& set : m_sets.sets) {
            if (auto imported = importSet(set); !imported) {
                return imported;
            }
            m_control.report(++done, m_sets.sets.size(), set.name);
        }
        if (m_read == 0) {
            return Error{
                ErrorCode::Malformed,
                fmt::format("none of its {} files holds selections of ImageJ that can be read", m_sets.files),
                toUtf8(m_request.source)};
        }
        return {};
    }

  private:
    void tell(Severity severity, const fs::path& file, const std::string& message)
    {
        m_sink.finding({severity, toUtf8(file), {}, {}, m_image.name, message});
    }

    Status importSet(const RoiSet& set)
    {
        m_image = {};
        m_image.name = set.name;
        m_groups = {};
        if (set.image) {
            attachFile(*set.image, m_image, m_sink);
        }
        const std::size_t before = m_read;
        for (const auto& source : set.sources) {
            m_otherSlices = 0;
            auto imported = lowerExtension(source) == ".zip" ? importArchive(source) : importFile(source);
            if (!imported) {
                const bool goesOn = m_sets.files > 1 && imported.error().code != ErrorCode::Cancelled;
                if (!goesOn) {
                    return imported;
                }
                tell(Severity::Refused, source, imported.error().message);
                continue;
            }
            if (m_otherSlices > 0) {
                tell(Severity::Flagged, source,
                     fmt::format("{} to another slice of a stack than the first and taken for page {}",
                                 counted(m_otherSlices, "selection belongs", "selections belong"),
                                 m_image.page));
            }
        }
        if (m_read == before) {
            return {};
        }
        if (!set.image) {
            tell(Severity::Flagged, set.sources.front(),
                 fmt::format("image not found in {}", m_sets.lookedIn));
        }
        if (auto announced = m_classes.announce(m_sink); !announced) {
            return announced;
        }
        return m_sink.image(std::move(m_image));
    }

    Status importFile(const fs::path& file)
    {
        if (m_control.stopRequested()) {
            return Error{ErrorCode::Cancelled, "the import was stopped", {}};
        }
        std::error_code failure;
        if (fs::file_size(file, failure) > kMostRoiBytes && !failure) {
            return Error{ErrorCode::Unsupported, "is larger than 64 MiB, too large for a selection",
                         toUtf8(file)};
        }
        auto bytes = readBytes(file);
        if (!bytes) {
            return bytes.error();
        }
        auto roi = decodeRoi(*bytes);
        if (!roi) {
            return Error{roi.error().code, roi.error().message, toUtf8(file)};
        }
        ++m_read;
        take(std::move(*roi), stemOf(file), {toUtf8(file), {}, {}});
        return {};
    }

    Status importArchive(const fs::path& file)
    {
        auto archive = RoiArchive::open(file);
        if (!archive) {
            return archive.error();
        }
        std::size_t others = 0;
        std::size_t taken = 0;
        for (std::size_t entry = 0; entry < archive->size(); ++entry) {
            if (m_control.stopRequested()) {
                return Error{ErrorCode::Cancelled, "the import was stopped", {}};
            }
            const std::string name = archive->nameOf(entry);
            if (!isRoiName(name)) {
                others += name.ends_with('/') || name.starts_with("__MACOSX/") ? 0 : 1;
                continue;
            }
            if (++taken > kMostEntries) {
                tell(Severity::Refused, file,
                     fmt::format("only the first {} selections are taken", kMostEntries));
                break;
            }
            const Place place{toUtf8(file), {}, name};
            const auto bytes = archive->read(entry);
            auto roi = bytes ? decodeRoi(*bytes) : Result<Roi>(bytes.error());
            if (roi) {
                take(std::move(*roi), stemOf(fromUtf8(fileNameOf(name))), place);
            } else {
                m_intake.refuse(place, m_image.name, "the selection " + roi.error().message);
            }
        }
        if (taken == 0 && others > 0) {
            return Error{ErrorCode::Malformed, "is left out: it holds no selections of ImageJ (*.roi)",
                         toUtf8(file)};
        }
        if (others > 0) {
            tell(Severity::Flagged, file,
                 counted(others, "entry that is no selection (*.roi) is left out",
                         "entries that are no selections (*.roi) are left out"));
        }
        ++m_read;
        return {};
    }

    /// `fileName` is what the selection is called where it has no name of its own.
    void take(Roi roi, const std::string& fileName, const Place& place)
    {
        m_otherSlices += roi.slice > 1 ? 1 : 0;
        restoreExactCoordinates(roi);
        const std::string name = roi.name.empty() ? fileName : roi.name;
        if (roi.type == RoiType::Point) {
            takePoints(roi, name, place);
            return;
        }
        const auto outlines = outlinesOf(roi);
        if (!outlines) {
            m_intake.refuse(place, m_image.name, "the selection " + outlines.error().message);
            return;
        }
        if (roi.isSpline) {
            m_intake.flag(
                place, m_image.name,
                "ImageJ draws a smooth curve through the points; they are joined by straight lines");
        }
        const auto classId = classOf(roi, name);
        if (!classId) {
            m_intake.refuse(place, m_image.name, classId.error().message);
            return;
        }
        Object object;
        object.classId = *classId;
        object.provenance = {annotation::Origin::Imported, toUtf8(fromUtf8(place.file).filename()), {}};
        object.group = groupOf(roi, outlines->size(), *classId);
        const auto ownPoint = valueOf(roi.properties, kRoiOwnPoint);
        const auto poi = ownPoint ? parsePoint(*ownPoint) : std::nullopt;
        if (ownPoint && !poi) {
            m_intake.flag(place, m_image.name, "the point of interest among the properties cannot be read");
        }
        for (const auto& outline : *outlines) {
            object.polygon = outline;
            object.poi =
                outlines->size() == 1 || (poi && annotation::contains(outline, *poi)) ? poi : std::nullopt;
            m_intake.take(m_image, object, place);
        }
        m_groups.update(m_image.annotations.objects);
    }

    int groupOf(const Roi& roi, std::size_t outlines, ClassId classId)
    {
        if (const auto part = valueOf(roi.properties, kRoiPart)) {
            int number = 0;
            const auto read = std::from_chars(part->data(), part->data() + part->size(), number);
            if (read.ec == std::errc() && number > 0) {
                return m_groups.numberOf(number, classId);
            }
        }
        return outlines > 1 ? ObjectIntake::freeGroup(m_image) : 0;
    }

    /// The property, else the project's class or the number that ImageJ's group has, else a class of the
    /// project with whose name the selection's begins, else the first class.
    Result<ClassId> classOf(const Roi& roi, const std::string& name)
    {
        if (const auto property = valueOf(roi.properties, kRoiClass); property && !property->empty()) {
            return m_classes.idOf(*property, roi.stroke);
        }
        if (roi.group > 0) {
            if (roi.group == annotation::kIgnore) {
                return annotation::kIgnore;
            }
            const bool isKnown = m_request.classes && roi.group < m_request.classes->size();
            return isKnown ? ClassId{roi.group} : m_classes.idOf(fmt::format("class {}", roi.group));
        }
        return m_classes.idOf(classByName(name));
    }

    [[nodiscard]] std::string classByName(const std::string& name) const
    {
        const std::string wanted = lowered(trimmed(name));
        std::string best;
        const auto consider = [&](const std::string& candidate) {
            const std::string start = lowered(candidate);
            const bool isPrefix =
                wanted.starts_with(start) &&
                (wanted.size() == start.size() ||
                 std::string_view("0123456789 -_.#(").find(wanted[start.size()]) != std::string_view::npos);
            if (isPrefix && candidate.size() > best.size()) {
                best = candidate;
            }
        };
        for (const auto& info : m_classes.list()) {
            consider(info.name);
        }
        consider(kIgnoreName);
        return best;
    }

    void takePoints(const Roi& roi, const std::string& name, const Place& place)
    {
        if (roi.points.empty()) {
            m_intake.refuse(place, m_image.name, "the selection has no point");
            return;
        }
        const std::string own = isAutomaticName(name) ? "unknown" : name;
        const std::string annotator = valueOf(roi.properties, kRoiAnnotator).value_or(own);
        std::size_t outside = 0;
        for (const auto& point : pointsOf(roi)) {
            const bool isInside =
                !m_image.size || (point.x >= 0 && point.y >= 0 && point.x <= m_image.size->width &&
                                  point.y <= m_image.size->height);
            outside += isInside ? 0 : 1;
            m_image.annotations.points.push_back({0, annotator, point});
        }
        if (outside > 0) {
            m_intake.flag(place, m_image.name,
                          counted(outside, "point of interest lies", "points of interest lie") +
                              " outside the micrograph");
        }
    }

    const ImportRequest& m_request;
    ImportSink& m_sink;
    const JobControl& m_control;
    ClassNames m_classes;
    ObjectIntake m_intake;
    RoiSets m_sets;
    std::size_t m_read = 0; ///< files that could be read
    // Of the image that is being read:
    ImportedImage m_image;
    GroupNumbers m_groups;
    std::size_t m_otherSlices = 0;
};

} // namespace

Status importImageJ(const ImportRequest& request, ImportSink& sink, const JobControl& control)
{
    return ImageJImporter(request, sink, control).run();
}

} // namespace sorby::formats
