// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/coco.h"

#include "core/formats/coco_exporter.h"
#include "core/formats/coco_files.h"
#include "core/formats/coco_importer.h"

#include <memory>

namespace sorby::formats {
namespace {

class CocoFormat final : public Format {
  public:
    [[nodiscard]] const char* id() const override { return "coco"; }
    [[nodiscard]] const char* title() const override { return "COCO JSON"; }
    [[nodiscard]] bool recognises(const std::filesystem::path& source) const override
    {
        return !findCocoFiles(source).empty();
    }
    [[nodiscard]] Status read(const ImportRequest& request, ImportSink& sink,
                              const JobControl& control) const override
    {
        return importCoco(request, sink, control);
    }
    [[nodiscard]] std::unique_ptr<Exporter> makeExporter(const ExportTarget& target) const override
    {
        return std::make_unique<CocoExporter>(target);
    }
};

} // namespace

const Format& cocoFormat()
{
    static const CocoFormat format;
    return format;
}

} // namespace sorby::formats
