// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/labelled_images.h"

#include "core/base/random.h"
#include "core/dataset/labelled_pixels.h"
#include "core/dataset/pixel_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace sorby::dataset {
namespace {

/// Finds the n-th pixel of a class with a few bytes a row, whatever the mask looks like.
class ClassPixels {
  public:
    /// `rowsBefore` have no pixel of the class.
    ClassPixels(annotation::ClassId classId, std::size_t rowsBefore)
        : m_classId(classId), m_countToRow(rowsBefore, 0)
    {}

    [[nodiscard]] annotation::ClassId classId() const { return m_classId; }
    void addRow(std::uint64_t pixels) { m_countToRow.push_back(count() + pixels); }
    [[nodiscard]] std::uint64_t count() const { return m_countToRow.empty() ? 0 : m_countToRow.back(); }

    /// Column and row of pixel number `n`, n below count().
    [[nodiscard]] std::pair<int, int> at(const LabelledPixels& pixels, std::uint64_t n) const
    {
        const auto found = std::upper_bound(m_countToRow.begin(), m_countToRow.end(), n);
        const auto y = static_cast<int>(found - m_countToRow.begin());
        std::uint64_t left = n - (y == 0 ? 0 : m_countToRow[static_cast<std::size_t>(y) - 1]);
        const auto labels = pixels.labels({0, y, pixels.size().width, 1});
        const auto row = labels.row(0);
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
    std::unique_ptr<LabelledPixels> pixels;
    std::vector<ClassPixels> foreground; ///< of each class but the matrix that occurs here

    [[nodiscard]] Size size() const { return pixels->size(); }
};

/// Counts the classes of each row, some rows at a time.
std::vector<ClassPixels> foregroundOf(const LabelledPixels& pixels)
{
    constexpr int kPixelsAtOnce = 1 << 24;
    const Size size = pixels.size();
    const int rows = std::max(1, kPixelsAtOnce / size.width);
    std::array<std::optional<ClassPixels>, annotation::kIgnore> found;
    for (int top = 0; top < size.height; top += rows) {
        const auto band = pixels.labels({0, top, size.width, std::min(rows, size.height - top)});
        for (int y = 0; y < band.height(); ++y) {
            std::array<std::uint64_t, 256> counts{};
            for (const auto value : band.row(y)) {
                ++counts[value];
            }
            for (std::size_t id = 1; id < found.size(); ++id) {
                if (counts[id] > 0 && !found[id]) {
                    found[id].emplace(static_cast<annotation::ClassId>(id),
                                      static_cast<std::size_t>(top + y));
                }
                if (found[id]) {
                    found[id]->addRow(counts[id]);
                }
            }
        }
    }
    std::vector<ClassPixels> foreground;
    for (auto& one : found) {
        if (one) {
            foreground.push_back(std::move(*one));
        }
    }
    return foreground;
}

Status checkClasses(const LabelledImage& image, int classCount)
{
    for (const auto& one : image.foreground) {
        if (one.classId() >= classCount) {
            return Error{ErrorCode::Mismatch,
                         fmt::format("its reference has the value {}, but there are only {} classes",
                                     int{one.classId()}, classCount),
                         image.name};
        }
    }
    return {};
}

/// Puts images into memory until the limit is reached, then into the cache.
class Loader {
  public:
    Loader(int classCount, const HoldLimit& limit) : m_classCount(classCount), m_limit(limit) {}

    Result<LabelledImage> load(const LabelledSource& source, learning::Part part)
    {
        LabelledImage image{source.name, {}, {}};
        if (source.large) {
            auto pixels = openLargePixels(source, part);
            if (!pixels) {
                return pixels.error();
            }
            image.pixels = std::move(*pixels);
            image.foreground = foregroundOf(*image.pixels);
        } else if (auto read = hold(source, image); !read) {
            return read.error();
        }
        if (auto good = checkClasses(image, m_classCount); !good) {
            return good.error();
        }
        return image;
    }
    /// Before the images are asked.
    Status finish() { return m_cache ? m_cache->finish() : Status(); }
    [[nodiscard]] std::size_t cachedCount() const { return m_cached; }

  private:
    Status hold(const LabelledSource& source, LabelledImage& image)
    {
        auto read = readSource(source);
        if (!read) {
            return read.error();
        }
        const auto bytes = read->bytes();
        const bool fits = bytes <= m_limit.bytes - m_held;
        if (fits) {
            m_held += bytes;
            image.pixels = held(std::move(*read));
            image.foreground = foregroundOf(*image.pixels);
            return {};
        }
        if (!m_cache) {
            auto cache = PixelCache::create(m_limit.cacheFile);
            if (!cache) {
                return cache.error();
            }
            m_cache = std::move(*cache);
        }
        auto cached = m_cache->put(read->greys, read->labels);
        if (!cached) {
            return cached.error();
        }
        image.foreground = foregroundOf(*held(std::move(*read)));
        image.pixels = std::move(*cached);
        ++m_cached;
        return {};
    }

    int m_classCount;
    HoldLimit m_limit;
    std::uint64_t m_held = 0;
    std::optional<PixelCache> m_cache;
    std::size_t m_cached = 0;
};

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
        const auto [x, y] = pixels.at(*image.pixels, random.below(pixels.count()));
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
    std::size_t cached = 0;

    [[nodiscard]] const std::vector<LabelledImage>& of(learning::Part part) const
    {
        return part == learning::Part::Train ? train : validation;
    }
};

LabelledImages::LabelledImages(std::unique_ptr<Private> data) : d(std::move(data)) {}
LabelledImages::~LabelledImages() = default;

Result<std::unique_ptr<LabelledImages>> LabelledImages::load(const std::vector<LabelledSource>& train,
                                                             const std::vector<LabelledSource>& validation,
                                                             int classCount, const HoldLimit& limit,
                                                             double foregroundShare)
{
    auto data = std::make_unique<Private>();
    data->classCount = classCount;
    data->foregroundShare = foregroundShare;
    Loader loader(classCount, limit);
    for (const auto part : {learning::Part::Train, learning::Part::Validation}) {
        const bool isTrain = part == learning::Part::Train;
        for (const auto& source : isTrain ? train : validation) {
            auto image = loader.load(source, part);
            if (!image) {
                return image.error();
            }
            (isTrain ? data->train : data->validation).push_back(std::move(*image));
        }
    }
    if (auto finished = loader.finish(); !finished) {
        return finished.error();
    }
    data->cached = loader.cachedCount();
    return std::unique_ptr<LabelledImages>(new LabelledImages(std::move(data)));
}

std::size_t LabelledImages::cachedCount() const
{
    return d->cached;
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
    return images[index].pixels->sample({0, 0, size.width, size.height});
}

Result<learning::Sample> LabelledImages::region(learning::Part part, std::size_t index,
                                                const PixelRect& rect) const
{
    return d->of(part).at(index).pixels->sample(rect);
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
            return image.pixels->sample(choosePatch(image, patch, d->foregroundShare, random));
        }
        left -= count;
    }
    return Error{ErrorCode::InvalidArgument, fmt::format("there is no patch number {}", index), {}};
}

} // namespace sorby::dataset
