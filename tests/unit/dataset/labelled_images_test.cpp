// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/dataset/labelled_images.h"
#include "core/imaging/window.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

namespace sorby::dataset {
namespace {

using imaging::LabelImage;
using imaging::Micrograph;
using learning::Part;

template <typename T>
Micrograph noise(Size size, std::uint64_t seed, std::uint64_t levels)
{
    Random random(seed);
    Raster<T> pixels(size);
    for (auto& pixel : pixels.pixels()) {
        pixel = static_cast<T>(random.below(levels));
    }
    return {pixels};
}

LabelledSource source(const std::string& name, Micrograph micrograph, LabelImage labels)
{
    return {name, [micrograph] { return Result<Micrograph>(micrograph); },
            [labels] { return Result<LabelImage>(labels); }};
}

/// A grey image with the matrix all over.
LabelledSource plain(const std::string& name, Size size, std::uint64_t seed = 1)
{
    return source(name, noise<std::uint8_t>(size, seed, 256), LabelImage(size));
}

std::unique_ptr<LabelledImages> load(const std::vector<LabelledSource>& train,
                                     const std::vector<LabelledSource>& validation = {}, int classCount = 2,
                                     double foregroundShare = 1.0 / 3)
{
    auto images = LabelledImages::load(train, validation, classCount, {}, foregroundShare);
    EXPECT_TRUE(images) << describe(images.error());
    return images ? std::move(*images) : nullptr;
}

TEST(NetworkInput, IsWhatTrainingSeesBitForBit)
{
    const Size size{37, 23};
    Raster<Rgb8> colour(size);
    Random random(3);
    for (auto& pixel : colour.pixels()) {
        pixel = {static_cast<std::uint8_t>(random.below(256)), static_cast<std::uint8_t>(random.below(256)),
                 7};
    }
    Raster<float> floats(size);
    for (auto& pixel : floats.pixels()) {
        pixel = static_cast<float>(random.normal());
    }
    floats.at(3, 3) = std::nanf("");
    for (const auto& micrograph :
         {noise<std::uint8_t>(size, 1, 200), noise<std::uint16_t>(size, 2, 60000), Micrograph{colour},
          Micrograph{floats}, Micrograph{Raster<std::uint8_t>(size, 9)}}) {
        const auto images = load({source("a", micrograph, LabelImage(size))});
        ASSERT_NE(images, nullptr);
        const auto sample = images->image(Part::Train, 0);
        ASSERT_TRUE(sample);
        EXPECT_EQ(sample->image, networkInput(micrograph));
    }
}

TEST(NetworkInput, StretchesGreysFromZeroToOne)
{
    Raster<std::uint16_t> ramp(1000, 1);
    for (int x = 0; x < 1000; ++x) {
        ramp.at(x, 0) = static_cast<std::uint16_t>(20000 + 10 * x);
    }
    const auto seen = networkInput({ramp});
    EXPECT_EQ(seen.at(0, 0), 0.0F);
    EXPECT_EQ(seen.at(999, 0), 1.0F);
    EXPECT_NEAR(seen.at(500, 0), 0.5, 0.01);
    const std::set<float> values(seen.pixels().begin(), seen.pixels().end());
    EXPECT_GT(values.size(), 900U) << "16 bits are not squeezed into 8";
    EXPECT_TRUE(std::is_sorted(seen.pixels().begin(), seen.pixels().end()));
}

TEST(NetworkInput, IsWithinHalfAStepOfTheWindowedGreys)
{
    const Size size{64, 64};
    for (const auto& [micrograph, steps] : {std::pair(noise<std::uint8_t>(size, 1, 200), 255.0),
                                            std::pair(noise<std::uint16_t>(size, 2, 50000), 65535.0)}) {
        const auto grey = imaging::toGrey(micrograph);
        const auto exact = imaging::applyWindow(grey, imaging::percentileWindow(grey));
        const auto seen = networkInput(micrograph);
        for (std::size_t i = 0; i < exact.pixels().size(); ++i) {
            ASSERT_NEAR(seen.pixels()[i], exact.pixels()[i], 0.5 / steps + 1e-6);
        }
    }
}

TEST(LabelledImages, GivesTheImagesOfBothParts)
{
    const auto images = load({plain("a.png", {8, 6}), plain("b.png", {10, 4})}, {plain("c.png", {5, 5})}, 3);
    ASSERT_NE(images, nullptr);
    EXPECT_EQ(images->classCount(), 3);
    EXPECT_EQ(images->imageCount(Part::Train), 2U);
    EXPECT_EQ(images->imageCount(Part::Validation), 1U);
    EXPECT_EQ(images->imageName(Part::Train, 1), "b.png");
    EXPECT_EQ(images->imageSize(Part::Train, 1), (Size{10, 4}));
    EXPECT_EQ(images->imageName(Part::Validation, 0), "c.png");
    EXPECT_FALSE(images->image(Part::Validation, 1));
    EXPECT_FALSE(images->patch({4, 4}, 0, 0, images->patchesPerEpoch({4, 4})));
}

TEST(LabelledImages, WhatIsNotHeldComesFromTheCacheBitForBit)
{
    const sorby::test::TemporaryFolder folder;
    const auto cache = folder / "training.cache";
    LabelImage labels(40, 30);
    for (int i = 0; i < 40; ++i) {
        labels.at(i, i / 2) = 1;
    }
    const std::vector<LabelledSource> sources{
        source("8.png", noise<std::uint8_t>({40, 30}, 1, 200), labels),
        source("16.png", noise<std::uint16_t>({40, 30}, 2, 50000), labels),
        source("last.png", noise<std::uint8_t>({40, 30}, 3, 99), labels)};
    const auto memory = load(sources, sources);
    {
        // The first image fits, with its labels.
        auto mixed = LabelledImages::load(sources, sources, 2, {2400, cache});
        ASSERT_TRUE(mixed) << describe(mixed.error());
        EXPECT_EQ((*mixed)->cachedCount(), 5U);
        EXPECT_TRUE(std::filesystem::exists(cache));
        for (const auto part : {Part::Train, Part::Validation}) {
            for (std::size_t i = 0; i < sources.size(); ++i) {
                EXPECT_EQ((*mixed)->image(part, i)->image, memory->image(part, i)->image);
                EXPECT_EQ((*mixed)->image(part, i)->labels, memory->image(part, i)->labels);
            }
        }
        for (const Size patch : {Size{16, 8}, Size{64, 64}}) {
            for (std::size_t i = 0; i < memory->patchesPerEpoch(patch); ++i) {
                const auto a = memory->patch(patch, 5, 1, i);
                const auto b = (*mixed)->patch(patch, 5, 1, i);
                ASSERT_TRUE(a && b);
                EXPECT_EQ(a->image, b->image);
                EXPECT_EQ(a->labels, b->labels);
            }
        }
    }
    EXPECT_FALSE(std::filesystem::exists(cache)) << "it goes with the images";
}

TEST(LabelledImages, ACacheThatCannotBeWrittenIsAnErrorThatNamesIt)
{
    const auto refused =
        LabelledImages::load({plain("a.png", {8, 8})}, {}, 2, {0, "/nowhere/training.cache"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Io);
    EXPECT_EQ(refused.error().where, "/nowhere/training.cache");
}

TEST(LabelledImages, NamesTheImageThatCannotBeUsed)
{
    const auto errorOf = [](const LabelledSource& bad) {
        const auto images = LabelledImages::load({plain("good.png", {8, 8}), bad}, {}, 2);
        return images ? std::string() : describe(images.error());
    };
    const Micrograph eight = noise<std::uint8_t>({8, 8}, 1, 256);
    EXPECT_EQ(errorOf(source("bad.png", eight, LabelImage(9, 8))),
              "bad.png: the micrograph has 8x8 pixels, its reference 9x8");
    EXPECT_EQ(errorOf(source("bad.png", eight, LabelImage(8, 8, 2))),
              "bad.png: its reference has the value 2, but there are only 2 classes");
    EXPECT_EQ(errorOf(source("bad.png", eight, LabelImage(8, 8, annotation::kIgnore))), "");

    LabelledSource unreadable = plain("bad.png", {8, 8});
    unreadable.micrograph = []() -> Result<Micrograph> {
        return Error{ErrorCode::Unreadable, "is cut off", "folder/bad.png"};
    };
    EXPECT_EQ(errorOf(unreadable), "folder/bad.png: is cut off");
    unreadable.micrograph = []() -> Result<Micrograph> {
        return Error{ErrorCode::Unreadable, "is gone", {}};
    };
    EXPECT_EQ(errorOf(unreadable), "bad.png: is gone");
}

TEST(Patches, AreAsManyAsCoverTheAreaOnce)
{
    const auto images = load({plain("a", {100, 60}), plain("b", {30, 20}), plain("c", {64, 64})});
    ASSERT_NE(images, nullptr);
    EXPECT_EQ(images->patchesPerEpoch({32, 32}), 6U + 1U + 4U); // 6000/1024 rounded up, 600/1024, 4096/1024
    EXPECT_EQ(images->patchesPerEpoch({200, 200}), 3U) << "at least one an image";
}

/// The place of a patch in its image, by searching for its pixels.
std::vector<std::pair<int, int>> placesOf(const Raster<float>& patch, const Raster<float>& whole)
{
    std::vector<std::pair<int, int>> places;
    for (int y = 0; y + patch.height() <= whole.height(); ++y) {
        for (int x = 0; x + patch.width() <= whole.width(); ++x) {
            if (crop(whole, {x, y, patch.width(), patch.height()}) == patch) {
                places.emplace_back(x, y);
            }
        }
    }
    return places;
}

TEST(Patches, AreCutFromTheirImageWithItsLabels)
{
    const Size size{40, 30};
    LabelImage labels(size);
    Random random(4);
    for (auto& pixel : labels.pixels()) {
        pixel = static_cast<std::uint8_t>(random.below(3));
    }
    const auto images = load({source("a", noise<std::uint8_t>(size, 5, 256), labels)}, {}, 3);
    ASSERT_NE(images, nullptr);
    const auto whole = images->image(Part::Train, 0);
    ASSERT_TRUE(whole);
    std::set<std::pair<int, int>> seen;
    for (std::size_t epoch = 0; epoch < 40; ++epoch) {
        const auto patch = images->patch({16, 8}, 7, epoch, epoch % images->patchesPerEpoch({16, 8}));
        ASSERT_TRUE(patch);
        ASSERT_EQ(patch->image.size(), (Size{16, 8}));
        const auto places = placesOf(patch->image, whole->image);
        ASSERT_EQ(places.size(), 1U);
        const auto [x, y] = places.front();
        EXPECT_EQ(patch->labels, crop(labels, {x, y, 16, 8}));
        seen.insert(places.front());
    }
    EXPECT_GT(seen.size(), 30U) << "another place each time";
}

TEST(Patches, VisitEachImageInProportionToItsArea)
{
    const auto images = load({plain("a", {64, 64}, 1), plain("b", {32, 32}, 2)});
    ASSERT_NE(images, nullptr);
    const Size patch{16, 16};
    ASSERT_EQ(images->patchesPerEpoch(patch), 20U);
    const auto a = images->image(Part::Train, 0);
    const auto b = images->image(Part::Train, 1);
    for (std::size_t index = 0; index < 20; ++index) {
        const auto sample = images->patch(patch, 1, 3, index);
        ASSERT_TRUE(sample);
        EXPECT_EQ(placesOf(sample->image, a->image).size(), index < 16 ? 1U : 0U) << index;
        EXPECT_EQ(placesOf(sample->image, b->image).size(), index < 16 ? 0U : 1U) << index;
    }
}

TEST(Patches, DependOnSeedEpochAndIndexAlone)
{
    const auto images = load({plain("a", {64, 64})});
    ASSERT_NE(images, nullptr);
    const auto imageOf = [&](std::uint64_t seed, std::size_t epoch, std::size_t index) {
        return images->patch({16, 16}, seed, epoch, index)->image;
    };
    const auto first = imageOf(1, 2, 3);
    static_cast<void>(imageOf(9, 9, 9));
    EXPECT_EQ(imageOf(1, 2, 3), first);
    EXPECT_NE(imageOf(2, 2, 3), first);
    EXPECT_NE(imageOf(1, 3, 3), first);
    EXPECT_NE(imageOf(1, 2, 4), first);
}

TEST(Patches, OfSmallImagesArePaddedWithIgnore)
{
    const auto images = load({source("a", noise<std::uint8_t>({10, 40}, 1, 256), LabelImage(10, 40, 1))});
    ASSERT_NE(images, nullptr);
    const auto whole = images->image(Part::Train, 0);
    const auto patch = images->patch({16, 24}, 0, 0, 0);
    ASSERT_TRUE(patch);
    EXPECT_EQ(placesOf(crop(patch->image, {0, 0, 10, 24}), whole->image).size(), 1U);
    for (int y = 0; y < 24; ++y) {
        for (int x = 0; x < 16; ++x) {
            EXPECT_EQ(patch->labels.at(x, y), x < 10 ? 1 : annotation::kIgnore);
            if (x >= 10) {
                EXPECT_EQ(patch->image.at(x, y), 0.0F);
            }
        }
    }
}

/// How many of 2000 patches of 16x16 hold a pixel of the class.
int patchesWith(const LabelledImages& images, std::uint8_t classId)
{
    int count = 0;
    for (std::size_t epoch = 0; epoch < 2000; ++epoch) {
        const auto patch = images.patch({16, 16}, 11, epoch, 0);
        const auto labels = patch->labels.pixels();
        count += std::find(labels.begin(), labels.end(), classId) != labels.end() ? 1 : 0;
    }
    return count;
}

TEST(Patches, ShowTheForegroundAsOftenAsAsked)
{
    // One pixel in 256x256: a uniform patch hits it once in 226 times.
    const Size size{256, 256};
    LabelImage labels(size);
    labels.at(200, 100) = 1;
    const auto make = [&](double share) {
        return load({source("a", noise<std::uint8_t>(size, 1, 256), labels)}, {}, 2, share);
    };
    EXPECT_NEAR(patchesWith(*make(1.0 / 3), 1), 2000 / 3.0, 100);
    EXPECT_EQ(patchesWith(*make(1), 1), 2000);
    EXPECT_NEAR(patchesWith(*make(0), 1), 2000 / 226.0, 12);
}

TEST(Patches, AreCentredOnEachForegroundPixelEquallyOften)
{
    // Each marked pixel has a grey of its own, so that a patch of one pixel says which one was chosen.
    LabelImage labels(9, 7);
    const std::vector<std::pair<int, int>> marked{{0, 0}, {8, 0}, {3, 2}, {4, 2}, {8, 6}};
    Raster<std::uint8_t> greys(9, 7);
    for (std::size_t i = 0; i < marked.size(); ++i) {
        labels.at(marked[i].first, marked[i].second) = 1;
        greys.at(marked[i].first, marked[i].second) = static_cast<std::uint8_t>(50 * (i + 1));
    }
    const auto images = load({source("a", {greys}, labels)}, {}, 2, 1);
    ASSERT_NE(images, nullptr);
    std::map<float, int> counts;
    for (std::size_t epoch = 0; epoch < 2000; ++epoch) {
        const auto patch = images->patch({1, 1}, 3, epoch, 0);
        ASSERT_EQ(patch->labels.at(0, 0), 1);
        ++counts[patch->image.at(0, 0)];
    }
    ASSERT_EQ(counts.size(), marked.size());
    for (const auto& [grey, count] : counts) {
        EXPECT_NEAR(count, 400, 80);
    }
}

TEST(Patches, ShowRareClassesAsOftenAsCommonOnes)
{
    const Size size{256, 256};
    LabelImage labels(size);
    for (int y = 0; y < 40; ++y) {
        for (int x = 0; x < 40; ++x) {
            labels.at(x, y) = 1;
        }
    }
    labels.at(250, 250) = 2;
    for (int x = 100; x < 150; ++x) {
        labels.at(x, 150) = annotation::kIgnore;
    }
    const auto images = load({source("a", noise<std::uint8_t>(size, 1, 256), labels)}, {}, 3, 1);
    ASSERT_NE(images, nullptr);
    EXPECT_NEAR(patchesWith(*images, 1), 1000, 100);
    EXPECT_NEAR(patchesWith(*images, 2), 1000, 100);
    EXPECT_EQ(patchesWith(*images, annotation::kIgnore), 0) << "ignored pixels are nothing to be shown";
}

TEST(Patches, TakeEveryPlaceInAnImage)
{
    const Size size{48, 40};
    LabelImage labels(size);
    for (int i = 0; i < 48 * 40; ++i) {
        labels.pixels()[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(i % 251);
    }
    const auto images = load({source("a", noise<std::uint8_t>(size, 1, 256), labels)}, {}, 252, 0.5);
    ASSERT_NE(images, nullptr);
    const auto whole = images->image(Part::Train, 0);
    std::set<std::pair<int, int>> places;
    for (std::size_t epoch = 0; epoch < 3000; ++epoch) {
        const auto sample = images->patch({40, 36}, 1, epoch, 0);
        const int value = sample->labels.at(0, 0) + 256 * sample->labels.at(1, 0);
        places.insert({value, sample->labels.at(0, 1)});
    }
    EXPECT_EQ(places.size(), 9U * 5U) << "each of the places that a patch can have";
}

} // namespace
} // namespace sorby::dataset
