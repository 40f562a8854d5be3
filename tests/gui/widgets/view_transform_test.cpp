// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "widgets/canvas/view_transform.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sorby::canvas {
namespace {

TEST(ViewTransform, ZoomIsInDevicePixels)
{
    ViewTransform view;
    view.setWidget({400, 300}, 2);
    view.setImageSize({1000, 1000});
    view.zoomAt(view.middle(), 1);
    EXPECT_DOUBLE_EQ(view.scale(), 0.5);
    const auto a = view.toWidget({500, 500});
    const auto b = view.toWidget({510, 500});
    EXPECT_DOUBLE_EQ(b.x() - a.x(), 5);
}

TEST(ViewTransform, FitsOnFineScreensToo)
{
    for (const double ratio : {1.0, 1.25, 2.0}) {
        ViewTransform view;
        view.setWidget({400, 316}, ratio);
        view.setImageSize({600, 600});
        EXPECT_TRUE(view.isFitted());
        EXPECT_NEAR(view.toWidget({0, 0}).y(), 8, 1e-9);
        EXPECT_NEAR(view.toWidget({600, 600}).y(), 308, 1e-9);
        EXPECT_NEAR(view.zoom(), 0.5 * ratio, 1e-9);
    }
}

TEST(ViewTransform, ScreensOfAnotherRatioKeepTheMiddleAndTheZoom)
{
    ViewTransform view;
    view.setWidget({400, 300}, 1);
    view.setImageSize({1000, 1000});
    view.zoomAt({100, 50}, 3);
    const auto middle = view.toImage(view.middle());
    view.setWidget({400, 300}, 2);
    EXPECT_EQ(view.zoom(), 3);
    EXPECT_NEAR(view.toImage(view.middle()).x, middle.x, 1e-9);
    EXPECT_NEAR(view.toImage(view.middle()).y, middle.y, 1e-9);
}

TEST(ViewTransform, PaintsOnWholeDevicePixelsCloseToTheExactPlace)
{
    Random random(3, "origin");
    for (int i = 0; i < 200; ++i) {
        const double ratio = random.chance(0.5) ? 1.5 : 1;
        ViewTransform view;
        view.setWidget({random.uniform(50, 900), random.uniform(50, 900)}, ratio);
        view.setImageSize({random.between(1, 3000), random.between(1, 3000)});
        view.zoomAt({random.uniform(0, 900), random.uniform(0, 900)}, random.uniform(0.02, 64));
        view.moveBy({random.uniform(-100, 100), random.uniform(-100, 100)});
        const auto painted = view.paintOrigin() * ratio;
        EXPECT_NEAR(painted.x(), std::round(painted.x()), 1e-6);
        EXPECT_NEAR(painted.y(), std::round(painted.y()), 1e-6);
        EXPECT_LE(std::abs(painted.x() - view.origin().x() * ratio), 0.5 + 1e-6);
        EXPECT_LE(std::abs(painted.y() - view.origin().y() * ratio), 0.5 + 1e-6);
    }
}

TEST(ViewTransform, KeepsEveryImageInSightWhateverIsDone)
{
    Random random(4, "sight");
    for (int i = 0; i < 300; ++i) {
        ViewTransform view;
        const QSizeF widget(random.uniform(1, 900), random.uniform(1, 900));
        view.setWidget(widget, 1);
        const Size image{random.between(1, 5000), random.between(1, 5000)};
        view.setImageSize(image);
        for (int step = 0; step < 5; ++step) {
            view.zoomAt({random.uniform(-2000, 2000), random.uniform(-2000, 2000)},
                        random.uniform(0.001, 100));
            view.moveBy({random.uniform(-5000, 5000), random.uniform(-5000, 5000)});
        }
        const QRectF extent(view.origin(), QSizeF(image.width, image.height) * view.scale());
        const auto visible = extent.intersected(QRectF(QPointF(0, 0), widget));
        EXPECT_GE(visible.width(), std::min({80.0, extent.width(), widget.width()}) - 1e-6);
        EXPECT_GE(visible.height(), std::min({80.0, extent.height(), widget.height()}) - 1e-6);
    }
}

} // namespace
} // namespace sorby::canvas
