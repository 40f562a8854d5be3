// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::test {

/// Keeps all that an importer gives.
class CollectingSink final : public formats::ImportSink {
  public:
    Status classes(const annotation::ClassList& list) override;
    Status image(formats::ImportedImage&& image) override;
    void finding(formats::Finding finding) override;

    [[nodiscard]] const formats::ImportedImage* imageOf(const std::string& name) const;
    [[nodiscard]] std::size_t count(formats::Severity severity) const;
    /// The one finding whose message holds this text; a test failure and an empty finding when there is not
    /// exactly one.
    [[nodiscard]] formats::Finding findingWith(std::string_view text) const;
    /// All findings, for failure messages.
    [[nodiscard]] std::string list() const;

    std::optional<annotation::ClassList> givenClasses;
    std::vector<formats::ImportedImage> images;
    std::vector<formats::Finding> findings;
};

void writeText(const std::filesystem::path& path, std::string_view text);
[[nodiscard]] std::string textOf(const std::filesystem::path& path);
/// A grey micrograph of this size.
void writeMicrograph(const std::filesystem::path& path, Size size);
/// The first half of the file alone.
void cutInHalf(const std::filesystem::path& path);

/// The images as an exporter gets them, with the reference as labels.
[[nodiscard]] formats::ExportedImage exported(const formats::ImportedImage& image);
/// Exports the images to the folder; the losses, or a test failure.
std::vector<formats::Finding> exportAll(const formats::Format& format, const std::filesystem::path& folder,
                                        const annotation::ClassList& classes,
                                        const std::vector<formats::ExportedImage>& images, int expectedFiles);

} // namespace sorby::test
