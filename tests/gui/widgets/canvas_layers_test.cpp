// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/widgets/canvas_fixture.h"
#include "tests/support/label_text.h"
#include "widgets/canvas/shapes.h"

namespace sorby::canvas {
namespace {

using test::flatContent;
using test::labels;

constexpr Rgb8 kGreen{0, 255, 0};

class CanvasLayers : public test::CanvasTest {
  protected:
    /// 4 x 3 pixels at zoom 20: pixel (1, 1) is a true positive, (2, 1) a false positive, (1, 2) a false
    /// negative, (3, 2) is left out.
    void showCompared()
    {
        auto content = flatContent({4, 3});
        test::setReference(*content, labels(R"(....
                                               .1..
                                               .1.x)"));
        test::setPrediction(*content, labels(R"(....
                                                .11.
                                                ...1)"));
        show(content);
        canvas.setZoom(12);
    }
    [[nodiscard]] QColor at(int x, int y) { return colourAt(render(), x, y); }
};

/// Nothing but the micrograph.
Layers bare()
{
    Layers layers;
    layers.polygons = false;
    layers.points = false;
    return layers;
}

void expectNear(const QColor& actual, const QColor& expected)
{
    EXPECT_NEAR(actual.red(), expected.red(), 1);
    EXPECT_NEAR(actual.green(), expected.green(), 1);
    EXPECT_NEAR(actual.blue(), expected.blue(), 1);
}

TEST_F(CanvasLayers, TheIouOverlayOnBlackHasThePublishedColours)
{
    showCompared();
    auto layers = bare();
    layers.micrograph = false;
    layers.iouOverlay = true;
    canvas.setLayers(layers);
    EXPECT_EQ(at(1, 1), QColor(255, 255, 255));
    EXPECT_EQ(at(2, 1), QColor(0, 255, 255));
    EXPECT_EQ(at(1, 2), QColor(255, 0, 255));
    EXPECT_EQ(at(0, 0), QColor(0, 0, 0));
    EXPECT_EQ(at(3, 2), QColor(0, 0, 0)) << "ignored";
}

TEST_F(CanvasLayers, TheIouOverlayIsBlendedOverTheMicrograph)
{
    showCompared();
    auto layers = bare();
    layers.iouOverlay = true;
    layers.opacity = 0.25;
    canvas.setLayers(layers);
    expectNear(at(1, 1), QColor(139, 139, 139)); // 100 + (255 - 100) / 4
    expectNear(at(2, 1), QColor(75, 139, 139));
    expectNear(at(1, 2), QColor(139, 75, 139));
    expectNear(at(0, 0), QColor(100, 100, 100));
    expectNear(at(3, 2), QColor(100, 100, 100));
}

TEST_F(CanvasLayers, EachCategoryCanBeHiddenAndThePaletteChanged)
{
    showCompared();
    auto layers = bare();
    layers.micrograph = false;
    layers.iouOverlay = true;
    layers.showTruePositive = false;
    layers.palette = imaging::kColourBlindPalette;
    canvas.setLayers(layers);
    EXPECT_EQ(at(1, 1), QColor(0, 0, 0));
    EXPECT_EQ(at(2, 1), QColor(0, 114, 178));
    EXPECT_EQ(at(1, 2), QColor(230, 159, 0));
    layers.showTruePositive = true;
    layers.showFalsePositive = false;
    layers.showFalseNegative = false;
    canvas.setLayers(layers);
    EXPECT_EQ(at(1, 1), QColor(255, 255, 255));
    EXPECT_EQ(at(2, 1), QColor(0, 0, 0));
    EXPECT_EQ(at(1, 2), QColor(0, 0, 0));
}

TEST_F(CanvasLayers, TheIouOverlayCanShowOneClass)
{
    classes.push_back({2, "pore", {255, 0, 0}});
    auto content = flatContent({3, 1});
    test::setReference(*content, labels("122"));
    test::setPrediction(*content, labels("121"));
    show(content);
    canvas.setZoom(12);
    auto layers = bare();
    layers.micrograph = false;
    layers.iouOverlay = true;
    layers.overlayClass = 2;
    canvas.setLayers(layers);
    EXPECT_EQ(at(0, 0), QColor(0, 0, 0));
    EXPECT_EQ(at(1, 0), QColor(255, 255, 255));
    EXPECT_EQ(at(2, 0), QColor(255, 0, 255));
    layers.overlayClass = 1;
    canvas.setLayers(layers);
    EXPECT_EQ(at(0, 0), QColor(255, 255, 255));
    EXPECT_EQ(at(1, 0), QColor(0, 0, 0));
    EXPECT_EQ(at(2, 0), QColor(0, 255, 255));
}

TEST_F(CanvasLayers, LabelImagesAreShownInTheirClassesColours)
{
    showCompared();
    auto layers = bare();
    layers.reference = true;
    layers.opacity = 1;
    canvas.setLayers(layers);
    EXPECT_EQ(at(1, 1), QColor(0, 255, 0));
    EXPECT_EQ(at(1, 2), QColor(0, 255, 0));
    EXPECT_EQ(at(2, 1), QColor(100, 100, 100)) << "the matrix is not painted";
    EXPECT_EQ(at(3, 2).red(), at(3, 2).blue()) << "ignored pixels are grey";
    EXPECT_GT(at(3, 2).red(), 150);
    layers.reference = false;
    layers.prediction = true;
    canvas.setLayers(layers);
    EXPECT_EQ(at(2, 1), QColor(0, 255, 0));
    EXPECT_EQ(at(1, 2), QColor(100, 100, 100));
    layers.iouOverlay = true;
    canvas.setLayers(layers);
    EXPECT_EQ(at(2, 1), QColor(0, 255, 255)) << "the overlay hides the label images";
}

TEST_F(CanvasLayers, NewContentOfTheSameImageIsShownAtOnce)
{
    showCompared();
    auto layers = bare();
    layers.prediction = true;
    layers.opacity = 1;
    canvas.setLayers(layers);
    EXPECT_EQ(at(0, 0), QColor(100, 100, 100));
    auto content = flatContent({4, 3});
    test::setPrediction(*content, imaging::LabelImage(4, 3, 1));
    show(content);
    EXPECT_EQ(at(0, 0), QColor(0, 255, 0));
}

TEST_F(CanvasLayers, LayersThatTheContentDoesNotHaveAreLeftOut)
{
    show(flatContent({4, 3}));
    canvas.setZoom(12);
    auto layers = bare();
    layers.reference = layers.prediction = true;
    canvas.setLayers(layers);
    EXPECT_EQ(at(1, 1), QColor(100, 100, 100));
    layers.iouOverlay = true;
    canvas.setLayers(layers);
    EXPECT_EQ(at(1, 1), QColor(100, 100, 100));
}

TEST_F(CanvasLayers, ContrastChangesTheShownGrey)
{
    show(flatContent({4, 3}, 100));
    canvas.setLayers(bare());
    EXPECT_EQ(at(1, 1), QColor(100, 100, 100));
    canvas.setWindow({50, 150});
    EXPECT_NEAR(at(1, 1).red(), 127.5, 0.6);
    canvas.setWindow({100, 200});
    EXPECT_EQ(at(1, 1), QColor(0, 0, 0));
}

TEST_F(CanvasLayers, PolygonsAreOutlinedInTheirClassesColours)
{
    auto content = flatContent({40, 30});
    annotation::Object object;
    object.polygon.outer = {{10, 10}, {30, 10}, {30, 20}, {10, 20}};
    object.polygon.holes = {{{18, 13}, {22, 13}, {22, 17}, {18, 17}}};
    content->annotations.objects.push_back(object);
    show(content);
    canvas.setZoom(8);
    const auto isGreen = [](const QColor& colour) {
        return colour.green() > 180 && colour.red() < 80 && colour.blue() < 80;
    };
    auto layers = bare();
    canvas.setLayers(layers);
    const auto without = render();
    layers.polygons = true;
    canvas.setLayers(layers);
    const auto with = render();
    for (const annotation::Point corner :
         {annotation::Point{20, 10}, {10, 15}, {30, 15}, {20, 13}, {18, 15}}) {
        const auto place = canvas.toWidget(corner).toPoint();
        // A line between two pixels falls on the one or the other.
        const bool found = isGreen(with.pixelColor(place)) ||
                           isGreen(with.pixelColor(place - QPoint(1, 0))) ||
                           isGreen(with.pixelColor(place - QPoint(0, 1)));
        EXPECT_TRUE(found) << corner.x << ' ' << corner.y;
        EXPECT_EQ(without.pixelColor(place), QColor(100, 100, 100));
    }
    EXPECT_EQ(colourAt(with, 14, 15), QColor(100, 100, 100)) << "the inside is not filled";
    // Beside the line, where casing darkens the grey.
    EXPECT_LT(with.pixelColor(canvas.toWidget({20, 10}).toPoint() + QPoint(0, 1)).lightness(), 70);
}

TEST_F(CanvasLayers, PointsAreMarkedInTheirAnnotatorsColours)
{
    auto content = flatContent({40, 30});
    content->annotations.points = {{0, "KM", {10, 10}}, {0, "LS", {30, 10}}};
    annotation::Object object;
    object.polygon.outer = {{15, 20}, {25, 20}, {25, 28}};
    object.poi = annotation::Point{20, 22};
    content->annotations.objects.push_back(object);
    show(content);
    canvas.setZoom(8);
    auto layers = bare();
    layers.points = true;
    canvas.setLayers(layers);
    const auto rendered = render();
    const auto hasColour = [&](annotation::Point place, const QColor& colour) {
        const auto middle = canvas.toWidget(place).toPoint();
        for (int y = -7; y <= 7; ++y) {
            for (int x = -7; x <= 7; ++x) {
                const auto pixel = rendered.pixelColor(middle + QPoint(x, y));
                if (std::abs(pixel.red() - colour.red()) + std::abs(pixel.green() - colour.green()) +
                        std::abs(pixel.blue() - colour.blue()) <
                    90) {
                    return true;
                }
            }
        }
        return false;
    };
    ASSERT_NE(annotatorColour("KM"), annotatorColour("LS"));
    EXPECT_TRUE(hasColour({10, 10}, annotatorColour("KM")));
    EXPECT_TRUE(hasColour({30, 10}, annotatorColour("LS")));
    EXPECT_FALSE(hasColour({30, 10}, annotatorColour("KM")));
    EXPECT_TRUE(hasColour({20, 22}, QColor(kGreen.r, kGreen.g, kGreen.b)));
    layers.points = false;
    canvas.setLayers(layers);
    EXPECT_EQ(render().pixelColor(canvas.toWidget({20, 22}).toPoint()), QColor(100, 100, 100));
}

TEST_F(CanvasLayers, APixelGridAppearsAtSixteen)
{
    show(flatContent({40, 30}));
    canvas.setLayers(bare());
    const auto edge = [this] {
        const auto rendered = render();
        const auto place = canvas.toWidget({20, 15.5}).toPoint();
        return rendered.pixelColor(place) != QColor(100, 100, 100) ||
               rendered.pixelColor(place - QPoint(1, 0)) != QColor(100, 100, 100);
    };
    canvas.setZoom(15);
    EXPECT_FALSE(edge());
    canvas.setZoom(16);
    EXPECT_TRUE(edge());
    EXPECT_EQ(at(20, 15), QColor(100, 100, 100));
}

TEST_F(CanvasLayers, PixelsHaveSharpEdgesAboveOneHundredPercent)
{
    Raster<std::uint8_t> board(8, 8);
    for (int y = 0; y < 8; ++y) {
        for (int x = 0; x < 8; ++x) {
            board.at(x, y) = (x + y) % 2 == 0 ? 200 : 20;
        }
    }
    show(document::makeImageContent({board}));
    canvas.setLayers(bare());
    for (const double zoom : {1.0, 3.0, 10.0}) {
        canvas.setZoom(zoom);
        const auto rendered = render();
        const QRect image = QRectF(canvas.toWidget({0, 0}), canvas.toWidget({8, 8})).toAlignedRect();
        for (int y = image.top() + 1; y < image.bottom(); ++y) {
            for (int x = image.left() + 1; x < image.right(); ++x) {
                const int grey = rendered.pixelColor(x, y).red();
                EXPECT_TRUE(grey == 200 || grey == 20) << grey << " at zoom " << zoom;
            }
        }
        EXPECT_EQ(colourAt(rendered, 2, 2), QColor(200, 200, 200));
        EXPECT_EQ(colourAt(rendered, 3, 2), QColor(20, 20, 20));
    }
}

TEST_F(CanvasLayers, SmallViewsShowTheMeanAndNotChance)
{
    Raster<std::uint8_t> stripes(1000, 1000);
    for (int y = 0; y < 1000; ++y) {
        for (int x = 0; x < 1000; ++x) {
            stripes.at(x, y) = x % 2 == 0 ? 200 : 0;
        }
    }
    show(document::makeImageContent({stripes}));
    canvas.setLayers(bare());
    for (const double zoom : {0.1, 0.23, 0.28}) {
        canvas.setZoom(zoom);
        EXPECT_NEAR(at(500, 500).red(), 100, 4) << zoom;
    }
}

} // namespace
} // namespace sorby::canvas
