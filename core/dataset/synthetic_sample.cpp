// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/dataset/synthetic.h"
#include "core/formats/format.h"
#include "core/imaging/micrograph.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <memory>
#include <utility>

namespace sorby::dataset {
namespace fs = std::filesystem;
namespace {

constexpr const char* kImageFolder = "PNG";
constexpr const char* kMaskFolder = "masks";

Status validate(const fs::path& folder, const SyntheticOptions& options)
{
    constexpr int kSmallestSide = 32;
    if (options.images < 1) {
        return Error{ErrorCode::InvalidArgument, "a sample needs at least one image", {}};
    }
    if (options.classes < 1 || options.classes > 3) {
        return Error{ErrorCode::InvalidArgument, "a sample has 1 to 3 classes besides the matrix", {}};
    }
    if (options.size.width < kSmallestSide || options.size.height < kSmallestSide) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("the images of a sample need at least {0}x{0} pixels", kSmallestSide),
                     {}};
    }
    std::error_code failure;
    if (fs::exists(folder, failure) &&
        (!fs::is_directory(folder, failure) || !fs::is_empty(folder, failure))) {
        return Error{ErrorCode::InvalidArgument, "is not an empty folder; name one that does not exist yet",
                     toUtf8(folder)};
    }
    return makeFolder(folder);
}

/// Makes one field and writes its two images.
Result<SyntheticField> writeField(const fs::path& folder, const SyntheticOptions& options, int index,
                                  const annotation::ClassList& classes)
{
    SyntheticField field = makeField(options, index);
    const fs::path name = fromUtf8(field.name);
    if (auto written = imaging::writePng(folder / kImageFolder / name, field.image); !written) {
        return written.error();
    }
    if (auto written = imaging::writeIndexedPng(folder / kMaskFolder / name, field.labels, classes);
        !written) {
        return written.error();
    }
    return field;
}

/// The layout knows islands alone. It takes the specimen's two words for type and temperature.
formats::ExportedImage islandsOf(const SyntheticField& field)
{
    formats::ExportedImage image;
    image.name = field.name;
    image.stem = stemOf(fromUtf8(field.name));
    image.specimen = fmt::format("{} {}", field.type, field.temperature);
    image.size = field.image.size();
    std::copy_if(field.objects.begin(), field.objects.end(), std::back_inserter(image.annotations.objects),
                 [](const annotation::Object& object) { return object.classId == 1; });
    image.annotations.points = field.points;
    image.labels = [&field]() -> Result<imaging::LabelImage> { return field.labels; };
    return image;
}

Status writeAll(const fs::path& folder, const SyntheticOptions& options, const JobControl& control)
{
    const annotation::ClassList classes = syntheticClasses(options.classes);
    const formats::Format* layout = formats::findFormat("aachen");
    const auto exporter = layout == nullptr ? nullptr : layout->makeExporter({folder, classes});
    if (!exporter) {
        return Error{ErrorCode::Internal, "the Aachen-Heerlen format is missing", {}};
    }
    const int together = std::max(1, platform::usableCores());
    for (int first = 0; first < options.images; first += together) {
        std::vector<std::future<Result<SyntheticField>>> fields;
        for (int index = first; index < std::min(options.images, first + together); ++index) {
            fields.push_back(std::async(std::launch::async, writeField, std::cref(folder), std::cref(options),
                                        index, std::cref(classes)));
        }
        for (auto& each : fields) {
            const auto field = each.get();
            if (!field) {
                return field.error();
            }
            if (auto added = exporter->add(islandsOf(*field)); !added) {
                return added;
            }
        }
        if (control.stopRequested()) {
            return Error{ErrorCode::Cancelled, "stopped", toUtf8(folder)};
        }
        const int done = std::min(options.images, first + together);
        control.report(static_cast<std::size_t>(done), static_cast<std::size_t>(options.images));
    }
    if (auto finished = exporter->finish(); !finished) {
        return finished.error();
    }
    return writeFileAtomically(folder / kMaskFolder / "classes.json", annotation::toClassesJson(classes));
}

} // namespace

annotation::ClassList syntheticClasses(int classes)
{
    constexpr const char* kNames[] = {"matrix", "MA island", "carbide", "martensite"};
    annotation::ClassList list = annotation::numberedClasses(classes);
    for (auto& info : list) {
        info.name = kNames[info.id];
    }
    return list;
}

Result<int> writeSyntheticSample(const fs::path& folder, const SyntheticOptions& options,
                                 const JobControl& control)
{
    if (auto valid = validate(folder, options); !valid) {
        return valid.error();
    }
    if (auto written = writeAll(folder, options, control); !written) {
        // The folder was empty: what is in it now is half a sample, and a second try shall find it empty.
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(folder, ignored)) {
            fs::remove_all(entry.path(), ignored);
        }
        return written.error();
    }
    const auto files = listFiles(folder, true);
    if (!files) {
        return files.error();
    }
    return static_cast<int>(files->size());
}

} // namespace sorby::dataset
