// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/label_tiff.h"

#include "core/base/files.h"
#include "core/formats/masks_exporter.h"
#include "core/formats/masks_importer.h"
#include "core/imaging/label_tiff.h"

#include <memory>

namespace sorby::formats {
namespace {

class LabelTiffFormat final : public Format {
  public:
    [[nodiscard]] const char* id() const override { return "tiff"; }
    [[nodiscard]] const char* title() const override { return "Mask images as TIFF"; }
    /// "masks" recognises and reads them.
    [[nodiscard]] bool recognises(const std::filesystem::path& /*source*/) const override { return false; }
    [[nodiscard]] Status read(const ImportRequest& request, ImportSink& sink,
                              const JobControl& control) const override
    {
        return importMasks(request, sink, control);
    }
    [[nodiscard]] std::unique_ptr<Exporter> makeExporter(const ExportTarget& target) const override
    {
        return std::make_unique<MasksExporter>(target, MasksExporter::File::Tiff);
    }
};

} // namespace

const Format& labelTiffFormat()
{
    static const LabelTiffFormat format;
    return format;
}

} // namespace sorby::formats
