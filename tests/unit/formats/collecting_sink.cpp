// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/formats/collecting_sink.h"

#include "core/base/files.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/reference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <utility>

namespace sorby::test {
namespace fs = std::filesystem;

Status CollectingSink::classes(const annotation::ClassList& list)
{
    EXPECT_FALSE(givenClasses) << "the classes were given twice";
    EXPECT_TRUE(images.empty()) << "the classes came after an image";
    givenClasses = list;
    return {};
}

Status CollectingSink::image(formats::ImportedImage&& image)
{
    images.push_back(std::move(image));
    return {};
}

void CollectingSink::finding(formats::Finding finding)
{
    findings.push_back(std::move(finding));
}

const formats::ImportedImage* CollectingSink::imageOf(const std::string& name) const
{
    const auto found =
        std::find_if(images.begin(), images.end(), [&](const auto& image) { return image.name == name; });
    return found == images.end() ? nullptr : &*found;
}

std::size_t CollectingSink::count(formats::Severity severity) const
{
    return static_cast<std::size_t>(std::count_if(
        findings.begin(), findings.end(), [&](const auto& finding) { return finding.severity == severity; }));
}

formats::Finding CollectingSink::findingWith(std::string_view text) const
{
    std::vector<formats::Finding> found;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(found),
                 [&](const auto& finding) { return finding.message.find(text) != std::string::npos; });
    EXPECT_EQ(found.size(), 1U) << "with \"" << text << "\" among\n" << list();
    return found.size() == 1 ? found.front() : formats::Finding{};
}

std::string CollectingSink::list() const
{
    std::string text;
    for (const auto& finding : findings) {
        text += std::string(formats::toText(finding.severity)) + " " + describe(finding) + "\n";
    }
    return text;
}

void writeText(const fs::path& path, std::string_view text)
{
    fs::create_directories(path.parent_path());
    std::ofstream stream(path, std::ios::binary | std::ios::trunc);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    ASSERT_TRUE(stream.flush());
}

std::string textOf(const fs::path& path)
{
    const auto text = readText(path);
    EXPECT_TRUE(text) << describe(text.error());
    return text.valueOr("");
}

void writeMicrograph(const fs::path& path, Size size)
{
    const auto written = imaging::writePng(path, Raster<std::uint8_t>(size, 90));
    ASSERT_TRUE(written) << describe(written.error());
}

void cutInHalf(const fs::path& path)
{
    fs::resize_file(path, fs::file_size(path) / 2);
}

formats::ExportedImage exported(const formats::ImportedImage& image)
{
    formats::ExportedImage result;
    result.name = image.name;
    result.stem = stemOf(fromUtf8(image.name));
    result.specimen = image.specimen.value_or("");
    result.size = image.size.value_or(Size{});
    result.annotations = image.annotations;
    result.labels = [annotations = image.annotations, size = result.size]() -> Result<imaging::LabelImage> {
        return imaging::makeReference(annotations, size);
    };
    return result;
}

std::vector<formats::Finding> exportAll(const formats::Format& format, const fs::path& folder,
                                        const annotation::ClassList& classes,
                                        const std::vector<formats::ExportedImage>& images, int expectedFiles)
{
    const auto exporter = format.makeExporter({folder, classes});
    for (const auto& image : images) {
        const auto written = exporter->writeOwnFiles(image);
        EXPECT_TRUE(written) << describe(written.error());
        const auto added = exporter->add(image);
        EXPECT_TRUE(added) << describe(added.error());
    }
    const auto files = exporter->finish();
    EXPECT_TRUE(files) << describe(files.error());
    EXPECT_EQ(files.valueOr(0), expectedFiles);
    return exporter->losses();
}

} // namespace sorby::test
