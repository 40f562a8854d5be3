// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "widgets/support/image_pyramid.h"

#include <QPainter>
#include <gtest/gtest.h>

namespace sorby::support {
namespace {

QImage noise(int width, int height, QImage::Format format)
{
    Random random(5, "noise");
    QImage image(width, height, format);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            image.setPixelColor(
                x, y, QColor(random.between(0, 255), random.between(0, 255), random.between(0, 255)));
        }
    }
    return image;
}

TEST(Halved, IsTheMeanOfFourPixelsInEachChannel)
{
    for (const QSize size : {QSize(8, 6), QSize(7, 5), QSize(1, 9), QSize(1, 1)}) {
        const auto image = noise(size.width(), size.height(), QImage::Format_RGB32);
        const auto half = halved(image);
        ASSERT_EQ(half.size(), QSize((size.width() + 1) / 2, (size.height() + 1) / 2));
        for (int y = 0; y < half.height(); ++y) {
            for (int x = 0; x < half.width(); ++x) {
                double sum[3] = {};
                for (const QPoint offset : {QPoint(0, 0), QPoint(1, 0), QPoint(0, 1), QPoint(1, 1)}) {
                    const auto colour = image.pixelColor(std::min(2 * x + offset.x(), size.width() - 1),
                                                         std::min(2 * y + offset.y(), size.height() - 1));
                    sum[0] += colour.red();
                    sum[1] += colour.green();
                    sum[2] += colour.blue();
                }
                const auto mean = half.pixelColor(x, y);
                EXPECT_NEAR(mean.red(), sum[0] / 4, 0.5);
                EXPECT_NEAR(mean.green(), sum[1] / 4, 0.5);
                EXPECT_NEAR(mean.blue(), sum[2] / 4, 0.5);
            }
        }
    }
}

TEST(Halved, KeepsTransparencyPremultiplied)
{
    QImage image(2, 2, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    image.setPixel(0, 0, qRgba(255, 255, 255, 255));
    EXPECT_EQ(reinterpret_cast<const QRgb*>(halved(image).constScanLine(0))[0], qRgba(64, 64, 64, 64));
}

TEST(ImagePyramid, HalvesDownToASmallImage)
{
    const ImagePyramid pyramid(QImage(300, 100, QImage::Format_Grayscale8));
    ASSERT_EQ(pyramid.levels().size(), 4U); // 300, 150, 75, 38
    EXPECT_EQ(pyramid.levels().back().size(), QSize(38, 13));
    EXPECT_EQ(pyramid.levels().front().format(), QImage::Format_RGB32);
    EXPECT_EQ(pyramid.size(), QSize(300, 100));
    EXPECT_TRUE(ImagePyramid().isEmpty());
    EXPECT_TRUE(ImagePyramid(QImage()).isEmpty());
}

TEST(ImagePyramid, DrawsEveryPixelAsItIsAtWholeScales)
{
    const auto image = noise(20, 15, QImage::Format_RGB32);
    const ImagePyramid pyramid(image);
    for (const int scale : {1, 2, 5}) {
        QImage target(20 * scale + 20, 15 * scale + 20, QImage::Format_RGB32);
        target.fill(Qt::black);
        QPainter painter(&target);
        pyramid.draw(painter, QPointF(7, 9), scale, scale, target.rect());
        painter.end();
        EXPECT_EQ(target.copy(7, 9, 20 * scale, 15 * scale), image.scaled(20 * scale, 15 * scale));
        EXPECT_EQ(target.pixelColor(6, 9), QColor(Qt::black));
        EXPECT_EQ(target.pixelColor(7 + 20 * scale, 9), QColor(Qt::black));
    }
}

TEST(ImagePyramid, PiecesFitTogetherToTheWhole)
{
    const ImagePyramid pyramid(noise(700, 500, QImage::Format_RGB32));
    for (const double scale : {0.11, 0.4, 0.77, 1.0, 2.5, 17.0}) {
        QImage whole(240, 180, QImage::Format_RGB32);
        whole.fill(Qt::black);
        QImage pieces = whole;
        QPainter painter(&whole);
        pyramid.draw(painter, QPointF(-30, 12), scale, scale, whole.rect());
        painter.end();
        painter.begin(&pieces);
        for (const QRect piece : {QRect(0, 0, 97, 180), QRect(97, 0, 143, 61), QRect(97, 61, 143, 119)}) {
            painter.setClipRect(piece);
            pyramid.draw(painter, QPointF(-30, 12), scale, scale, piece);
        }
        painter.end();
        int differing = 0;
        for (int y = 0; y < whole.height(); ++y) {
            for (int x = 0; x < whole.width(); ++x) {
                const auto a = whole.pixelColor(x, y);
                const auto b = pieces.pixelColor(x, y);
                differing += std::abs(a.red() - b.red()) > 8 || std::abs(a.green() - b.green()) > 8 ? 1 : 0;
            }
        }
        EXPECT_EQ(differing, 0) << "at scale " << scale;
    }
}

} // namespace
} // namespace sorby::support
