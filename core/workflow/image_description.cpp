// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/image_description.h"

#include "core/base/files.h"
#include "core/imaging/metadata.h"
#include "core/project/content_hash.h"
#include "core/workflow/image_inspection.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace sorby::workflow {
namespace {

class Describer {
  public:
    Describer(const formats::ImportedImage& image, const ImportOptions& options)
        : m_image(image), m_options(options)
    {}

    ImageDescription describe()
    {
        auto& fresh = m_result.image;
        fresh.name = m_image.name;
        fresh.file = m_image.file;
        fresh.page = m_image.page;
        fresh.size = m_image.size.value_or(Size{});
        fresh.specimen = m_image.specimen.value_or(std::string());
        if (m_image.file.empty()) {
            fresh.broken = "its file was not found";
            return std::move(m_result);
        }
        const auto info = inspectImage(m_image.file, m_image.page, m_image.info);
        auto hash = project::hashFile(m_image.file);
        if (hash) {
            fresh.contentHash = std::move(*hash);
        }
        if (info) {
            fresh.size = info->size;
            fresh.bitsPerChannel = info->bitsPerChannel;
            fresh.channels = info->channels;
            takeMetadata(*info);
        } else {
            fresh.broken = info.error().message;
            // An importer that could not even read the head has said so by itself.
            if (m_image.size) {
                flag(info.error().message);
            }
        }
        return std::move(m_result);
    }

  private:
    void flag(std::string message)
    {
        m_result.findings.push_back(
            {formats::Severity::Flagged, toUtf8(m_image.file), {}, {}, m_image.name, std::move(message)});
    }

    /// Pixel size and information bar, as the microscope wrote them down.
    void takeMetadata(const imaging::MicrographInfo& info)
    {
        if (info.orientation != 1) {
            flag(fmt::format("asks to be turned or mirrored when shown (orientation {}); Sorby shows and "
                             "annotates the pixels as they are stored",
                             info.orientation));
        }
        const auto metadata = imaging::readMetadata(m_image.file, m_image.page, info);
        if (!metadata) {
            return; // the file itself has been looked at before
        }
        for (const auto& doubt : metadata->doubts) {
            flag(doubt);
        }
        auto& fresh = m_result.image;
        fresh.calibration = m_options.calibration ? m_options.calibration : metadata->calibration;
        if (metadata->specimenRegion && !m_options.keepsBar) {
            fresh.region = project::SpecimenRegion{*metadata->specimenRegion, metadata->regionSource};
        }
    }

    const formats::ImportedImage& m_image;
    const ImportOptions& m_options;
    ImageDescription m_result;
};

} // namespace

ImageDescription describeImage(const formats::ImportedImage& image, const ImportOptions& options)
{
    return Describer(image, options).describe();
}

} // namespace sorby::workflow
