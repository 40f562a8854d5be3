// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/masks.h"

#include "core/base/files.h"
#include "core/formats/masks_exporter.h"
#include "core/formats/masks_files.h"
#include "core/formats/masks_importer.h"

#include <memory>

namespace sorby::formats {
namespace {

class MasksFormat final : public Format {
  public:
    [[nodiscard]] const char* id() const override { return "masks"; }
    [[nodiscard]] const char* title() const override { return "Mask images"; }
    [[nodiscard]] bool recognises(const std::filesystem::path& source) const override
    {
        return looksLikeMasks(source);
    }
    [[nodiscard]] Status read(const ImportRequest& request, ImportSink& sink,
                              const JobControl& control) const override
    {
        return importMasks(request, sink, control);
    }
    [[nodiscard]] std::unique_ptr<Exporter> makeExporter(const ExportTarget& target) const override
    {
        return std::make_unique<MasksExporter>(target);
    }
};

} // namespace

const Format& masksFormat()
{
    static const MasksFormat format;
    return format;
}

} // namespace sorby::formats
