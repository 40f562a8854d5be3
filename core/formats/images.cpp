// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/images.h"

#include "core/base/files.h"
#include "core/formats/image_folders.h"
#include "core/imaging/micrograph.h"

#include <algorithm>
#include <memory>
#include <system_error>
#include <utility>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> filesOf(const fs::path& source)
{
    if (!isFolder(source)) {
        return {source};
    }
    auto files = listMicrographs(source);
    for (const auto& folder : imageSubfolders(source)) {
        if (files.empty()) {
            files = listMicrographs(folder);
        }
    }
    return files;
}

class ImagesFormat final : public Format {
  public:
    [[nodiscard]] const char* id() const override { return "images"; }
    [[nodiscard]] const char* title() const override { return "Micrographs without annotations"; }
    [[nodiscard]] bool recognises(const fs::path& source) const override
    {
        return isFolder(source) ? !filesOf(source).empty() : imaging::probeMicrograph(source).hasValue();
    }
    [[nodiscard]] bool takesPages() const override { return true; }
    [[nodiscard]] Status read(const ImportRequest& request, ImportSink& sink,
                              const JobControl& control) const override;
    [[nodiscard]] std::unique_ptr<Exporter> makeExporter(const ExportTarget& /*target*/) const override
    {
        return nullptr;
    }
};

/// One page, or each of them as an image of its own.
Status takePages(const fs::path& file, int wanted, ImportSink& sink)
{
    const auto info = imaging::probeMicrograph(file);
    const int pages = info ? info->pages : 1;
    if (wanted > pages && info) {
        const auto missing = imaging::probeMicrograph(file, wanted).error();
        sink.finding({Severity::Refused, toUtf8(file), {}, {}, {}, missing.message + "; it is left out"});
        return {};
    }
    const int first = wanted == 0 ? 1 : wanted;
    const int last = wanted == 0 ? pages : wanted;
    for (int page = first; page <= last; ++page) {
        ImportedImage image;
        image.name = pageName(file, page);
        image.page = page;
        image.annotated = false;
        attachFile(file, image, sink, wanted == 0);
        if (auto taken = sink.image(std::move(image)); !taken) {
            return taken;
        }
    }
    return {};
}

Status ImagesFormat::read(const ImportRequest& request, ImportSink& sink, const JobControl& control) const
{
    if (!isFolder(request.source)) {
        const int page = std::max(1, request.page);
        if (const auto info = imaging::probeMicrograph(request.source, page); !info) {
            return info.error();
        }
    }
    const auto files = filesOf(request.source);
    if (files.empty()) {
        return Error{ErrorCode::NotFound, "holds no micrographs (PNG, TIFF, JPEG or BMP)",
                     toUtf8(request.source)};
    }
    std::size_t done = 0;
    for (const auto& file : files) {
        if (control.stopRequested()) {
            return Error{ErrorCode::Cancelled, "the import was stopped", {}};
        }
        if (auto taken = takePages(file, request.page, sink); !taken) {
            return taken;
        }
        control.report(++done, files.size(), toUtf8(file.filename()));
    }
    return {};
}

} // namespace

const Format& imagesFormat()
{
    static const ImagesFormat format;
    return format;
}

} // namespace sorby::formats
