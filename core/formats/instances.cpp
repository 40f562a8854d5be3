// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/instances.h"

#include "core/base/files.h"
#include "core/formats/instance_table.h"
#include "core/formats/instances_exporter.h"
#include "core/formats/instances_importer.h"

#include <memory>

namespace sorby::formats {
namespace {

class InstancesFormat final : public Format {
  public:
    [[nodiscard]] const char* id() const override { return "instances"; }
    [[nodiscard]] const char* title() const override { return "Instance images"; }
    [[nodiscard]] bool recognises(const std::filesystem::path& source) const override
    {
        return isFile(source / kInstancesFile);
    }
    [[nodiscard]] Status read(const ImportRequest& request, ImportSink& sink,
                              const JobControl& control) const override
    {
        return importInstances(request, sink, control);
    }
    [[nodiscard]] std::unique_ptr<Exporter> makeExporter(const ExportTarget& target) const override
    {
        return std::make_unique<InstancesExporter>(target);
    }
};

} // namespace

const Format& instancesFormat()
{
    static const InstancesFormat format;
    return format;
}

} // namespace sorby::formats
