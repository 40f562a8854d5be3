// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/perceptual_hash.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

namespace sorby::imaging {
namespace {

constexpr int kThumbnail = 64;
constexpr int kSmallest = 32; ///< fewer pixels along an edge cannot tell fields apart
constexpr int kMostDifferentLowBits = 20;
constexpr int kMostDifferentBits = 96;
constexpr int kTransformed = 32;
constexpr int kLowest = 8;
constexpr int kFrequencies = 16;
/// Slow changes of brightness, over more than about a quarter of the picture, are no detail.
constexpr int kSlowPx = 17;
constexpr int kParts = 4; ///< along each edge
/// A part has details when the variances of both pictures together are above this, of values 0 to 255.
constexpr double kLeastSpread = 8;

constexpr bool isMirroredX(Orientation orientation)
{
    return (orientation & 1) != 0;
}
constexpr bool isMirroredY(Orientation orientation)
{
    return (orientation & 2) != 0;
}
constexpr bool isTransposed(Orientation orientation)
{
    return (orientation & 4) != 0;
}

cv::Mat_<float> shrunk(const Raster<float>& grey)
{
    cv::Mat_<float> source(grey.height(), grey.width());
    std::transform(grey.pixels().begin(), grey.pixels().end(), source.begin(),
                   [](float value) { return std::isfinite(value) ? value : 0.0F; });
    cv::Mat_<float> result;
    cv::resize(source, result, cv::Size(kThumbnail, kThumbnail), 0, 0, cv::INTER_AREA);
    return result;
}

/// The values through a window that leaves out a hundredth at both ends; nothing when they are all the same.
std::optional<Raster<std::uint8_t>> throughWindow(const cv::Mat_<float>& picture)
{
    std::vector<float> sorted(picture.begin(), picture.end());
    std::sort(sorted.begin(), sorted.end());
    const std::size_t ends = sorted.size() / 100;
    const float low = sorted[ends];
    const float width = sorted[sorted.size() - 1 - ends] - low;
    if (!(width > std::abs(low) * 1e-4F)) { // what rounding alone makes of a flat micrograph
        return std::nullopt;
    }
    Raster<std::uint8_t> result(kThumbnail, kThumbnail);
    std::transform(picture.begin(), picture.end(), result.pixels().begin(), [&](float value) {
        return static_cast<std::uint8_t>(std::clamp((value - low) / width, 0.0F, 1.0F) * 255.0F + 0.5F);
    });
    return result;
}

cv::Mat_<float> toMatrix(const Raster<std::uint8_t>& thumbnail)
{
    cv::Mat_<float> result(thumbnail.height(), thumbnail.width());
    std::copy(thumbnail.pixels().begin(), thumbnail.pixels().end(), result.begin());
    return result;
}

/// The hash of the picture whose transform has value(u, v) at the frequencies u along x and v along y.
template <typename Value>
PictureHash hashOf(const Value& value)
{
    // The frequencies 0 are left out: they hold brightness and shading.
    std::vector<float> lowest;
    std::vector<float> others;
    for (int v = 1; v <= kFrequencies; ++v) {
        for (int u = 1; u <= kFrequencies; ++u) {
            (std::max(u, v) <= kLowest ? lowest : others).push_back(value(u, v));
        }
    }
    PictureHash hash{};
    std::size_t bit = 0;
    for (const auto& values : {lowest, others}) {
        auto sorted = values;
        std::sort(sorted.begin(), sorted.end());
        const float median = (sorted[sorted.size() / 2 - 1] + sorted[sorted.size() / 2]) / 2;
        for (const float each : values) {
            hash[bit / 64] |= std::uint64_t{each > median} << bit % 64;
            ++bit;
        }
    }
    return hash;
}

/// Mirroring turns the sign of every other frequency along its axis and exchanging the axes exchanges the
/// frequencies, so one transform says it all.
std::array<PictureHash, kOrientations> hashesOf(const Raster<std::uint8_t>& thumbnail)
{
    cv::Mat_<float> small;
    cv::resize(toMatrix(thumbnail), small, cv::Size(kTransformed, kTransformed), 0, 0, cv::INTER_AREA);
    cv::Mat_<float> transformed;
    cv::dct(small, transformed);
    std::array<PictureHash, kOrientations> hashes{};
    for (Orientation orientation = 0; orientation < kOrientations; ++orientation) {
        hashes[static_cast<std::size_t>(orientation)] = hashOf([&](int u, int v) {
            const float value = isTransposed(orientation) ? transformed(u, v) : transformed(v, u);
            const bool turned =
                (isMirroredX(orientation) && u % 2 == 1) != (isMirroredY(orientation) && v % 2 == 1);
            return turned ? -value : value;
        });
    }
    return hashes;
}

/// The thumbnail laid so, without slow changes of brightness.
cv::Mat_<float> detailsOf(const Raster<std::uint8_t>& thumbnail, Orientation orientation)
{
    cv::Mat picture = toMatrix(thumbnail);
    if (isTransposed(orientation)) {
        cv::transpose(picture, picture);
    }
    if (isMirroredX(orientation)) {
        cv::flip(picture, picture, 1);
    }
    if (isMirroredY(orientation)) {
        cv::flip(picture, picture, 0);
    }
    cv::Mat slow;
    cv::blur(picture, slow, cv::Size(kSlowPx, kSlowPx), cv::Point(-1, -1), cv::BORDER_REFLECT);
    cv::Mat details;
    cv::subtract(picture, slow, details);
    return details;
}

cv::Mat_<float> blurred(const cv::Mat_<float>& picture)
{
    cv::Mat result;
    cv::GaussianBlur(picture, result, cv::Size(7, 7), 1.5, 1.5, cv::BORDER_REFLECT);
    return result;
}

/// Where the edges of the second picture lie on the first, in its pixels beyond the first's own edges.
struct Fit {
    std::array<double, 4> edges{}; ///< left, right, top, bottom
};

/// ProductSums of two pictures' values over some pixels, for their correlation.
struct ProductSums {
    double n = 0;
    double a = 0;
    double b = 0;
    double aa = 0;
    double bb = 0;
    double ab = 0;

    void add(double first, double second)
    {
        n += 1;
        a += first;
        b += second;
        aa += first * first;
        bb += second * second;
        ab += first * second;
    }
    void add(const ProductSums& other)
    {
        n += other.n;
        a += other.a;
        b += other.b;
        aa += other.aa;
        bb += other.bb;
        ab += other.ab;
    }
    [[nodiscard]] double spread() const { return n > 0 ? (aa - a * a / n) / n + (bb - b * b / n) / n : 0; }
    [[nodiscard]] double correlation() const
    {
        const double varianceA = n > 0 ? aa - a * a / n : 0;
        const double varianceB = n > 0 ? bb - b * b / n : 0;
        return varianceA > 0 && varianceB > 0 ? (ab - a * b / n) / std::sqrt(varianceA * varianceB) : 0;
    }
};

using PartSums = std::array<ProductSums, std::size_t{kParts} * kParts>;

/// Where the second picture's columns (or rows) fall on the first: the pixel before and the share of the next
/// one. -1 for those that fall outside.
struct Axis {
    std::array<int, kThumbnail> before{};
    std::array<float, kThumbnail> share{};

    Axis(double low, double high)
    {
        const double scale = (kThumbnail + high - low) / kThumbnail;
        for (std::size_t i = 0; i < before.size(); ++i) {
            const double place = low + (static_cast<double>(i) + 0.5) * scale - 0.5;
            const bool inside = place > -0.5 && place < kThumbnail - 0.5;
            const double kept = std::clamp(place, 0.0, kThumbnail - 1.0);
            before[i] = inside ? std::min(static_cast<int>(kept), kThumbnail - 2) : -1;
            share[i] = static_cast<float>(kept - std::min(static_cast<int>(kept), kThumbnail - 2));
        }
    }
};

PartSums compare(const cv::Mat_<float>& first, const cv::Mat_<float>& second, const Fit& fit)
{
    const Axis columns(fit.edges[0], fit.edges[1]);
    const Axis rows(fit.edges[2], fit.edges[3]);
    PartSums sums{};
    for (int y = 0; y < kThumbnail; ++y) {
        const int top = rows.before[static_cast<std::size_t>(y)];
        const float down = rows.share[static_cast<std::size_t>(y)];
        if (top < 0) {
            continue;
        }
        const float* upper = first[top];
        const float* lower = first[top + 1];
        const float* other = second[y];
        for (int x = 0; x < kThumbnail; ++x) {
            const int left = columns.before[static_cast<std::size_t>(x)];
            const float right = columns.share[static_cast<std::size_t>(x)];
            if (left < 0) {
                continue;
            }
            const float above = upper[left] + right * (upper[left + 1] - upper[left]);
            const float below = lower[left] + right * (lower[left + 1] - lower[left]);
            const int part = y / (kThumbnail / kParts) * kParts + x / (kThumbnail / kParts);
            sums[static_cast<std::size_t>(part)].add(static_cast<double>(above + down * (below - above)),
                                                     static_cast<double>(other[x]));
        }
    }
    return sums;
}

ProductSums together(const PartSums& parts)
{
    ProductSums all;
    for (const auto& part : parts) {
        all.add(part);
    }
    return all;
}

double correlation(const cv::Mat_<float>& first, const cv::Mat_<float>& second, const Fit& fit)
{
    return together(compare(first, second, fit)).correlation();
}

/// Moves each edge by `step` both ways as long as the pictures agree better for it.
double improve(const cv::Mat_<float>& first, const cv::Mat_<float>& second, double step, double best,
               Fit& fit)
{
    constexpr double kFarthest = 3; // of 64: five percent
    for (bool better = true; better;) {
        better = false;
        for (std::size_t edge = 0; edge < fit.edges.size(); ++edge) {
            for (const double move : {-step, step}) {
                Fit tried = fit;
                tried.edges[edge] += move;
                if (std::abs(tried.edges[edge]) > kFarthest) {
                    continue;
                }
                if (const double found = correlation(first, second, tried); found > best + 1e-6) {
                    best = found;
                    fit = tried;
                    better = true;
                }
            }
        }
    }
    return best;
}

/// Coarse first, on blurred pictures, from the corners and the middle of what is looked for.
Fit fitOnto(const cv::Mat_<float>& first, const cv::Mat_<float>& second)
{
    const auto coarseFirst = blurred(first);
    const auto coarseSecond = blurred(second);
    Fit best;
    double bestFound = -1;
    for (int start = 0; start < 81; ++start) {
        Fit tried;
        int rest = start;
        for (double& edge : tried.edges) {
            edge = 1.5 * (rest % 3 - 1);
            rest /= 3;
        }
        if (const double found = correlation(coarseFirst, coarseSecond, tried); found > bestFound) {
            bestFound = found;
            best = tried;
        }
    }
    static_cast<void>(improve(coarseFirst, coarseSecond, 0.75, bestFound, best));
    double found = correlation(first, second, best);
    for (const double step : {0.5, 0.25}) {
        found = improve(first, second, step, found, best);
    }
    return best;
}

/// The correlation that half of the parts with details reach.
double middleOfParts(const PartSums& parts)
{
    std::vector<double> values;
    for (const auto& part : parts) {
        if (part.spread() > kLeastSpread) {
            values.push_back(part.correlation());
        }
    }
    if (values.empty()) {
        return 0;
    }
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

Fingerprint fingerprintOf(const Raster<float>& grey)
{
    if (grey.width() < kSmallest || grey.height() < kSmallest) {
        return {};
    }
    auto thumbnail = throughWindow(shrunk(grey));
    if (!thumbnail) {
        return {};
    }
    const auto hashes = hashesOf(*thumbnail);
    return {hashes, std::move(*thumbnail)};
}

int hashDistance(const Fingerprint& first, const Fingerprint& second, Orientation orientation)
{
    const auto& a = first.hashes[0];
    const auto& b = second.hashes[static_cast<std::size_t>(orientation)];
    int bits = 0;
    for (std::size_t word = 0; word < a.size(); ++word) {
        bits += std::popcount(a[word] ^ b[word]);
    }
    return bits;
}

bool mayBeAlike(const Fingerprint& first, const Fingerprint& second, Orientation orientation)
{
    const auto& other = second.hashes[static_cast<std::size_t>(orientation)];
    return std::popcount(first.hashes[0][0] ^ other[0]) <= kMostDifferentLowBits &&
           hashDistance(first, second, orientation) <= kMostDifferentBits && !first.isEmpty() &&
           !second.isEmpty();
}

double likeness(const Fingerprint& first, const Fingerprint& second, Orientation orientation)
{
    if (first.isEmpty() || second.isEmpty()) {
        return 0;
    }
    const auto details = detailsOf(first.thumbnail, 0);
    const auto other = detailsOf(second.thumbnail, orientation);
    const auto parts = compare(details, other, fitOnto(details, other));
    return std::clamp(std::min(together(parts).correlation(), middleOfParts(parts)), 0.0, 1.0);
}

} // namespace sorby::imaging
