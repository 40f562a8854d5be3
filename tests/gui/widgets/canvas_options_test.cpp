// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/widgets/canvas_fixture.h"
#include "widgets/canvas/navigator.h"
#include "widgets/canvas/scale_bar.h"
#include "widgets/canvas/swipe_divider.h"
#include "widgets/panels/compare_bar.h"
#include "widgets/panels/contrast_box.h"
#include "widgets/panels/grey_histogram.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>

namespace sorby::canvas {
namespace {

using test::flatContent;

TEST(ScaleBar, IsTheLongestRoundLengthThatFits)
{
    const Calibration calibration{0.1, 0.1, "scale bar", {}, true}; // 0.1 µm a pixel
    const auto bar = makeScaleBar(calibration, 2, 150);             // 0.05 µm a unit: up to 7.5 µm
    EXPECT_EQ(bar.text.toStdString(), "5 µm");
    EXPECT_DOUBLE_EQ(bar.lengthPx, 100);
    EXPECT_EQ(makeScaleBar(calibration, 2, 200).text.toStdString(), "10 µm") << "10 µm just fit";
    EXPECT_DOUBLE_EQ(makeScaleBar(calibration, 2, 200).lengthPx, 200);
    EXPECT_EQ(makeScaleBar(calibration, 40, 150).text.toStdString(), "200 nm");
    EXPECT_EQ(makeScaleBar(calibration, 0.002, 150).text.toStdString(), "5 mm");
    EXPECT_EQ(makeScaleBar(calibration, 0.01, 100).text.toStdString(), "1 mm");
}

TEST(ScaleBar, CountsPixelsWhereTheirSizeIsNotKnown)
{
    const auto bar = makeScaleBar(std::nullopt, 0.5, 150);
    EXPECT_EQ(bar.text.toStdString(), "200 px");
    EXPECT_DOUBLE_EQ(bar.lengthPx, 100);
    EXPECT_EQ(makeScaleBar(std::nullopt, 400, 150).text.toStdString(), "1 px") << "never a part of one";
    EXPECT_TRUE(makeScaleBar(std::nullopt, 0, 150).text.isEmpty());
}

class CanvasOptions : public test::CanvasTest {
  protected:
    [[nodiscard]] QWidget& child(const char* name)
    {
        return *canvas.findChild<QWidget*>(QLatin1String(name));
    }
};

TEST_F(CanvasOptions, TheScaleBarCanBeHidden)
{
    show(flatContent({4000, 3000}));
    const auto with = render();
    canvas.setScaleBarShown(false);
    const auto without = render();
    int changed = 0;
    for (int y = 0; y < with.height(); ++y) {
        for (int x = 0; x < with.width(); ++x) {
            if (with.pixel(x, y) != without.pixel(x, y)) {
                EXPECT_LT(x, 140);
                EXPECT_GT(y, 230);
                ++changed;
            }
        }
    }
    EXPECT_GT(changed, 300);
}

TEST_F(CanvasOptions, TheNavigatorIsThereWhileTheViewShowsAPart)
{
    show(flatContent({1000, 1000}));
    auto& navigator = child("navigator");
    EXPECT_FALSE(navigator.isVisible()) << "all is in sight";
    canvas.setZoom(2);
    EXPECT_TRUE(navigator.isVisible());
    QTest::mousePress(&navigator, Qt::LeftButton, {}, {navigator.width() / 4, navigator.height() / 2});
    const auto middle = canvas.toImage({200, 150});
    EXPECT_NEAR(middle.x, 250, 6);
    EXPECT_NEAR(middle.y, 500, 6);
    QMouseEvent drag(QEvent::MouseMove, {navigator.width() * 0.75, navigator.height() * 0.5},
                     navigator.mapToGlobal(QPointF(1, 1)), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&navigator, &drag);
    EXPECT_NEAR(canvas.toImage({200, 150}).x, 750, 6);
    QTest::mouseRelease(&navigator, Qt::LeftButton);
    // The frame is where the view is, the picture where the image is.
    const auto picture = navigator.grab().toImage();
    EXPECT_EQ(picture.pixelColor(navigator.width() / 4, navigator.height() / 4), QColor(100, 100, 100));
    canvas.setNavigatorShown(false);
    EXPECT_FALSE(navigator.isVisible());
    canvas.setNavigatorShown(true);
    EXPECT_TRUE(navigator.isVisible());
    canvas.setContent(nullptr, {});
    EXPECT_FALSE(navigator.isVisible());
}

TEST_F(CanvasOptions, TheViewIsKeptOnlyIfSoWished)
{
    canvas.setKeepsView(false);
    auto first = flatContent({200, 150});
    first->record.id = 1;
    show(first);
    const double fitted = canvas.zoom();
    canvas.setZoom(6);
    show(std::make_shared<document::ImageContent>(*first));
    EXPECT_EQ(canvas.zoom(), 6) << "the same image, read again";
    auto second = flatContent({200, 150});
    second->record.id = 2;
    show(second);
    EXPECT_EQ(canvas.zoom(), fitted);
}

/// Reference of class 1 (green) all over.
std::shared_ptr<document::ImageContent> greenContent()
{
    auto content = flatContent({400, 300});
    test::setReference(*content, imaging::LabelImage(400, 300, 1));
    return content;
}

TEST_F(CanvasOptions, SwipingShowsTheOtherLayersRightOfTheDivider)
{
    show(greenContent());
    canvas.setZoom(1);
    Layers bare;
    Layers green;
    green.reference = true;
    green.opacity = 1;
    canvas.setLayers(bare);
    canvas.setCompared(green);
    canvas.setSplit(0.25);
    auto& divider = child("swipeDivider");
    EXPECT_TRUE(divider.isVisible());
    EXPECT_NEAR(divider.geometry().center().x(), 100, 1);
    auto picture = render();
    EXPECT_EQ(picture.pixelColor(80, 60), QColor(100, 100, 100));
    EXPECT_EQ(picture.pixelColor(120, 60), QColor(0, 255, 0));
    // Dragged to 3/4, and back to the end.
    QSignalSpy moved(&canvas, &Canvas::splitChanged);
    QTest::mousePress(&divider, Qt::LeftButton, {}, divider.rect().center());
    const auto dragTo = [&](double x) {
        const QPointF inside = divider.mapFrom(&canvas, QPointF(x, 50));
        QMouseEvent drag(QEvent::MouseMove, inside, divider.mapToGlobal(inside), Qt::NoButton, Qt::LeftButton,
                         Qt::NoModifier);
        QCoreApplication::sendEvent(&divider, &drag);
    };
    dragTo(300);
    EXPECT_NEAR(canvas.split(), 0.75, 0.01);
    picture = render();
    EXPECT_EQ(picture.pixelColor(280, 60), QColor(100, 100, 100));
    EXPECT_EQ(picture.pixelColor(320, 60), QColor(0, 255, 0));
    dragTo(-500);
    EXPECT_EQ(canvas.split(), 0);
    EXPECT_EQ(render().pixelColor(200, 60), QColor(0, 255, 0));
    EXPECT_EQ(moved.count(), 2);
    QTest::mouseRelease(&divider, Qt::LeftButton);
    QTest::keyClick(&divider, Qt::Key_Right);
    EXPECT_NEAR(canvas.split(), 0.02, 1e-9);
    canvas.setCompared(std::nullopt);
    EXPECT_FALSE(divider.isVisible());
    EXPECT_EQ(render().pixelColor(320, 60), QColor(100, 100, 100));
}

TEST_F(CanvasOptions, AMirrorShowsTheSamePlaceWithItsOwnLayersAndEveryEdit)
{
    Canvas other;
    other.resize(300, 300);
    other.show();
    show(greenContent());
    Layers green;
    green.reference = true;
    green.opacity = 1;
    other.setLayers(green);
    canvas.setMirror(&other);
    canvas.setZoom(3);
    EXPECT_EQ(other.zoom(), 3);
    canvas.centreOn({100, 120});
    EXPECT_NEAR(other.toImage({150, 150}).x, 100, 1e-6);
    other.centreOn({200, 150});
    EXPECT_NEAR(canvas.toImage({200, 150}).x, 200, 1e-6) << "either leads";
    EXPECT_EQ(other.grab().toImage().pixelColor(150, 150), QColor(0, 255, 0));
    annotation::Annotations erased;
    canvas.annotationsChanged(erased, {0, 0, 400, 300});
    EXPECT_EQ(other.grab().toImage().pixelColor(150, 150), QColor(100, 100, 100));
    canvas.setWindow({0, 100});
    EXPECT_EQ(other.grab().toImage().pixelColor(150, 150), QColor(255, 255, 255));
    show(flatContent({400, 300}, 20));
    EXPECT_NE(other.content(), nullptr);
    EXPECT_EQ(other.content(), canvas.content());
    canvas.setMirror(nullptr);
    canvas.setZoom(7);
    EXPECT_EQ(other.zoom(), 3);
}

} // namespace
} // namespace sorby::canvas

namespace sorby::panels {
namespace {

TEST(ContrastBox, TheHistogramsEndsAreTheWindow)
{
    ContrastBox box;
    box.resize(300, 320);
    box.show();
    box.setRange({0, 255}, {20, 220}, {50, 200});
    std::vector<std::uint64_t> counts(256);
    counts[100] = 1000;
    box.setHistogram(counts);
    auto* histogram = box.findChild<GreyHistogram*>(QStringLiteral("contrastHistogram"));
    ASSERT_NE(histogram, nullptr);
    const auto x = [&](double grey) {
        return static_cast<int>(std::lround(4 + grey / 255 * (histogram->width() - 8)));
    };
    const auto picture = histogram->grab().toImage();
    bool isBarSeen = false; // about a pixel wide
    for (int near = x(100.5) - 2; near <= x(100.5) + 2; ++near) {
        isBarSeen |= picture.pixelColor(near, histogram->height() - 8) != picture.pixelColor(x(130), 12);
    }
    EXPECT_TRUE(isBarSeen) << "the bar of grey 100";
    QSignalSpy changed(&box, &ContrastBox::windowChanged);
    QTest::mousePress(histogram, Qt::LeftButton, {}, {x(50), 30});
    QMouseEvent drag(QEvent::MouseMove, QPointF(x(80), 30), histogram->mapToGlobal(QPointF(x(80), 30)),
                     Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(histogram, &drag);
    QTest::mouseRelease(histogram, Qt::LeftButton, {}, {x(80), 30});
    EXPECT_NEAR(box.window().low, 80, 1.5);
    EXPECT_EQ(box.window().high, 200);
    EXPECT_FALSE(changed.isEmpty());
    QTest::mousePress(histogram, Qt::LeftButton, {}, {x(140), 30});
    QCoreApplication::sendEvent(histogram, &drag);
    QTest::mouseRelease(histogram, Qt::LeftButton, {}, {x(140), 30});
    EXPECT_EQ(box.window().high, 200) << "between the ends there is nothing to take";
    box.useAutomatic();
    EXPECT_EQ(box.window(), (imaging::Window{20, 220}));
}

TEST(ContrastBox, GammaAndColoursAreTold)
{
    ContrastBox box;
    auto* slider = box.findChild<QSlider*>(QStringLiteral("contrastGamma"));
    auto* number = box.findChild<QDoubleSpinBox*>(QStringLiteral("contrastGammaValue"));
    auto* table = box.findChild<QComboBox*>(QStringLiteral("contrastTable"));
    ASSERT_TRUE(slider && number && table);
    EXPECT_EQ(box.gamma(), 1);
    EXPECT_EQ(slider->value(), 0);
    QSignalSpy changed(&box, &ContrastBox::toneChanged);
    slider->setValue(slider->maximum());
    EXPECT_EQ(box.gamma(), 5);
    number->setValue(2.2);
    EXPECT_NEAR(slider->value(), 49, 1); // ln 2.2 / ln 5
    EXPECT_DOUBLE_EQ(box.gamma(), 2.2);
    table->setCurrentIndex(table->findText(QStringLiteral("Magma")));
    EXPECT_EQ(box.colourTable(), canvas::ColourTable::Magma);
    EXPECT_EQ(changed.count(), 3);
    box.setTone(1, canvas::ColourTable::Grey);
    EXPECT_EQ(box.gamma(), 1);
    EXPECT_EQ(table->currentIndex(), 0);
}

TEST(CompareBar, TellsWhatIsComparedAndHow)
{
    CompareBar bar;
    EXPECT_FALSE(bar.isVisibleTo(nullptr));
    QSignalSpy changed(&bar, &CompareBar::changed);
    Comparison blink;
    blink.mode = CompareMode::Blink;
    bar.setComparison(blink);
    auto* speed = bar.findChild<QSlider*>(QStringLiteral("compareSpeed"));
    EXPECT_TRUE(speed->isVisibleTo(&bar));
    EXPECT_EQ(changed.count(), 1);
    bar.findChild<QComboBox*>(QStringLiteral("compareMode"))->setCurrentIndex(1);
    EXPECT_EQ(bar.comparison().mode, CompareMode::Swipe);
    EXPECT_FALSE(speed->isVisibleTo(&bar));
    bar.findChild<QComboBox*>(QStringLiteral("compareRight"))->setCurrentIndex(3);
    EXPECT_EQ(bar.comparison().right, CompareSide::IouOverlay);
    EXPECT_EQ(bar.comparison().left, CompareSide::Image);
    bar.findChild<QToolButton*>(QStringLiteral("compareClose"))->click();
    EXPECT_EQ(bar.comparison().mode, CompareMode::Off);
    EXPECT_TRUE(bar.isHidden());
}

TEST(CompareBar, ASideHasItsLayerAndTheChosenOpacity)
{
    canvas::Layers chosen;
    chosen.opacity = 0.3;
    chosen.prediction = true;
    const auto image = layersOf(CompareSide::Image, chosen);
    EXPECT_FALSE(image.prediction || image.reference || image.iouOverlay || image.polygons);
    const auto reference = layersOf(CompareSide::Reference, chosen);
    EXPECT_TRUE(reference.reference && reference.polygons);
    EXPECT_FALSE(reference.prediction);
    EXPECT_EQ(reference.opacity, 0.3);
    EXPECT_TRUE(layersOf(CompareSide::IouOverlay, chosen).iouOverlay);
}

} // namespace
} // namespace sorby::panels
