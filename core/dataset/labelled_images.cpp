// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/labelled_images.h"

#include "core/base/random.h"
#include "core/imaging/window.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <variant>

namespace sorby::dataset {
namespace {

/// Greys of 0..1 in steps of the integer type.
template <typename T>
Raster<T> quantised(const Raster<float>& greys)
{
    constexpr float kSteps = std::numeric_limits<T>::max();
    Raster<T> result(greys.size());
    std::transform(greys.pixels().begin(), greys.pixels().end(), result.pixels().begin(),
                   [](float grey) { return static_cast<T>(std::lround(grey * kSteps)); });
    return result;
}

/// Back to 0..1; pixels of `rect` that lie outside are 0.
template <typename T>
Raster<float> greysOf(const Raster<T>& steps, const PixelRect& rect)
{
    constexpr float kSteps = std::numeric_limits<T>::max();
    Raster<float> result(rect.size());
    const int right = std::min(rect.width, steps.width() - rect.x);
    const int bottom = std::min(rect.height, steps.height() - rect.y);
    for (int y = 0; y < bottom; ++y) {
        for (int x = 0; x < right; ++x) {
            result.at(x, y) = static_cast<float>(steps.at(rect.x + x, rect.y + y)) / kSteps;
        }
    }
    return result;
}

/// A micrograph as networks see it, in a quarter or half of the memory of floats.
using Greys = std::variant<Raster<std::uint8_t>, Raster<std::uint16_t>>;

Greys greysOf(const imaging::Micrograph& micrograph, const std::optional<Window>& window,
              const PixelRect& specimen)
{
    const Raster<float> grey = imaging::toGrey(micrograph);
    const Raster<float> seen = imaging::applyWindow(grey, imaging::viewWindow(grey, window, specimen));
    if (micrograph.bitsPerChannel() > 8) {
        return quantised<std::uint16_t>(seen);
    }
    return quantised<std::uint8_t>(seen);
}

Raster<float> greysOf(const Greys& greys, const PixelRect& rect)
{
    return std::visit([&](const auto& steps) { return greysOf(steps, rect); }, greys);
}

/// Finds the n-th pixel of a class with a few bytes a row, whatever the mask looks like.
class ClassPixels {
  public:
    ClassPixels(const imaging::LabelImage& labels, annotation::ClassId classId) : m_classId(classId)
    {
        std::uint64_t count = 0;
        for (int y = 0; y < labels.height(); ++y) {
            const auto row = labels.row(y);
            count += static_cast<std::uint64_t>(std::count(row.begin(), row.end(), classId));
            m_countToRow.push_back(count);
        }
    }

    [[nodiscard]] std::uint64_t count() const { return m_countToRow.empty() ? 0 : m_countToRow.back(); }

    /// Column and row of pixel number `n`, n below count().
    [[nodiscard]] std::pair<int, int> at(const imaging::LabelImage& labels, std::uint64_t n) const
    {
        const auto found = std::upper_bound(m_countToRow.begin(), m_countToRow.end(), n);
        const auto y = static_cast<int>(found - m_countToRow.begin());
        std::uint64_t left = n - (y == 0 ? 0 : m_countToRow[static_cast<std::size_t>(y) - 1]);
        const auto row = labels.row(y);
        int x = 0;
        while (row[static_cast<std::size_t>(x)] != m_classId || left-- > 0) {
            ++x;
        }
        return {x, y};
    }

  private:
    annotation::ClassId m_classId;
    std::vector<std::uint64_t> m_countToRow; ///< pixels of the class in the rows up to and with this one
};

struct LabelledImage {
    std::string name;
    Greys greys;
    imaging::LabelImage labels;
    std::vector<ClassPixels> foreground; ///< of each class but the matrix that occurs here

    [[nodiscard]] Size size() const { return labels.size(); }
    [[nodiscard]] learning::Sample sample(const PixelRect& rect) const
    {
        return {greysOf(greys, rect), crop(labels, rect, annotation::kIgnore)};
    }
};

Error named(Error error, const std::string& name)
{
    if (error.where.empty()) {
        error.where = name;
    }
    return error;
}

Result<LabelledImage> loadOne(const LabelledSource& source, int classCount)
{
    const auto micrograph = source.micrograph();
    if (!micrograph) {
        return named(micrograph.error(), source.name);
    }
    auto reference = source.reference();
    if (!reference) {
        return named(reference.error(), source.name);
    }
    const Size size = micrograph->size();
    if (size.isEmpty() || reference->size() != size) {
        return Error{ErrorCode::Mismatch,
                     fmt::format("the micrograph has {}x{} pixels, its reference {}x{}", size.width,
                                 size.height, reference->width(), reference->height()),
                     source.name};
    }
    LabelledImage image{
        source.name, greysOf(*micrograph, source.window, source.specimen), std::move(*reference), {}};
    const auto counts = imaging::countValues(image.labels);
    for (std::size_t id = 1; id < annotation::kIgnore; ++id) {
        if (counts[id] == 0) {
            continue;
        }
        if (id >= static_cast<std::size_t>(classCount)) {
            return Error{
                ErrorCode::Mismatch,
                fmt::format("its reference has the value {}, but there are only {} classes", id, classCount),
                source.name};
        }
        image.foreground.emplace_back(image.labels, static_cast<annotation::ClassId>(id));
    }
    return image;
}

/// First column (or row) of a patch of this length somewhere in an image of that length; 0 when the image is
/// shorter.
int uniformStart(int length, int patch, Random& random)
{
    return length <= patch ? 0 : random.between(0, length - patch);
}

/// The same for a patch around a pixel, which comes to lie in the middle half of the patch, or nearer to an
/// edge where the image ends.
int startAround(int pixel, int length, int patch, Random& random)
{
    const int jitter = patch / 4;
    const int start = pixel - patch / 2 + random.between(-jitter, jitter);
    return std::clamp(start, 0, std::max(0, length - patch));
}

PixelRect choosePatch(const LabelledImage& image, Size patch, double foregroundShare, Random& random)
{
    const Size size = image.size();
    if (!image.foreground.empty() && random.chance(foregroundShare)) {
        const ClassPixels& pixels = image.foreground[random.below(image.foreground.size())];
        const auto [x, y] = pixels.at(image.labels, random.below(pixels.count()));
        const int left = startAround(x, size.width, patch.width, random);
        return {left, startAround(y, size.height, patch.height, random), patch.width, patch.height};
    }
    const int left = uniformStart(size.width, patch.width, random);
    return {left, uniformStart(size.height, patch.height, random), patch.width, patch.height};
}

std::size_t patchesOf(Size image, Size patch)
{
    return std::max<std::size_t>(1, (image.area() + patch.area() - 1) / patch.area());
}

} // namespace

struct LabelledImages::Private {
    std::vector<LabelledImage> train;
    std::vector<LabelledImage> validation;
    int classCount = 2;
    double foregroundShare = 0;

    [[nodiscard]] const std::vector<LabelledImage>& of(learning::Part part) const
    {
        return part == learning::Part::Train ? train : validation;
    }
};

LabelledImages::LabelledImages(std::unique_ptr<Private> data) : d(std::move(data)) {}
LabelledImages::~LabelledImages() = default;

Result<std::unique_ptr<LabelledImages>> LabelledImages::load(const std::vector<LabelledSource>& train,
                                                             const std::vector<LabelledSource>& validation,
                                                             int classCount, double foregroundShare)
{
    auto data = std::make_unique<Private>();
    data->classCount = classCount;
    data->foregroundShare = foregroundShare;
    for (const auto& [sources, images] :
         {std::pair(&train, &data->train), std::pair(&validation, &data->validation)}) {
        for (const auto& source : *sources) {
            auto image = loadOne(source, classCount);
            if (!image) {
                return image.error();
            }
            images->push_back(std::move(*image));
        }
    }
    return std::unique_ptr<LabelledImages>(new LabelledImages(std::move(data)));
}

int LabelledImages::classCount() const
{
    return d->classCount;
}

std::size_t LabelledImages::imageCount(learning::Part part) const
{
    return d->of(part).size();
}

std::string LabelledImages::imageName(learning::Part part, std::size_t index) const
{
    return d->of(part).at(index).name;
}

Size LabelledImages::imageSize(learning::Part part, std::size_t index) const
{
    return d->of(part).at(index).size();
}

Result<learning::Sample> LabelledImages::image(learning::Part part, std::size_t index) const
{
    const auto& images = d->of(part);
    if (index >= images.size()) {
        return Error{ErrorCode::InvalidArgument, fmt::format("there is no image number {}", index), {}};
    }
    const Size size = images[index].size();
    return images[index].sample({0, 0, size.width, size.height});
}

std::size_t LabelledImages::patchesPerEpoch(Size patch) const
{
    std::size_t count = 0;
    for (const auto& image : d->train) {
        count += patchesOf(image.size(), patch);
    }
    return count;
}

Result<learning::Sample> LabelledImages::patch(Size patch, std::uint64_t seed, std::size_t epoch,
                                               std::size_t index) const
{
    std::size_t left = index;
    for (const auto& image : d->train) {
        const std::size_t count = patchesOf(image.size(), patch);
        if (left < count) {
            Random random(seed, "patch", (static_cast<std::uint64_t>(epoch) << 32U) + index);
            return image.sample(choosePatch(image, patch, d->foregroundShare, random));
        }
        left -= count;
    }
    return Error{ErrorCode::InvalidArgument, fmt::format("there is no patch number {}", index), {}};
}

Raster<float> networkInput(const imaging::Micrograph& micrograph, const std::optional<Window>& window,
                           const PixelRect& specimen)
{
    const Size size = micrograph.size();
    return greysOf(greysOf(micrograph, window, specimen), {0, 0, size.width, size.height});
}

} // namespace sorby::dataset
