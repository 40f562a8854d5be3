// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/instances_importer.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/class_names.h"
#include "core/formats/image_folders.h"
#include "core/formats/instance_table.h"
#include "core/formats/object_intake.h"
#include "core/imaging/mask_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kValues = 65536;

/// Where the pixels of one number lie.
struct Extent {
    int left = std::numeric_limits<int>::max();
    int top = 0;
    int right = -1;
    int bottom = -1;
};

template <typename Value>
std::vector<Extent> extentsOf(const Raster<Value>& values)
{
    std::vector<Extent> extents(kValues);
    for (int y = 0; y < values.height(); ++y) {
        const auto row = values.row(y);
        for (int x = 0; x < values.width(); ++x) {
            auto& extent = extents[row[static_cast<std::size_t>(x)]];
            extent.top = extent.right < 0 ? y : extent.top;
            extent.bottom = y;
            extent.left = std::min(extent.left, x);
            extent.right = std::max(extent.right, x);
        }
    }
    return extents;
}

template <typename Value>
Raster<std::uint8_t> maskOf(const Raster<Value>& values, std::size_t number, const Extent& extent)
{
    Raster<std::uint8_t> mask(extent.right - extent.left + 1, extent.bottom - extent.top + 1);
    for (int y = 0; y < mask.height(); ++y) {
        for (int x = 0; x < mask.width(); ++x) {
            mask.at(x, y) = values.at(extent.left + x, extent.top + y) == number ? 1 : 0;
        }
    }
    return mask;
}

class InstancesImporter {
  public:
    InstancesImporter(const ImportRequest& request, fs::path folder, ImportSink& sink,
                      const JobControl& control)
        : m_folder(std::move(folder)),
          m_images(request.images.empty() ? foldersBeside(m_folder, request.source)
                                          : std::vector<fs::path>{request.images}),
          m_sink(sink),
          m_control(control),
          m_intake(imaging::RasterRule::Centre, 0, sink),
          m_names(request.classes)
    {}

    Status run()
    {
        auto files = listMicrographs(m_folder);
        std::erase_if(files, [](const fs::path& file) { return !imaging::hasMaskExtension(file); });
        if (files.empty()) {
            return Error{ErrorCode::NotFound, "holds no instance images (PNG or TIFF)", toUtf8(m_folder)};
        }
        if (isFile(m_folder / kInstancesFile)) {
            auto table = InstanceTable::read(m_folder / kInstancesFile,
                                             [&](const Finding& finding) { m_sink.finding(finding); });
            if (!table) {
                return table.error();
            }
            m_table = std::move(*table);
        }
        std::size_t done = 0;
        for (const auto& file : files) {
            if (m_control.stopRequested()) {
                return Error{ErrorCode::Cancelled, "the import was stopped", {}};
            }
            if (auto taken = import(file); !taken) {
                return taken;
            }
            m_control.report(++done, files.size(), toUtf8(file.filename()));
        }
        return {};
    }

  private:
    static std::vector<fs::path> foldersBeside(const fs::path& folder, const fs::path& source)
    {
        std::vector<fs::path> folders;
        for (const auto& parent : {source, folder.parent_path(), source.parent_path()}) {
            for (auto& found : imageSubfolders(parent)) {
                folders.push_back(std::move(found));
            }
        }
        return folders;
    }

    Status import(const fs::path& file)
    {
        const Place place{toUtf8(file), {}, {}, {}};
        const auto stem = stemOf(file);
        const auto [first, isNew] = m_taken.emplace(lowered(stem), toUtf8(file.filename()));
        if (!isNew) {
            m_intake.refuse(place, {},
                            fmt::format("is left out: {} is an instance image of the same name and is taken; "
                                        "keep one of the two",
                                        first->second));
            return {};
        }
        const auto mask = imaging::readMaskFile(file);
        if (!mask) {
            m_intake.refuse(place, stem, mask.error().message);
            return {};
        }
        if (mask->isColour()) {
            m_intake.refuse(place, stem, "is in colour; an instance image holds numbers in grey");
            return {};
        }
        ImportedImage image;
        if (const auto found = m_images.find(toUtf8(file.filename()))) {
            image.name = toUtf8(found->filename());
            attachFile(*found, image, m_sink);
        } else {
            image.name = toUtf8(file.filename());
            m_intake.flag(place, image.name, "image not found in " + m_images.describe());
        }
        if (image.size && *image.size != mask->size()) {
            m_intake.refuse(place, image.name,
                            fmt::format("the instance image has {}x{} pixels and the micrograph {}x{}",
                                        mask->size().width, mask->size().height, image.size->width,
                                        image.size->height));
            return {};
        }
        image.size = mask->size();
        Status taken;
        if (const auto* wide = std::get_if<Raster<std::uint16_t>>(&mask->pixels)) {
            taken = takeAll(*wide, stem, place, image);
        } else {
            taken = takeAll(std::get<Raster<std::uint8_t>>(mask->pixels), stem, place, image);
        }
        if (!taken) {
            return taken;
        }
        if (auto announced = m_names.announce(m_sink); !announced) {
            return announced;
        }
        return m_sink.image(std::move(image));
    }

    template <typename Value>
    Status takeAll(const Raster<Value>& values, const std::string& stem, const Place& place,
                   ImportedImage& image)
    {
        const auto extents = extentsOf(values);
        for (std::size_t number = 1; number < extents.size(); ++number) {
            const auto& extent = extents[number];
            if (extent.right < 0) {
                continue;
            }
            const auto id = m_names.idOf(m_table.classOf(stem, static_cast<std::uint32_t>(number)));
            if (!id) {
                return id.error();
            }
            annotation::Object prototype;
            prototype.classId = *id;
            prototype.provenance = {
                annotation::Origin::Imported, toUtf8(fromUtf8(place.file).filename()), {}};
            m_intake.takeMask(image, maskOf(values, number, extent), extent.left, extent.top, prototype,
                              place);
        }
        return {};
    }

    fs::path m_folder;
    ImageFolders m_images;
    ImportSink& m_sink;
    const JobControl& m_control;
    ObjectIntake m_intake;
    ClassNames m_names;
    InstanceTable m_table;
    std::map<std::string, std::string> m_taken; ///< file names by stem in lower case
};

} // namespace

Status importInstances(const ImportRequest& request, ImportSink& sink, const JobControl& control)
{
    if (!isFolder(request.source)) {
        return Error{ErrorCode::NotFound, "is not a folder of instance images", toUtf8(request.source)};
    }
    const auto below = findSubfolder(request.source, "instances");
    const auto masks = findSubfolder(request.source, "masks");
    return InstancesImporter(request, below ? *below : masks.value_or(request.source), sink, control).run();
}

} // namespace sorby::formats
