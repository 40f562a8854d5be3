// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/labelme.h"

#include "core/formats/labelme_exporter.h"
#include "core/formats/labelme_files.h"
#include "core/formats/labelme_importer.h"

#include <memory>

namespace sorby::formats {
namespace {

class LabelMeFormat final : public Format {
  public:
    [[nodiscard]] const char* id() const override { return "labelme"; }
    [[nodiscard]] const char* title() const override { return "LabelMe JSON"; }
    [[nodiscard]] bool recognises(const std::filesystem::path& source) const override
    {
        return looksLikeLabelMe(source);
    }
    [[nodiscard]] Status read(const ImportRequest& request, ImportSink& sink,
                              const JobControl& control) const override
    {
        return importLabelMe(request, sink, control);
    }
    [[nodiscard]] std::unique_ptr<Exporter> makeExporter(const ExportTarget& target) const override
    {
        return std::make_unique<LabelMeExporter>(target);
    }
};

} // namespace

const Format& labelMeFormat()
{
    static const LabelMeFormat format;
    return format;
}

} // namespace sorby::formats
