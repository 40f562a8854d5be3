// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/yolo.h"

#include "core/formats/yolo_exporter.h"
#include "core/formats/yolo_files.h"
#include "core/formats/yolo_importer.h"

#include <memory>

namespace sorby::formats {
namespace {

class YoloFormat final : public Format {
  public:
    [[nodiscard]] const char* id() const override { return "yolo"; }
    [[nodiscard]] const char* title() const override { return "YOLO segmentation"; }
    [[nodiscard]] bool recognises(const std::filesystem::path& source) const override
    {
        return looksLikeYolo(source);
    }
    [[nodiscard]] Status read(const ImportRequest& request, ImportSink& sink,
                              const JobControl& control) const override
    {
        return importYolo(request, sink, control);
    }
    [[nodiscard]] std::unique_ptr<Exporter> makeExporter(const ExportTarget& target) const override
    {
        return std::make_unique<YoloExporter>(target);
    }
};

} // namespace

const Format& yoloFormat()
{
    static const YoloFormat format;
    return format;
}

} // namespace sorby::formats
