// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "tests/gui/widgets/canvas_fixture.h"

#include <QPalette>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

namespace sorby::canvas {
namespace {

using test::flatContent;
constexpr Size kSize{200, 150};
constexpr QPoint kNotchIn{0, 120};
constexpr QPoint kNotchOut{0, -120};

class CanvasView : public test::CanvasTest {};

void expectNear(annotation::Point a, annotation::Point b)
{
    EXPECT_NEAR(a.x, b.x, 1e-9);
    EXPECT_NEAR(a.y, b.y, 1e-9);
}

TEST_F(CanvasView, PlacesAreTheSameThereAndBack)
{
    show(flatContent(kSize));
    Random random(1, "places");
    for (int i = 0; i < 200; ++i) {
        canvas.setZoom(random.uniform(0.1, 40));
        const annotation::Point place{random.uniform(-50, 250), random.uniform(-50, 200)};
        expectNear(canvas.toImage(canvas.toWidget(place)), place);
    }
}

TEST_F(CanvasView, TheWheelZoomsByAQuarterAtTheCursor)
{
    show(flatContent(kSize));
    Random random(2, "cursor");
    for (int i = 0; i < 100; ++i) {
        canvas.setZoom(random.uniform(1, 20));
        // The cursor stays over the image, so that no place has to give way to keep the image in sight.
        const auto place = canvas.toImage({random.uniform(180, 220), random.uniform(130, 170)});
        const auto cursor = canvas.toWidget(place);
        const double before = canvas.zoom();
        const bool in = random.chance(0.5);
        wheel(cursor, in ? kNotchIn : kNotchOut);
        EXPECT_NEAR(canvas.zoom(), in ? before * 1.25 : before / 1.25, 1e-9);
        expectNear(canvas.toImage(cursor), place);
    }
}

TEST_F(CanvasView, ATouchpadZoomsInSmallSteps)
{
    show(flatContent(kSize));
    const double before = canvas.zoom();
    wheel({200, 150}, kNotchIn, {0, 4});
    EXPECT_GT(canvas.zoom(), before);
    EXPECT_LT(canvas.zoom(), before * 1.05);
    const double after = canvas.zoom();
    wheel({200, 150}, {120, 0}, {30, 0});
    EXPECT_EQ(canvas.zoom(), after) << "sideways scrolling does not zoom";
}

TEST_F(CanvasView, ZoomEndsAtItsLimits)
{
    show(flatContent(kSize));
    for (int i = 0; i < 60; ++i) {
        wheel({200, 150}, kNotchIn);
    }
    EXPECT_EQ(canvas.zoom(), 64);
    for (int i = 0; i < 90; ++i) {
        wheel({200, 150}, kNotchOut);
    }
    EXPECT_DOUBLE_EQ(canvas.zoom(), 0.02);
}

TEST_F(CanvasView, TheWholeOfAVeryLargeImageCanBeSeen)
{
    show(flatContent({40000, 40}));
    EXPECT_LT(canvas.zoom(), 0.02);
    const double fitted = canvas.zoom();
    canvas.zoomOut();
    EXPECT_EQ(canvas.zoom(), fitted);
}

TEST_F(CanvasView, FitShowsTheWholeImageAndStaysSoWhenResized)
{
    show(flatContent(kSize));
    const auto expectFitted = [this] {
        const auto topLeft = canvas.toWidget({0, 0});
        const auto bottomRight = canvas.toWidget({double{kSize.width}, double{kSize.height}});
        EXPECT_GE(topLeft.x(), 0);
        EXPECT_GE(topLeft.y(), 0);
        EXPECT_LE(bottomRight.x(), canvas.width());
        EXPECT_LE(bottomRight.y(), canvas.height());
        EXPECT_TRUE(std::abs(topLeft.x() - 8) < 1e-9 || std::abs(topLeft.y() - 8) < 1e-9);
    };
    expectFitted();
    canvas.resize(700, 320);
    expectFitted();
    canvas.setZoom(7);
    const auto middle = canvas.toImage({350, 160});
    canvas.resize(600, 420);
    EXPECT_EQ(canvas.zoom(), 7);
    expectNear(canvas.toImage({300, 210}), middle);
    canvas.fit();
    expectFitted();
}

TEST_F(CanvasView, ZoomsInStepsAndFits)
{
    show(flatContent(kSize));
    const double fitted = canvas.zoom();
    canvas.zoomIn();
    EXPECT_DOUBLE_EQ(canvas.zoom(), fitted * 1.25);
    canvas.zoomOut();
    canvas.zoomOut();
    EXPECT_DOUBLE_EQ(canvas.zoom(), fitted / 1.25);
    canvas.setZoom(5);
    QTest::mouseDClick(&canvas, Qt::LeftButton);
    EXPECT_EQ(canvas.zoom(), fitted);
}

TEST_F(CanvasView, TheMiddleButtonPans)
{
    show(flatContent(kSize));
    canvas.setZoom(4);
    const auto grabbed = canvas.toImage({100, 100});
    press(Qt::MiddleButton, {100, 100});
    EXPECT_EQ(canvas.cursor().shape(), Qt::ClosedHandCursor);
    move({130, 90}, Qt::MiddleButton);
    move({160, 120}, Qt::MiddleButton);
    expectNear(canvas.toImage({160, 120}), grabbed);
    release(Qt::MiddleButton, {160, 120});
    EXPECT_EQ(canvas.cursor().shape(), Qt::ArrowCursor);
    move({10, 10});
    expectNear(canvas.toImage({160, 120}), grabbed);
}

TEST_F(CanvasView, SpaceWithTheLeftButtonPans)
{
    show(flatContent(kSize));
    canvas.setZoom(4);
    const auto grabbed = canvas.toImage({100, 100});
    press(Qt::LeftButton, {100, 100});
    move({150, 150}, Qt::LeftButton);
    release(Qt::LeftButton, {150, 150});
    expectNear(canvas.toImage({100, 100}), grabbed);

    QTest::keyPress(&canvas, Qt::Key_Space);
    EXPECT_EQ(canvas.cursor().shape(), Qt::OpenHandCursor);
    press(Qt::LeftButton, {100, 100});
    EXPECT_EQ(canvas.cursor().shape(), Qt::ClosedHandCursor);
    move({150, 140}, Qt::LeftButton);
    expectNear(canvas.toImage({150, 140}), grabbed);
    release(Qt::LeftButton, {150, 140});
    EXPECT_EQ(canvas.cursor().shape(), Qt::OpenHandCursor);
    QTest::keyRelease(&canvas, Qt::Key_Space);
    EXPECT_EQ(canvas.cursor().shape(), Qt::ArrowCursor);
}

TEST_F(CanvasView, TheImageCannotBeLost)
{
    show(flatContent(kSize));
    canvas.setZoom(3);
    for (const QPointF far : {QPointF(9000, 0), QPointF(-9000, 0), QPointF(0, 9000), QPointF(-9000, -9000)}) {
        press(Qt::MiddleButton, {200, 150});
        move(QPointF(200, 150) + far, Qt::MiddleButton);
        release(Qt::MiddleButton, {200, 150});
        const QRectF image(canvas.toWidget({0, 0}),
                           canvas.toWidget({double{kSize.width}, double{kSize.height}}));
        const auto visible = image.intersected(QRectF(canvas.rect()));
        EXPECT_GE(visible.width(), 79.9);
        EXPECT_GE(visible.height(), 79.9);
    }
}

TEST_F(CanvasView, TheViewIsKeptBetweenImagesOfOneSize)
{
    show(flatContent(kSize));
    canvas.setZoom(6);
    press(Qt::MiddleButton, {200, 150});
    move({150, 120}, Qt::MiddleButton);
    release(Qt::MiddleButton, {150, 120});
    const auto corner = canvas.toImage({0, 0});
    show(flatContent(kSize, 50));
    EXPECT_EQ(canvas.zoom(), 6);
    expectNear(canvas.toImage({0, 0}), corner);
    QSignalSpy zoomed(&canvas, &Canvas::zoomChanged);
    show(flatContent({100, 90}));
    EXPECT_NE(canvas.zoom(), 6);
    expectNear(canvas.toImage({200, 150}), {50, 45});
    EXPECT_EQ(zoomed.count(), 1);
}

TEST_F(CanvasView, AnotherImageHasItsOwnContrastAndTheSameImageKeepsIt)
{
    auto first = flatContent(kSize);
    first->record.id = 1;
    first->window = {10, 90};
    show(first);
    EXPECT_EQ(canvas.window(), (imaging::Window{10, 90}));
    canvas.setWindow({0, 50});
    show(std::make_shared<document::ImageContent>(*first));
    EXPECT_EQ(canvas.window(), (imaging::Window{0, 50}));
    auto second = std::make_shared<document::ImageContent>(*first);
    second->record.id = 2;
    show(second);
    EXPECT_EQ(canvas.window(), (imaging::Window{10, 90}));
}

TEST_F(CanvasView, TellsWhatIsUnderTheCursor)
{
    auto content = flatContent(kSize, 133);
    imaging::LabelImage reference(kSize);
    reference.at(12, 40) = 1;
    reference.at(13, 40) = annotation::kIgnore;
    test::setReference(*content, reference);
    test::setPrediction(*content, imaging::LabelImage(kSize));
    show(content);
    QString text;
    QObject::connect(&canvas, &Canvas::hovered, [&text](const QString& now) { text = now; });
    const auto hover = [&](int x, int y) {
        move(canvas.toWidget({x + 0.5, y + 0.5}));
        return text.toStdString();
    };
    EXPECT_EQ(hover(12, 40), "x 12  y 40 · grey 133 · MA island");
    EXPECT_EQ(hover(13, 40), "x 13  y 40 · grey 133 · ignored");
    EXPECT_EQ(hover(0, 0), "x 0  y 0 · grey 133 · matrix");
    EXPECT_EQ(hover(-1, 0), "");
    EXPECT_EQ(hover(kSize.width, 0), "");
    hover(12, 40);
    Layers layers;
    layers.prediction = true;
    canvas.setLayers(layers);
    EXPECT_EQ(text.toStdString(), "x 12  y 40 · grey 133 · MA island · prediction: matrix");
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&canvas, &leave);
    EXPECT_EQ(text.toStdString(), "");
}

TEST_F(CanvasView, TellsColoursAndDeepGreysInTheirOwnUnits)
{
    const auto content = document::makeImageContent({Raster<Rgb8>(20, 15, {1, 20, 255})});
    show(content);
    QString text;
    QObject::connect(&canvas, &Canvas::hovered, [&text](const QString& now) { text = now; });
    move(canvas.toWidget({1.5, 2.5}));
    EXPECT_EQ(text.toStdString(), "x 1  y 2 · RGB 1 20 255");
    const auto deep = document::makeImageContent({Raster<std::uint16_t>(20, 15, 40000)});
    show(deep);
    EXPECT_EQ(text.toStdString(), "x 1  y 2 · grey 40000");
    deep->record.calibration = Calibration{0.5, 2, "scale bar", {}, true};
    show(std::make_shared<document::ImageContent>(*deep));
    EXPECT_EQ(text.toStdString(), "x 1  y 2 · 0.75, 5.00 µm · grey 40000");
}

/// How many pixels differ from the one in the corner.
int inkedPixels(const QImage& rendered)
{
    int count = 0;
    for (int y = 0; y < rendered.height(); ++y) {
        for (int x = 0; x < rendered.width(); ++x) {
            count += rendered.pixel(x, y) != rendered.pixel(0, 0) ? 1 : 0;
        }
    }
    return count;
}

TEST_F(CanvasView, SaysWhatToDoWhenItIsEmpty)
{
    const auto empty = render();
    EXPECT_GT(inkedPixels(empty), 200);
    canvas.setMessage(QStringLiteral("Loading"));
    const auto loading = render();
    EXPECT_NE(loading, empty);
    EXPECT_GT(inkedPixels(loading), 50);
    // A path without spaces is wrapped, so that its ink stays off the edges.
    canvas.setMessage(QString(400, u'W'));
    const auto wrapped = render();
    for (int y = 0; y < wrapped.height(); ++y) {
        EXPECT_EQ(wrapped.pixel(2, y), wrapped.pixel(0, 0));
        EXPECT_EQ(wrapped.pixel(wrapped.width() - 3, y), wrapped.pixel(0, 0));
    }
    show(flatContent(kSize));
    const auto shown = render();
    EXPECT_EQ(colourAt(shown, 100, 75), QColor(100, 100, 100));
    canvas.setContent(nullptr, {});
    EXPECT_EQ(canvas.content(), nullptr);
    EXPECT_EQ(render(), wrapped);
    canvas.setMessage({});
    EXPECT_EQ(render(), empty);
}

TEST_F(CanvasView, StaysAsItIsWithoutAnImage)
{
    QSignalSpy zoomed(&canvas, &Canvas::zoomChanged);
    wheel({200, 150}, kNotchIn);
    QTest::keyClick(&canvas, Qt::Key_Plus);
    press(Qt::MiddleButton, {100, 100});
    move({150, 100}, Qt::MiddleButton);
    release(Qt::MiddleButton, {150, 100});
    canvas.fit();
    EXPECT_EQ(canvas.zoom(), 1);
    EXPECT_TRUE(zoomed.isEmpty());
}

TEST_F(CanvasView, ItsGroundIsANeutralGreyOfThePalette)
{
    for (const QColor window : {QColor(239, 240, 241), QColor(30, 34, 40)}) {
        auto palette = canvas.palette();
        palette.setColor(QPalette::Window, window);
        canvas.setPalette(palette);
        const auto ground = render().pixelColor(1, 1);
        EXPECT_EQ(ground.red(), ground.green());
        EXPECT_EQ(ground.green(), ground.blue());
        EXPECT_LT(ground.lightness(), window.lightness());
    }
}

} // namespace
} // namespace sorby::canvas
