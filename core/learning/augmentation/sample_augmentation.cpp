// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/augmentation/sample_augmentation.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>

namespace sorby::learning {
namespace {

/// How often a change is made and between which bounds its strength is drawn.
struct Change {
    double chance;
    double low;
    double high;
};

// In the spirit of nnU-Net (Isensee et al. 2021, supplementary note 4) for some tens of micrographs. What the
// strengths are of is said in sample_augmentation.h; greys go from 0 to 1.
constexpr double kDegree = std::numbers::pi / 180;
constexpr Change kRotation{0.3, -180 * kDegree, 180 * kDegree};
constexpr Change kRotationWithUp{0.3, -10 * kDegree, 10 * kDegree};
constexpr Change kScale{0.3, 0.7, 1.4};
constexpr Change kShear{0.1, -0.15, 0.15};
constexpr Change kElasticSpacingPx{0.2, 24, 96};
constexpr Change kBlurSigmaPx{0.15, 0.5, 1.5};
constexpr Change kLowResolution{0.1, 1.2, 2.5};
constexpr Change kNoiseDeviation{0.15, 0.01, 0.06};
constexpr Change kLocalContrast{0.1, 0.3, 0.8};
constexpr Change kContrast{0.15, 0.7, 1.4};
constexpr Change kBrightness{0.15, -0.15, 0.15};
constexpr Change kGamma{0.3, 0.7, 1.5};
constexpr double kGammaOnInverseChance = 0.3;  // of those with a gamma
constexpr Change kCutOutSide{0.1, 0.05, 0.25}; // of the image's width and height
constexpr int kMostCutOuts = 3;

// Standard deviation of the elastic offsets of the nodes as a share of their distance; the spline between
// them halves it. No offset is longer than two deviations: neighbours never pass each other, and nothing
// folds.
constexpr double kElasticLow = 0.08;
constexpr double kElasticHigh = 0.2;
constexpr double kElasticLongest = 2;

/// Each purpose has a stream of its own, so that a change of one leaves the others as they were.
class AugmentationDraws {
  public:
    AugmentationDraws(std::uint64_t epochSeed, std::uint64_t index) : m_epochSeed(epochSeed), m_index(index)
    {}

    [[nodiscard]] Random stream(std::string_view purpose) const
    {
        return Random(m_epochSeed, purpose, m_index);
    }

    [[nodiscard]] double uniform(std::string_view purpose, const Change& change, double otherwise) const
    {
        auto random = stream(purpose);
        return random.chance(change.chance) ? random.uniform(change.low, change.high) : otherwise;
    }

    /// For factors: halving and doubling are as likely.
    [[nodiscard]] double factor(std::string_view purpose, const Change& change) const
    {
        return std::exp(uniform(purpose, {change.chance, std::log(change.low), std::log(change.high)}, 0));
    }

  private:
    std::uint64_t m_epochSeed;
    std::uint64_t m_index;
};

ElasticField drawElastic(Random random, Size size)
{
    if (!random.chance(kElasticSpacingPx.chance)) {
        return {};
    }
    // Not wider than the image, so that nodes are never nearer to each other than the deviation says.
    const double shorter = std::min(size.width, size.height);
    const double spacing = std::min(random.uniform(kElasticSpacingPx.low, kElasticSpacingPx.high), shorter);
    const double deviation = spacing * random.uniform(kElasticLow, kElasticHigh);
    const auto nodes = [&](int length) { return static_cast<int>(length / spacing) + 1; };
    ElasticField field{nodes(size.width), nodes(size.height), {}};
    field.offsetsPx.resize(std::size_t{2} * static_cast<std::size_t>(field.columns) *
                           static_cast<std::size_t>(field.rows));
    for (auto& offset : field.offsetsPx) {
        const double drawn = std::clamp(random.normal(), -kElasticLongest, kElasticLongest);
        offset = static_cast<float>(deviation * drawn);
    }
    return field;
}

std::vector<PixelRect> drawCutOuts(Random random, Size size)
{
    std::vector<PixelRect> rects;
    if (!random.chance(kCutOutSide.chance)) {
        return rects;
    }
    const int count = random.between(1, kMostCutOuts);
    for (int i = 0; i < count; ++i) {
        const auto side = [&](int length) {
            return std::max(1, static_cast<int>(length * random.uniform(kCutOutSide.low, kCutOutSide.high)));
        };
        const int width = side(size.width);
        const int height = side(size.height);
        const int x = random.between(0, size.width - width);
        const int y = random.between(0, size.height - height);
        rects.push_back({x, y, width, height});
    }
    return rects;
}

Warp drawWarp(const AugmentationDraws& draws, bool hasUp, Size size)
{
    Warp warp;
    warp.rotationRad = draws.uniform("rotation", hasUp ? kRotationWithUp : kRotation, 0);
    warp.scale = draws.factor("scale", kScale);
    warp.shear = draws.uniform("shear", kShear, 0);
    warp.elastic = drawElastic(draws.stream("elastic"), size);
    return warp;
}

GreyChanges drawGreys(const AugmentationDraws& draws, Size size)
{
    GreyChanges greys;
    greys.blurSigmaPx = draws.uniform("blur", kBlurSigmaPx, 0);
    greys.lowResolution = draws.uniform("low resolution", kLowResolution, 1);
    greys.noiseDeviation = draws.uniform("noise", kNoiseDeviation, 0);
    greys.noiseSeed = greys.noiseDeviation > 0 ? draws.stream("noise seed")() : 0;
    greys.localContrast = draws.uniform("local contrast", kLocalContrast, 0);
    greys.contrast = draws.factor("contrast", kContrast);
    greys.brightness = draws.uniform("brightness", kBrightness, 0);
    greys.gamma = draws.factor("gamma", kGamma);
    greys.gammaOnInverse = greys.gamma != 1 && draws.stream("gamma on inverse").chance(kGammaOnInverseChance);
    greys.cutOuts = drawCutOuts(draws.stream("cut-outs"), size);
    return greys;
}

} // namespace

AugmentationSettings augmentationSettings(const TrainOptions& options)
{
    return {options.augmentation != Augmentation::None, options.augmentation == Augmentation::Full,
            options.hasUp};
}

SampleAugmentation drawAugmentation(const AugmentationSettings& settings, std::uint64_t seed,
                                    const SamplePlace& place, Size size)
{
    const auto epochSeed = deriveSeed(seed, "augment", place.epoch);
    const AugmentationDraws draws(epochSeed, place.index);
    SampleAugmentation drawn;
    if (settings.symmetries) {
        const auto bits = draws.stream("sample").below(8);
        drawn.symmetry = {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
        if (size.width != size.height) {
            drawn.symmetry.transpose = Random(epochSeed, "batch", place.batch).below(2) == 1;
        }
        if (settings.hasUp) {
            drawn.symmetry = {false, drawn.symmetry.mirrorX, false};
        }
    }
    if (settings.full) {
        const Size turned = drawn.symmetry.transpose ? Size{size.height, size.width} : size;
        drawn.warp = drawWarp(draws, settings.hasUp, turned);
        drawn.greys = drawGreys(draws, turned);
    }
    return drawn;
}

} // namespace sorby::learning
