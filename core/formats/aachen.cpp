// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/aachen.h"

#include "core/formats/aachen_exporter.h"
#include "core/formats/aachen_files.h"
#include "core/formats/aachen_importer.h"

#include <memory>

namespace sorby::formats {
namespace {

class AachenFormat final : public Format {
  public:
    [[nodiscard]] const char* id() const override { return "aachen"; }
    [[nodiscard]] const char* title() const override { return "Aachen-Heerlen CSV"; }
    [[nodiscard]] bool recognises(const std::filesystem::path& source) const override
    {
        return looksLikeAachen(source);
    }
    [[nodiscard]] Status read(const ImportRequest& request, ImportSink& sink,
                              const JobControl& control) const override
    {
        return importAachen(request, sink, control);
    }
    [[nodiscard]] std::unique_ptr<Exporter> makeExporter(const ExportTarget& target) const override
    {
        return std::make_unique<AachenExporter>(target);
    }
};

} // namespace

const Format& aachenFormat()
{
    static const AachenFormat format;
    return format;
}

} // namespace sorby::formats
