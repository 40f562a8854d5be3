// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/cvat.h"

#include "core/formats/cvat_files.h"
#include "core/formats/cvat_importer.h"

#include <memory>

namespace sorby::formats {
namespace {

class CvatFormat final : public Format {
  public:
    [[nodiscard]] const char* id() const override { return "cvat"; }
    [[nodiscard]] const char* title() const override { return "CVAT XML 1.1"; }
    [[nodiscard]] bool recognises(const std::filesystem::path& source) const override
    {
        return looksLikeCvat(source);
    }
    [[nodiscard]] Status read(const ImportRequest& request, ImportSink& sink,
                              const JobControl& control) const override
    {
        return importCvat(request, sink, control);
    }
    [[nodiscard]] std::unique_ptr<Exporter> makeExporter(const ExportTarget& /*target*/) const override
    {
        return nullptr;
    }
};

} // namespace

const Format& cvatFormat()
{
    static const CvatFormat format;
    return format;
}

} // namespace sorby::formats
