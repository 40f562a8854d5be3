// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/project/sample_records.h"

#include "core/project/content_hash.h"

#include <fstream>
#include <iterator>

namespace sorby::project::test {

annotation::ClassList twoClasses()
{
    return {{0, "matrix", {0, 0, 0}}, {1, "MA island", {230, 159, 0}}};
}

std::unique_ptr<Project> makeProject(const std::filesystem::path& folder)
{
    return valueOf(Project::create(folder, twoClasses()));
}

NewImage newImage(const std::filesystem::path& file)
{
    NewImage image;
    const auto name = file.filename().u8string();
    image.name.assign(name.begin(), name.end());
    image.file = file;
    image.contentHash = hashText(image.name + "|" + file.parent_path().generic_string());
    image.size = {300, 200};
    return image;
}

annotation::Annotations someAnnotations()
{
    annotation::Annotations annotations;
    annotation::Object ring;
    ring.polygon.outer = {{1.5, 2.25}, {100.125, 2}, {80, 90.0625}, {-3, 77}};
    ring.polygon.holes = {{{10, 10}, {10, 20}, {20, 20}}, {{40, 40}, {40, 50}, {50, 45}}};
    ring.poi = annotation::Point{33.5, 44.5};
    ring.provenance = {annotation::Origin::Imported, "poly gön.csv", "2026-03-31T12:03:41Z"};
    ring.polygonText = "[(1, 2), (100, 2)]";
    ring.poiText = "(33, 44)";
    annotation::Object plain;
    plain.polygon.outer = {{0.1, 1e-300}, {1e300, 0.3}, {5, 5}};
    plain.provenance.origin = annotation::Origin::Corrected;
    annotations.objects = {ring, plain};
    annotations.pixelEdits.set(3, 4, 1);
    annotations.pixelEdits.set(3, 5, 0);
    annotations.pixelEdits.set(290, 150, annotation::kIgnore);
    annotations.points = {{0, "annotator 1", {12.5, 13.5}}, {0, "Jürgen", {99.5, 0.5}}};
    return annotations;
}

annotation::Annotations withoutIds(annotation::Annotations annotations)
{
    for (auto& object : annotations.objects) {
        object.id = 0;
    }
    for (auto& point : annotations.points) {
        point.id = 0;
    }
    return annotations;
}

std::string bytesOf(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

void writeBytes(const std::filesystem::path& file, const std::string& bytes)
{
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

} // namespace sorby::project::test
