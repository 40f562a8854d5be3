// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/image_details.h"

#include "core/base/files.h"
#include "core/imaging/information_bar.h"
#include "core/imaging/metadata.h"
#include "core/workflow/ordered.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>
#include <vector>

namespace sorby::workflow {
namespace {

using formats::Severity;
using project::ImageId;
using project::ImageRecord;
using project::SpecimenRegion;

constexpr const char* kConstantRows = "constant rows";

void tell(const FindingSink& findings, Severity severity, const ImageRecord& image, std::string message)
{
    if (findings) {
        findings(imageFinding(severity, image, std::move(message)));
    }
}

std::optional<SpecimenRegion> regionByRows(const ImageRecord& image)
{
    const auto micrograph = readPixels(image);
    if (!micrograph) {
        return std::nullopt;
    }
    const auto rect = imaging::findSpecimenRegion(imaging::toGrey(*micrograph));
    return rect ? std::optional(SpecimenRegion{*rect, kConstantRows}) : std::nullopt;
}

/// The metadata's region, else the one by constant rows; nothing when the image has no bar.
std::optional<SpecimenRegion> foundRegion(const ImageRecord& image)
{
    const auto metadata = imaging::readMetadata(image.file, image.page);
    if (metadata && metadata->specimenRegion) {
        return SpecimenRegion{*metadata->specimenRegion, metadata->regionSource};
    }
    return regionByRows(image);
}

/// What the file says; nothing for what a person has confirmed.
std::optional<Calibration> metadataCalibration(const ImageRecord& image, const FindingSink& findings)
{
    if (!isReadable(image) || (image.calibration && image.calibration->isConfirmed)) {
        return std::nullopt;
    }
    auto metadata = imaging::readMetadata(image.file, image.page);
    if (!metadata) {
        tell(findings, Severity::Refused, image, metadata.error().message);
        return std::nullopt;
    }
    for (const auto& doubt : metadata->doubts) {
        tell(findings, Severity::Flagged, image, doubt);
    }
    return std::move(metadata->calibration);
}

/// The specimen when the bar has these rows; nothing when they do not fit.
std::optional<PixelRect> aboveRows(Size size, int rows)
{
    const int height = size.height - std::abs(rows);
    if (height < 1) {
        return std::nullopt;
    }
    return PixelRect{0, rows < 0 ? -rows : 0, size.width, height};
}

bool isInside(const PixelRect& rect, Size size)
{
    return !rect.isEmpty() && rect.x >= 0 && rect.y >= 0 && rect.width <= size.width - rect.x &&
           rect.height <= size.height - rect.y;
}

} // namespace

Result<std::vector<ImageRecord>> imagesByName(const project::Project& project,
                                              const std::vector<std::string>& names)
{
    auto images = project.images();
    if (!images || names.empty()) {
        return images;
    }
    const auto imageNames = project::namesOf(*images);
    std::set<ImageId> wanted;
    for (const auto& name : names) {
        const auto found = imageNames.find(name);
        if (found.empty()) {
            return Error{ErrorCode::NotFound, fmt::format("has no image \"{}\"", name),
                         toUtf8(project.folder())};
        }
        if (found.size() > 1) {
            return imageNames.ambiguous(name, found);
        }
        wanted.insert((*images)[found.front()].id);
    }
    std::erase_if(*images, [&](const ImageRecord& image) { return !wanted.contains(image.id); });
    return images;
}

Result<CalibrateReport> calibrateImages(project::Project& project, const CalibrateRequest& request,
                                        const JobControl& control, const FindingSink& findings)
{
    using From = CalibrateRequest::From;
    const auto images = imagesByName(project, request.images);
    if (!images) {
        return images.error();
    }
    // Files are read before anything is written: whoever else writes does not wait for them.
    std::vector<ImageId> ids;
    std::vector<std::pair<ImageId, Calibration>> found;
    for (const auto& image : *images) {
        if (control.stopRequested()) {
            return stoppedError();
        }
        control.report(ids.size(), images->size(), image.name);
        ids.push_back(image.id);
        if (request.from == From::Metadata) {
            if (const auto calibration = metadataCalibration(image, findings)) {
                found.emplace_back(image.id, *calibration);
            }
        } else if (request.from == From::Confirm && image.calibration) {
            found.emplace_back(image.id, *image.calibration);
            found.back().second.isConfirmed = true;
        }
    }
    const auto done = project.inTransaction([&]() -> Status {
        for (const auto& [id, calibration] : found) {
            if (auto stored = project.setCalibration({id}, calibration); !stored) {
                return stored;
            }
        }
        if (request.from == From::Given) {
            return project.setCalibration(ids, request.calibration);
        }
        return request.from == From::Nowhere ? project.setCalibration(ids, std::nullopt) : Status{};
    });
    if (!done) {
        return done.error();
    }
    const auto now = imagesByName(project, request.images);
    if (!now) {
        return now.error();
    }
    CalibrateReport report{now->size(), 0};
    report.calibrated = static_cast<std::size_t>(std::count_if(
        now->begin(), now->end(), [](const auto& image) { return image.calibration.has_value(); }));
    return report;
}

Result<DatabarReport> setDatabars(project::Project& project, const DatabarRequest& request,
                                  const JobControl& control, const FindingSink& findings)
{
    using Bar = DatabarRequest::Bar;
    const auto images = imagesByName(project, request.images);
    if (!images) {
        return images.error();
    }
    DatabarReport report{images->size(), 0};
    const auto store = [&](const ImageRecord& image, std::optional<SpecimenRegion> region) -> Status {
        report.withBar += region ? 1U : 0U;
        return project.setRegion({image.id}, region);
    };
    const auto place = [&](std::size_t i, std::optional<SpecimenRegion> found) -> Status {
        const auto& image = (*images)[i];
        if (request.bar == Bar::None || (request.bar == Bar::Rows && request.rows == 0)) {
            return project.setWithoutBar({image.id});
        }
        if (image.size.isEmpty()) {
            return {};
        }
        if (request.bar == Bar::Find) {
            if (isRegionByHand(image)) {
                report.withBar += image.region ? 1U : 0U;
                return {};
            }
            return store(image, std::move(found));
        }
        const auto rect =
            request.bar == Bar::Rows ? aboveRows(image.size, request.rows) : std::optional(request.region);
        if (!rect || !isInside(*rect, image.size)) {
            tell(findings, Severity::Refused, image,
                 fmt::format("the micrograph has {}x{} pixels, which this does not fit", image.size.width,
                             image.size.height));
            report.withBar += image.region ? 1U : 0U;
            return {};
        }
        if (rect->size() == image.size) {
            return project.setWithoutBar({image.id});
        }
        return store(image, SpecimenRegion{*rect, project::kRegionByHand});
    };
    // Micrographs are decoded before anything is written: whoever else writes does not wait for them.
    std::vector<std::optional<SpecimenRegion>> found(images->size());
    const auto sought = inOrder<std::optional<SpecimenRegion>>(
        images->size(), control,
        [&](std::size_t i) -> std::optional<SpecimenRegion> {
            const auto& image = (*images)[i];
            const bool isSought = request.bar == Bar::Find && isReadable(image) && !isRegionByHand(image);
            return isSought ? foundRegion(image) : std::nullopt;
        },
        [&](std::size_t i, std::optional<SpecimenRegion> region) -> Status {
            control.report(i, images->size(), (*images)[i].name);
            found[i] = std::move(region);
            return {};
        });
    if (!sought) {
        return sought.error();
    }
    const auto done = project.inTransaction([&]() -> Status {
        for (std::size_t i = 0; i < images->size(); ++i) {
            if (auto placed = place(i, std::move(found[i])); !placed) {
                return placed;
            }
        }
        return {};
    });
    if (!done) {
        return done.error();
    }
    return report;
}

Result<std::size_t> findDatabarsOfImport(project::Project& project, const std::vector<ImageId>& images,
                                         const JobControl& control)
{
    // Decoding every micrograph would make an import several times slower; a microscope draws its bar into
    // all.
    static constexpr std::size_t kLookedAt = 8;
    auto known = project.images();
    if (!known) {
        return known.error();
    }
    const std::set<ImageId> wanted(images.begin(), images.end());
    std::vector<ImageRecord> records;
    for (auto& record : *known) {
        if (wanted.contains(record.id) && isReadable(record) && !record.region && !record.isWithoutBar) {
            records.push_back(std::move(record));
        }
    }
    const std::size_t step = std::max<std::size_t>(1, records.size() / kLookedAt);
    bool hasBar = false;
    const auto looked =
        inOrder<bool>((records.size() + step - 1) / step, control,
                      [&](std::size_t i) { return regionByRows(records[i * step]).has_value(); },
                      [&](std::size_t /*i*/, bool has) -> Status {
                          hasBar = hasBar || has;
                          return {};
                      });
    if (!looked) {
        return looked.error();
    }
    std::size_t found = 0;
    if (!hasBar) {
        return found;
    }
    const auto done = inOrder<std::optional<SpecimenRegion>>(
        records.size(), control, [&](std::size_t i) { return regionByRows(records[i]); },
        [&](std::size_t i, const std::optional<SpecimenRegion>& region) -> Status {
            control.report(i, records.size(), records[i].name);
            found += region ? 1U : 0U;
            return region ? project.setRegion({records[i].id}, region) : Status{};
        });
    return done ? Result<std::size_t>(found) : Result<std::size_t>(done.error());
}

} // namespace sorby::workflow
