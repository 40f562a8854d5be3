// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/imagej.h"

#include "core/formats/imagej_exporter.h"
#include "core/formats/imagej_files.h"
#include "core/formats/imagej_importer.h"

#include <memory>

namespace sorby::formats {
namespace {

class ImageJFormat final : public Format {
  public:
    [[nodiscard]] const char* id() const override { return "imagej"; }
    [[nodiscard]] const char* title() const override { return "ImageJ ROI and RoiSet.zip"; }
    [[nodiscard]] bool recognises(const std::filesystem::path& source) const override
    {
        return looksLikeImageJ(source);
    }
    [[nodiscard]] Status read(const ImportRequest& request, ImportSink& sink,
                              const JobControl& control) const override
    {
        return importImageJ(request, sink, control);
    }
    [[nodiscard]] std::unique_ptr<Exporter> makeExporter(const ExportTarget& target) const override
    {
        return std::make_unique<ImageJExporter>(target);
    }
};

} // namespace

const Format& imageJFormat()
{
    static const ImageJFormat format;
    return format;
}

} // namespace sorby::formats
