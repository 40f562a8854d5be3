// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/selection.h"

#include "core/base/files.h"
#include "core/imaging/reference.h"

#include <set>
#include <system_error>

namespace sorby::workflow {

Result<std::vector<project::ImageRecord>>
selectImages(const project::Project& project, std::optional<Membership> side,
             const std::function<bool(const project::ImageRecord&)>& wanted)
{
    auto images = project.images();
    if (!images) {
        return images.error();
    }
    std::erase_if(*images, [&](const project::ImageRecord& image) {
        return (side && image.membership != *side) || !wanted(image);
    });
    return images;
}

PixelRect specimenOf(const project::ImageRecord& image)
{
    return image.region ? image.region->rect : PixelRect{};
}

Result<imaging::Micrograph> readPixels(const project::ImageRecord& image)
{
    return imaging::readMicrograph(image.file, image.page);
}

void leaveOutSurroundings(imaging::LabelImage& labels, const project::ImageRecord& image, std::uint8_t value)
{
    if (image.region) {
        fillOutside(labels, image.region->rect, value);
    }
}

Result<imaging::LabelImage> referenceOf(const project::Project& project, const project::ImageRecord& image)
{
    const auto annotations = project.annotations(image.id);
    if (!annotations) {
        return annotations.error();
    }
    auto reference = imaging::makeReference(*annotations, image.size);
    leaveOutSurroundings(reference, image, annotation::kIgnore);
    return reference;
}

std::vector<dataset::SplitItem> toSplitItems(const std::vector<project::ImageRecord>& images)
{
    std::vector<dataset::SplitItem> items;
    items.reserve(images.size());
    for (const auto& image : images) {
        const auto name = project::nameOf(image);
        items.push_back({image.name, image.specimen, {}, name.place, name.stem});
    }
    return items;
}

Status refuseImageFolder(const std::filesystem::path& out, const std::vector<std::filesystem::path>& images)
{
    std::set<std::filesystem::path> folders;
    for (const auto& image : images) {
        folders.insert(image.parent_path());
    }
    for (const auto& folder : folders) {
        std::error_code failure;
        if (std::filesystem::equivalent(folder, out, failure)) {
            return Error{
                ErrorCode::InvalidArgument,
                "is the folder of the micrographs, which would be overwritten; choose another folder",
                toUtf8(out)};
        }
    }
    return {};
}

std::string describeSide(std::optional<Membership> side)
{
    return side ? std::string(toText(*side)) + " side" : std::string("project");
}

formats::Finding imageFinding(formats::Severity severity, const project::ImageRecord& image,
                              std::string message)
{
    return {severity, toUtf8(image.file), {}, {}, image.name, std::move(message)};
}

} // namespace sorby::workflow
