// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/brush.h"
#include "core/imaging/painting.h"
#include "core/imaging/reference.h"
#include "tests/property/generators.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sorby::imaging {
namespace {

using annotation::Annotations;
using annotation::kUnset;
using annotation::PixelEdits;
using test::forEachSeed;

Annotations anyAnnotations(Random& random, Size size)
{
    Annotations annotations;
    for (int i = random.between(0, 6); i > 0; --i) {
        annotation::Object object;
        object.classId = static_cast<annotation::ClassId>(random.between(0, 3));
        object.polygon.outer =
            test::starRing(random, {random.uniform(0, size.width), random.uniform(0, size.height)},
                           random.uniform(5, 120), random.between(3, 15));
        annotations.objects.push_back(std::move(object));
    }
    annotations.pixelEdits = PixelEdits::fromLabels(test::shapes(random, size, 4));
    return annotations;
}

PaintRule anyRule(Random& random)
{
    PaintRule rule;
    rule.value =
        std::array{annotation::kMatrix, std::uint8_t{2}, annotation::kIgnore, kUnset}.at(random.below(4));
    rule.over =
        std::array{PaintOver::Everything, PaintOver::OnlyMatrix, PaintOver::OnlyClass}.at(random.below(3));
    rule.onlyClass = static_cast<annotation::ClassId>(random.between(1, 3));
    for (std::size_t i = 0; i < 4; ++i) {
        rule.protectedClasses.set(i, random.chance(0.2));
    }
    return rule;
}

std::vector<std::vector<Span>> anyStrokes(Random& random, Size size)
{
    std::vector<std::vector<Span>> strokes;
    annotation::Point at{random.uniform(0, size.width), random.uniform(0, size.height)};
    const Brush brush{random.chance(0.5) ? BrushShape::Round : BrushShape::Square, random.uniform(1, 60)};
    for (int i = 0; i < 5; ++i) {
        const annotation::Point next{random.uniform(-9, size.width + 9), random.uniform(-9, size.height + 9)};
        strokes.push_back(brushStroke(brush, at, next, size));
        at = next;
    }
    return strokes;
}

TEST(PaintingProperty, FollowsTheRulePixelByPixelInAnyOrderAndIsUndone)
{
    forEachSeed("rule", [](Random& random) {
        const Size size{random.between(1, 300), random.between(1, 300)};
        const Annotations annotations = anyAnnotations(random, size);
        const PaintRule rule = anyRule(random);
        auto strokes = anyStrokes(random, size);
        const ReferenceTiles tiles(annotations, size);
        const auto labelsOfTile = [&](PixelEdits::TileKey key) { return tiles.tile(key); };
        PaintStroke stroke(annotations.pixelEdits, size, rule, labelsOfTile);
        Raster<std::uint8_t> touched(size);
        for (const auto& spans : strokes) {
            const PixelRect dirty = stroke.paint(spans);
            for (const Span& span : spans) {
                for (int x = span.x0; x < span.x1; ++x) {
                    touched.at(x, span.y) = 1;
                }
            }
            ASSERT_LE(dirty.x + dirty.width, size.width);
            ASSERT_LE(dirty.y + dirty.height, size.height);
        }
        const auto shown = makeReference(annotations, size);
        PixelEdits after = annotations.pixelEdits;
        const auto inverse = exchangeTiles(after, stroke.replacements());
        for (int y = 0; y < size.height; ++y) {
            for (int x = 0; x < size.width; ++x) {
                const bool changes = touched.at(x, y) == 1 && rule.allows(shown.at(x, y));
                ASSERT_EQ(after.at(x, y), changes ? rule.value : annotations.pixelEdits.at(x, y));
                ASSERT_EQ(stroke.at(x, y), after.at(x, y));
            }
        }
        random.shuffle(strokes);
        PaintStroke other(annotations.pixelEdits, size, rule, labelsOfTile);
        for (const auto& spans : strokes) {
            other.paint(spans);
        }
        PixelEdits again = annotations.pixelEdits;
        exchangeTiles(again, other.replacements());
        EXPECT_EQ(again, after);
        exchangeTiles(after, inverse);
        EXPECT_EQ(after, annotations.pixelEdits);
    });
}

TEST(PaintingProperty, ClearsExactlyThePixelsOfThePolygon)
{
    forEachSeed("clear", [](Random& random) {
        const Size size{random.between(1, 300), random.between(1, 300)};
        PixelEdits edits = PixelEdits::fromLabels(test::shapes(random, size, 4));
        const PixelEdits before = edits;
        const annotation::Polygon polygon{test::wildRing(random, size, random.between(3, 12)), {}};
        exchangeTiles(edits, clearedInside(edits, polygon, size));
        for (int y = 0; y < size.height; ++y) {
            for (int x = 0; x < size.width; ++x) {
                const bool inside = annotation::contains(polygon, {x + 0.5, y + 0.5});
                ASSERT_EQ(edits.at(x, y), inside ? kUnset : before.at(x, y));
            }
        }
    });
}

TEST(PaintingProperty, TheChangesOfTheEventsMakeTheStroke)
{
    forEachSeed("events", [](Random& random) {
        const Size size{random.between(1, 400), random.between(1, 400)};
        const Annotations annotations = anyAnnotations(random, size);
        const ReferenceTiles tiles(annotations, size);
        const auto labelsOfTile = [&](PixelEdits::TileKey key) { return tiles.tile(key); };
        PaintStroke stroke(annotations.pixelEdits, size, anyRule(random), labelsOfTile);
        EXPECT_TRUE(stroke.replacementsIn({0, 0, size.width, size.height}).empty());
        PixelEdits shown = annotations.pixelEdits;
        for (const auto& spans : anyStrokes(random, size)) {
            const PixelRect dirty = stroke.paint(spans);
            const auto changed = stroke.replacementsIn(dirty);
            EXPECT_LE(changed.size(), stroke.replacements().size());
            for (const auto& [key, tile] : changed) {
                EXPECT_LT(key.column * PixelEdits::kTileSize, dirty.x + dirty.width);
                EXPECT_GT((key.column + 1) * PixelEdits::kTileSize, dirty.x);
            }
            exchangeTiles(shown, changed);
        }
        PixelEdits whole = annotations.pixelEdits;
        exchangeTiles(whole, stroke.replacements());
        EXPECT_EQ(shown, whole);
    });
}

} // namespace
} // namespace sorby::imaging
