// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/masks.h"

#include "core/base/files.h"
#include "core/formats/masks_exporter.h"
#include "core/formats/masks_files.h"
#include "core/formats/masks_importer.h"

#include <memory>

namespace sorby::formats {
namespace {

/// All are read alike; what they are written as is what tells them apart.
class MasksFormat final : public Format {
  public:
    MasksFormat(const char* id, const char* title, MasksExporter::File file)
        : m_id(id), m_title(title), m_file(file)
    {}
    [[nodiscard]] const char* id() const override { return m_id; }
    [[nodiscard]] const char* title() const override { return m_title; }
    /// Whatever wrote them, they are recognised as "masks".
    [[nodiscard]] bool recognises(const std::filesystem::path& source) const override
    {
        return m_file == MasksExporter::File::IndexedPng && looksLikeMasks(source);
    }
    [[nodiscard]] Status read(const ImportRequest& request, ImportSink& sink,
                              const JobControl& control) const override
    {
        return importMasks(request, sink, control);
    }
    [[nodiscard]] std::unique_ptr<Exporter> makeExporter(const ExportTarget& target) const override
    {
        return std::make_unique<MasksExporter>(target, m_file);
    }

  private:
    const char* m_id;
    const char* m_title;
    MasksExporter::File m_file;
};

} // namespace

const Format& masksFormat()
{
    static const MasksFormat format("masks", "Mask images", MasksExporter::File::IndexedPng);
    return format;
}

const Format& labelTiffFormat()
{
    static const MasksFormat format("tiff", "Mask images as TIFF", MasksExporter::File::Tiff);
    return format;
}

const Format& rgbMasksFormat()
{
    static const MasksFormat format("rgb", "Mask images in colours (RGB)", MasksExporter::File::RgbPng);
    return format;
}

} // namespace sorby::formats
