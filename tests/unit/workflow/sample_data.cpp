// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/workflow/sample_data.h"

#include "core/imaging/micrograph.h"

#include <algorithm>

namespace sorby::workflow::test {

FindingSink Findings::sink()
{
    return [this](const formats::Finding& finding) { all.push_back(finding); };
}

std::size_t Findings::count(formats::Severity severity) const
{
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](const auto& finding) { return finding.severity == severity; }));
}

bool Findings::mentions(const std::string& image, const std::string& text) const
{
    return std::any_of(all.begin(), all.end(), [&](const auto& finding) {
        return (finding.image == image || finding.file.find(image) != std::string::npos) &&
               finding.message.find(text) != std::string::npos;
    });
}

void writeMicrograph(const std::filesystem::path& file, const imaging::LabelImage& labels)
{
    Raster<std::uint8_t> grey(labels.size());
    std::transform(labels.pixels().begin(), labels.pixels().end(), grey.pixels().begin(),
                   [](std::uint8_t label) -> std::uint8_t {
                       return label == 1 ? 220 : label == 2 ? 125 : 30;
                   });
    expectGood(imaging::writePng(file, grey));
}

void writeMask(const std::filesystem::path& file, const imaging::LabelImage& labels)
{
    expectGood(imaging::writeIndexedPng(file, labels, annotation::numberedClasses(2)));
}

imaging::LabelImage block(int x)
{
    imaging::LabelImage result(12, 8);
    for (int dy = 0; dy < 4; ++dy) {
        for (int dx = 0; dx < 3; ++dx) {
            result.at(x + dx, 2 + dy) = 1;
        }
    }
    return result;
}

void writeDataSet(const std::filesystem::path& folder, int count)
{
    for (int i = 0; i < count; ++i) {
        const auto name = "field" + std::to_string(i) + ".png";
        writeMicrograph(folder / "images" / name, block(i % 9));
        writeMask(folder / "masks" / name, block(i % 9));
    }
}

std::unique_ptr<project::Project> importedProject(const TemporaryFolder& folder, int count)
{
    writeDataSet(folder / "data", count);
    auto project = valueOf(project::Project::create(folder / "project", annotation::numberedClasses(1)));
    ImportOptions options;
    options.source = folder / "data";
    options.format = "masks";
    static_cast<void>(valueOf(importInto(*project, options, {}, {})));
    std::vector<std::pair<project::ImageId, Membership>> memberships;
    for (const auto& image : valueOf(project->images())) {
        const int index = static_cast<int>(memberships.size());
        memberships.emplace_back(image.id, index == count - 1   ? Membership::Test
                                           : index == count - 2 ? Membership::Validation
                                                                : Membership::Train);
    }
    expectGood(project->setMemberships(memberships));
    return project;
}

} // namespace sorby::workflow::test
