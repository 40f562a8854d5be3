// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/masks_importer.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/formats/image_folders.h"
#include "core/formats/mask_values.h"
#include "core/formats/masks_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

class MasksImporter {
  public:
    MasksImporter(MaskFiles files, ImportSink& sink, const JobControl& control)
        : m_files(std::move(files)), m_sink(sink), m_control(control)
    {}

    Status run(const ImportRequest& request)
    {
        m_images = listMicrographs(m_files.images);
        if (m_images.empty()) {
            return Error{ErrorCode::NotFound, "holds no micrographs (PNG, TIFF, JPEG or BMP)",
                         toUtf8(m_files.images)};
        }
        if (auto listed = listMasks(); !listed) {
            return listed;
        }
        auto legend = readLegend(m_files, request);
        if (!legend) {
            return legend.error();
        }
        m_legend = std::move(*legend);
        if (auto chosen = chooseClasses(request); !chosen) {
            return chosen;
        }
        for (const auto& file : m_images) {
            if (auto imported = importImage(file); !imported) {
                return imported;
            }
        }
        for (const auto& [stem, mask] : m_masks) {
            if (!mask.isUsed) {
                refuse(mask.file, {},
                       fmt::format("there is no micrograph of this name in {}", toUtf8(m_files.images)));
            }
        }
        return {};
    }

  private:
    struct Mask {
        fs::path file;
        bool isUsed = false;
    };

    void refuse(const fs::path& file, const std::string& image, std::string message)
    {
        m_sink.finding({Severity::Refused, toUtf8(file), {}, {}, image, std::move(message)});
    }
    void flag(const fs::path& file, const std::string& image, std::string message)
    {
        m_sink.finding({Severity::Flagged, toUtf8(file), {}, {}, image, std::move(message)});
    }

    Status step(std::size_t total, const std::string& what)
    {
        if (m_control.stopRequested()) {
            return Error{ErrorCode::Cancelled, "the import was stopped", {}};
        }
        m_control.report(m_done++, total, what);
        return {};
    }

    Status listMasks()
    {
        for (auto& file : listMicrographs(m_files.masks)) {
            if (imaging::hasMaskExtension(file)) {
                const auto [first, isNew] = m_masks.emplace(lowered(stemOf(file)), Mask{file});
                if (!isNew) {
                    refuse(file, {},
                           fmt::format("is left out: {} is a mask of the same name and is taken; keep one of "
                                       "the two",
                                       toUtf8(first->second.file.filename())));
                }
            } else {
                refuse(file, {}, "is neither PNG nor TIFF; masks in other formats lose or change values");
            }
        }
        if (m_masks.empty()) {
            return Error{ErrorCode::NotFound, "holds no masks (PNG or TIFF files)", toUtf8(m_files.masks)};
        }
        return {};
    }

    [[nodiscard]] Result<imaging::LabelImage> readMask(const fs::path& file) const
    {
        const auto mask = imaging::readMaskFile(file);
        if (!mask) {
            return mask.error();
        }
        return toLabels(*mask);
    }

    /// By the legend; colours without one by the colours of the classes.
    [[nodiscard]] Result<imaging::LabelImage> toLabels(const imaging::MaskFile& mask) const
    {
        if (m_legend) {
            return m_legend->apply(mask);
        }
        return mask.isColour() ? m_classColours.apply(mask) : MaskLegend().apply(mask);
    }

    /// From classes.json, else the project's, else those that the legend names, else as many as the masks
    /// have values.
    Status chooseClasses(const ImportRequest& request)
    {
        const auto named = readClasses(m_files);
        if (!named) {
            return named.error();
        }
        m_total = m_images.size();
        const auto& known = *named ? *named : request.classes;
        if (m_legend && m_legend->hasNames()) {
            ClassNames names(known);
            if (auto resolved = m_legend->resolve(names); !resolved) {
                return resolved;
            }
            m_check = MaskValues::forClasses(names.list().size());
            return m_sink.classes(names.list());
        }
        if (known) {
            m_classColours = MaskLegend::ofClasses(*known);
            m_check = MaskValues::forClasses(known->size());
            return *named ? m_sink.classes(**named) : Status();
        }
        return classesFromMasks();
    }

    Status classesFromMasks()
    {
        m_total += m_masks.size();
        ValueSet found;
        std::vector<Rgb8> palette;
        for (const auto& [stem, mask] : m_masks) {
            if (auto stepped = step(m_total, toUtf8(mask.file.filename())); !stepped) {
                return stepped;
            }
            const auto file = imaging::readMaskFile(mask.file);
            if (const auto labels = file ? toLabels(*file) : Result<imaging::LabelImage>(file.error())) {
                found |= valuesOf(*labels);
                palette = palette.empty() ? file->palette : palette;
            }
        }
        m_check = MaskValues::forValues(found);
        return m_check.classCount() > 0 ? m_sink.classes(numberedClasses(palette)) : Status();
    }

    /// With the colours that the masks' palette gives them, when it is one of colours.
    [[nodiscard]] annotation::ClassList numberedClasses(const std::vector<Rgb8>& palette) const
    {
        auto classes = annotation::numberedClasses(static_cast<int>(m_check.classCount()) - 1);
        const bool isGrey = std::all_of(palette.begin(), palette.end(), [](const Rgb8& colour) {
            return colour.r == colour.g && colour.g == colour.b;
        });
        if (!isGrey && !m_legend && palette.size() >= classes.size()) {
            for (auto& info : classes) {
                info.colour = palette[info.id];
            }
        }
        return classes;
    }

    Status importImage(const fs::path& file)
    {
        const std::string name = toUtf8(file.filename());
        if (auto stepped = step(m_total, name); !stepped) {
            return stepped;
        }
        const auto found = m_masks.find(lowered(stemOf(file)));
        if (found != m_masks.end() && found->second.isUsed) {
            flag(file, name, "is left out: another micrograph of the same name has the mask");
            return {};
        }
        ImportedImage image;
        image.name = name;
        image.annotated = false;
        attachFile(file, image, m_sink);
        if (found != m_masks.end()) {
            found->second.isUsed = true;
            takeMask(found->second.file, image);
        }
        return m_sink.image(std::move(image));
    }

    void takeMask(const fs::path& file, ImportedImage& image)
    {
        const auto labels = readMask(file);
        if (!labels) {
            refuse(file, image.name, labels.error().message);
            return;
        }
        if (image.size && labels->size() != *image.size) {
            refuse(file, image.name,
                   fmt::format("the mask has {}x{} pixels and the micrograph {}x{}", labels->width(),
                               labels->height(), image.size->width, image.size->height));
            return;
        }
        const ValueSet values = valuesOf(*labels);
        if (const auto problem = m_check.problemOf(values)) {
            refuse(file, image.name, *problem);
            return;
        }
        if (const auto doubt = m_check.doubtOf(values)) {
            flag(file, image.name, *doubt);
        }
        image.annotations.pixelEdits = annotation::PixelEdits::fromLabels(*labels);
        image.annotated = true;
    }

    MaskFiles m_files;
    ImportSink& m_sink;
    const JobControl& m_control;
    std::vector<fs::path> m_images;
    std::map<std::string, Mask> m_masks; ///< by stem in lower case
    std::optional<MaskLegend> m_legend;
    MaskLegend m_classColours;
    MaskValues m_check;
    std::size_t m_done = 0;
    std::size_t m_total = 0;
};

} // namespace

Status importMasks(const ImportRequest& request, ImportSink& sink, const JobControl& control)
{
    auto files = findMaskFiles(request);
    if (!files) {
        return files.error();
    }
    return MasksImporter(std::move(*files), sink, control).run(request);
}

} // namespace sorby::formats
