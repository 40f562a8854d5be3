// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "tests/gui/support/wait.h"
#include "tests/gui/widgets/canvas_fixture.h"

#include <QCoreApplication>
#include <QThread>

#include <atomic>

namespace sorby::canvas {
namespace {

using test::flatContent;
constexpr Size kLarge{2600, 2100};

/// Tiles that come from elsewhere: of one grey for each level, when they are let through.
class SlowTiles : public imaging::FineTiles {
  public:
    struct State {
        std::atomic<bool> isOpen = false;
        std::atomic<int> count = 0;
        std::atomic<bool> wasOnGuiThread = false;
    };
    SlowTiles(Size size, std::shared_ptr<State> state) : m_size(size), m_state(std::move(state)) {}

    [[nodiscard]] Result<imaging::Pixels> tile(int level, int column, int row) const override
    {
        ++m_state->count;
        if (QThread::currentThread() == QCoreApplication::instance()->thread()) {
            m_state->wasOnGuiThread = true;
            return Error{ErrorCode::Internal, "on the GUI thread", {}};
        }
        while (!m_state->isOpen) {
            QThread::msleep(1);
        }
        const int side = imaging::TilePyramid::kTileSize;
        const int width = ((m_size.width - 1) >> level) + 1;
        const int height = ((m_size.height - 1) >> level) + 1;
        return imaging::Pixels(Raster<std::uint8_t>(std::min(side, width - column * side),
                                                    std::min(side, height - row * side),
                                                    static_cast<std::uint8_t>(200 - 20 * level)));
    }

  private:
    Size m_size;
    std::shared_ptr<State> m_state;
};

std::shared_ptr<document::ImageContent> slowContent(const std::shared_ptr<SlowTiles::State>& state)
{
    auto content = flatContent({4, 4});
    imaging::MicrographInfo kind;
    kind.size = kLarge;
    std::vector<imaging::Pixels> coarse;
    coarse.push_back(Raster<std::uint8_t>(325, 263, std::uint8_t{50})); // level 3, the last one
    content->pyramid = std::make_shared<const imaging::TilePyramid>(
        kind, std::move(coarse), std::make_unique<SlowTiles>(kLarge, state));
    return content;
}

class CanvasTiles : public test::CanvasTest {
  protected:
    [[nodiscard]] QColor at(int x, int y) { return colourAt(render(), x, y); }
    /// What the canvas paints when it has to paint all of it.
    [[nodiscard]] QImage renderAnew()
    {
        auto other = canvas.layers();
        other.points = !other.points;
        const auto layers = canvas.layers();
        canvas.setLayers(other);
        canvas.setLayers(layers);
        return render();
    }
    void expectSettled()
    {
        static_cast<void>(render());
        ASSERT_TRUE(test::waitUntil([this] {
            static_cast<void>(render());
            return canvas.isComplete();
        }));
    }
};

TEST_F(CanvasTiles, CoarseTilesStandInForFineOnesThatAreOnTheirWay)
{
    const auto state = std::make_shared<SlowTiles::State>();
    show(slowContent(state));
    canvas.setLayers({});
    canvas.setZoom(0.1);
    EXPECT_EQ(at(1300, 1000), QColor(50, 50, 50)) << "from memory, at once";
    canvas.setZoom(1);
    EXPECT_EQ(at(1300, 1000), QColor(50, 50, 50)) << "until it is there";
    EXPECT_FALSE(canvas.isComplete());
    state->isOpen = true;
    ASSERT_TRUE(test::waitUntil([this] { return at(1300, 1000) == QColor(200, 200, 200); }));
    canvas.setZoom(0.4);
    ASSERT_TRUE(test::waitUntil([this] { return at(1300, 1000) == QColor(180, 180, 180); }));
    EXPECT_FALSE(state->wasOnGuiThread);
}

TEST_F(CanvasTiles, ATileIsReadOnceForAnyContrast)
{
    const auto state = std::make_shared<SlowTiles::State>();
    state->isOpen = true;
    show(slowContent(state));
    canvas.setLayers({});
    canvas.setZoom(1);
    expectSettled();
    const int read = state->count;
    EXPECT_GT(read, 0);
    canvas.setWindow({0, 400});
    expectSettled();
    EXPECT_EQ(state->count, read);
    EXPECT_NEAR(at(1300, 1000).red(), 127.5, 0.6);
    state->isOpen = false; // no tile comes any more, and the canvas can go all the same
    canvas.setZoom(0.4);
    static_cast<void>(render());
    state->isOpen = true;
}

TEST_F(CanvasTiles, TellsThePixelUnderTheCursorWithoutReadingTheFile)
{
    const auto state = std::make_shared<SlowTiles::State>();
    show(slowContent(state));
    canvas.setZoom(1);
    QString text;
    QObject::connect(&canvas, &Canvas::hovered, [&text](const QString& now) { text = now; });
    move({200, 150});
    EXPECT_FALSE(text.contains(u"grey")) << text.toStdString();
    state->isOpen = true;
    expectSettled();
    move({201, 150});
    EXPECT_TRUE(text.contains(u"grey 200")) << text.toStdString();
    EXPECT_FALSE(state->wasOnGuiThread);
}

/// The largest difference of a channel. A scaled picture that is painted in pieces may differ by a rounding.
int difference(const QImage& a, const QImage& b)
{
    int most = a.size() == b.size() ? 0 : 255;
    for (int y = 0; most < 255 && y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const QRgb one = a.pixel(x, y);
            const QRgb other = b.pixel(x, y);
            most = std::max({most, std::abs(qRed(one) - qRed(other)), std::abs(qGreen(one) - qGreen(other)),
                             std::abs(qBlue(one) - qBlue(other))});
        }
    }
    return most;
}

/// The share of pixels that differ by more than `most`.
double shareOfOthers(const QImage& a, const QImage& b, int most)
{
    if (a.size() != b.size()) {
        return 1;
    }
    int others = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const QRgb one = a.pixel(x, y);
            const QRgb other = b.pixel(x, y);
            others += std::max({std::abs(qRed(one) - qRed(other)), std::abs(qGreen(one) - qGreen(other)),
                                std::abs(qBlue(one) - qBlue(other))}) > most
                          ? 1
                          : 0;
        }
    }
    return static_cast<double>(others) / (static_cast<double>(a.width()) * a.height());
}

std::shared_ptr<document::ImageContent> noisyContent(Size size, int objects)
{
    Random random(7, "noise");
    Raster<std::uint8_t> grey(size);
    for (auto& pixel : grey.pixels()) {
        pixel = static_cast<std::uint8_t>(random.below(256));
    }
    annotation::Annotations annotations;
    for (int i = 0; i < objects; ++i) {
        annotation::Object object;
        object.id = i + 1;
        const double x = random.uniform(0, size.width);
        const double y = random.uniform(0, size.height);
        const double reach = random.uniform(5, 60);
        object.polygon.outer = {{x - reach, y}, {x, y - reach}, {x + reach, y + 3}, {x + 2, y + reach}};
        annotations.objects.push_back(object);
        annotations.points.push_back({i + 1, i % 2 == 0 ? "KM" : "LS", {x, y}});
    }
    return document::makeImageContent({std::move(grey)}, std::move(annotations), true);
}

TEST_F(CanvasTiles, AMovedViewIsTheOneThatIsPaintedAnew)
{
    for (const int objects : {12, 900}) { // wide lines, thin ones
        show(noisyContent({1500, 1300}, objects));
        Layers layers;
        layers.reference = true;
        canvas.setLayers(layers);
        Random random(static_cast<std::uint64_t>(objects), "moves");
        for (const double zoom : {0.3, 0.7, 1.0, 3.0}) {
            canvas.setZoom(zoom);
            expectSettled();
            press(Qt::MiddleButton, {200, 150});
            QPointF hand(200, 150);
            for (int i = 0; i < 12; ++i) {
                hand += QPointF(random.between(-40, 40), random.between(-40, 40));
                move(hand, Qt::MiddleButton);
                expectSettled();
            }
            release(Qt::MiddleButton, hand);
            const auto moved = render();
            // Thin lines may differ in single pixels where one painted piece meets another.
            ASSERT_LE(shareOfOthers(moved, renderAnew(), 12), 0.001)
                << objects << " objects at zoom " << zoom;
        }
    }
}

TEST_F(CanvasTiles, ManyOutlinesAreRoughWhileTheZoomChangesAndThenAsEver)
{
    show(noisyContent({1500, 1300}, 900));
    canvas.setLayers({});
    canvas.setZoom(1);
    expectSettled();
    const auto atRest = render();
    canvas.setZoom(0.8);
    const auto rough = render();
    EXPECT_FALSE(canvas.isComplete());
    expectSettled();
    EXPECT_GT(shareOfOthers(rough, render(), 12), 0.01) << "it was painted once more";
    canvas.setZoom(1);
    expectSettled();
    EXPECT_LE(shareOfOthers(atRest, render(), 12), 0.001);
    // Moved before it was painted once more.
    canvas.setZoom(0.8);
    static_cast<void>(render());
    press(Qt::MiddleButton, {200, 150});
    move({230, 140}, Qt::MiddleButton);
    release(Qt::MiddleButton, {230, 140});
    expectSettled();
    const auto moved = render();
    EXPECT_LE(shareOfOthers(moved, renderAnew(), 12), 0.001);
    // Another micrograph before that.
    canvas.setZoom(0.7);
    static_cast<void>(render());
    show(noisyContent({400, 300}, 3));
    expectSettled();
    const auto few = render();
    canvas.setZoom(0.6);
    static_cast<void>(render());
    EXPECT_TRUE(canvas.isComplete()) << "what is painted fast is painted well at once";
    EXPECT_FALSE(few.isNull());
}

TEST_F(CanvasTiles, AnEditIsSeenAtOnceAndLikeAnyOtherReference)
{
    const auto content = noisyContent({1500, 1300}, 50);
    for (const double zoom : {1.0, 0.4}) {
        show(content);
        Layers layers;
        layers.reference = true;
        canvas.setLayers(layers);
        canvas.setZoom(zoom);
        expectSettled();
        auto annotations = content->annotations;
        for (int x = 700; x < 790; ++x) {
            for (int y = 600; y < 680; ++y) {
                annotations.pixelEdits.set(x, y, 1);
            }
        }
        const auto before = render();
        canvas.annotationsChanged(annotations, {700, 600, 90, 80}, AnnotationPart::Pixels);
        const auto edited = render();
        EXPECT_NE(edited, before);
        // The same from the start.
        auto other = std::make_shared<document::ImageContent>(*content);
        other->annotations = annotations;
        other->reference =
            std::make_shared<const imaging::ReferenceSource>(content->size(), annotations, std::nullopt);
        show(other);
        expectSettled();
        EXPECT_LE(difference(render(), edited), 12) << zoom;
        // And outlines follow their objects.
        annotations.objects.erase(annotations.objects.begin());
        const auto bounds = annotation::boundingBox(content->annotations.objects.front().polygon);
        canvas.annotationsChanged(annotations,
                                  {static_cast<int>(bounds.left) - 1, static_cast<int>(bounds.top) - 1,
                                   static_cast<int>(bounds.right - bounds.left) + 3,
                                   static_cast<int>(bounds.bottom - bounds.top) + 3});
        expectSettled();
        EXPECT_LE(difference(render(), renderAnew()), 12) << zoom;
    }
}

TEST_F(CanvasTiles, AnEditElsewhereIsThereWhenTheViewComesToIt)
{
    const auto content = noisyContent({1500, 1300}, 0);
    show(content);
    Layers layers;
    layers.reference = true;
    layers.opacity = 1;
    canvas.setLayers(layers);
    canvas.setZoom(0.1); // all of it, at a coarse level
    expectSettled();
    canvas.setZoom(1);
    expectSettled();
    annotation::Annotations annotations;
    for (int x = 0; x < 1500; ++x) {
        annotations.pixelEdits.set(x, 5, 1);
    }
    for (int y = 0; y < 200; ++y) {
        annotations.pixelEdits.set(5, y, 1);
    }
    canvas.annotationsChanged(annotations, {0, 0, 1500, 200}, AnnotationPart::Pixels);
    canvas.fit();
    canvas.setZoom(2);
    press(Qt::MiddleButton, {200, 150});
    move({3000, 3000}, Qt::MiddleButton);
    release(Qt::MiddleButton, {3000, 3000});
    expectSettled();
    EXPECT_EQ(at(5, 20), QColor(0, 255, 0));
    EXPECT_EQ(at(20, 5), QColor(0, 255, 0));
}

TEST_F(CanvasTiles, SelectedObjectsAreDrawnOnTop)
{
    show(noisyContent({400, 300}, 5));
    canvas.setZoom(1);
    const auto before = render();
    canvas.setSelection({3});
    const auto selected = render();
    EXPECT_NE(selected, before);
    canvas.setSelection({});
    canvas.setHoveredObject(3);
    EXPECT_NE(render(), before);
    EXPECT_NE(render(), selected);
    canvas.setHoveredObject(std::nullopt);
    EXPECT_EQ(render(), before);
    canvas.setSelection({4711});
    EXPECT_EQ(render(), before);
}

TEST_F(CanvasTiles, GammaAndColourTablesChangeWhatIsSeen)
{
    show(flatContent({40, 30}, 64));
    canvas.setZoom(4);
    EXPECT_EQ(at(20, 15), QColor(64, 64, 64));
    canvas.setTone(2, ColourTable::Grey);
    EXPECT_EQ(at(20, 15).red(), 128) << "255 * sqrt(64 / 255) = 127.7";
    canvas.setTone(1, ColourTable::Inverted);
    EXPECT_EQ(at(20, 15), QColor(191, 191, 191));
    canvas.setTone(1, ColourTable::Viridis);
    canvas.setWindow({64, 65});
    EXPECT_NEAR(at(20, 15).red(), 68, 4); // #440154, the first colour of Viridis
    EXPECT_NEAR(at(20, 15).green(), 1, 4);
    EXPECT_NEAR(at(20, 15).blue(), 84, 4);
    canvas.setWindow({63, 64});
    EXPECT_NEAR(at(20, 15).red(), 253, 4); // #FDE725, the last one
    EXPECT_NEAR(at(20, 15).green(), 231, 4);
    EXPECT_NEAR(at(20, 15).blue(), 37, 6);
}

} // namespace
} // namespace sorby::canvas
