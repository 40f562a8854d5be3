// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/qt_convert.h"

#include <gtest/gtest.h>

namespace sorby::support {
namespace {

TEST(QtConvert, TextsAndPathsComeBackAsTheyWent)
{
    const QString text = QStringLiteral("Gefüge #3/µm 鋼.png");
    EXPECT_EQ(toQString(toPath(text)), text);
    EXPECT_EQ(toQString(toUtf8(text)), text);
}

TEST(QtConvert, ErrorsAreSentences)
{
    const auto textOf = [](ErrorCode code, const char* message, const char* where) {
        return toUserText(Error{code, message, where}).toStdString();
    };
    EXPECT_EQ(textOf(ErrorCode::Malformed, "there is no column \"x\"", ""), "There is no column \"x\".");
    EXPECT_EQ(textOf(ErrorCode::Unreadable, "is cut off", "a%1.png"), "a%1.png: is cut off.");
    EXPECT_EQ(textOf(ErrorCode::Cancelled, "", ""), "Cancelled.");
    EXPECT_EQ(textOf(ErrorCode::Io, "is the disk full?", ""), "Is the disk full?");
}

TEST(QtConvert, RastersBecomeImagesPixelForPixel)
{
    Raster<Rgb8> colour(3, 2);
    colour.at(2, 1) = {1, 200, 30};
    const auto picture = toQImage(colour);
    EXPECT_EQ(picture.format(), QImage::Format_RGB32);
    EXPECT_EQ(picture.size(), QSize(3, 2));
    EXPECT_EQ(picture.pixelColor(2, 1), QColor(1, 200, 30));
    EXPECT_EQ(picture.pixelColor(1, 1), QColor(0, 0, 0));

    Raster<std::uint8_t> grey(3, 2);
    grey.at(1, 1) = 77;
    const auto greyPicture = toQImage(grey);
    EXPECT_EQ(greyPicture.format(), QImage::Format_Grayscale8);
    EXPECT_EQ(greyPicture.pixelColor(1, 1), QColor(77, 77, 77));
    EXPECT_EQ(greyPicture.pixelColor(1, 0), QColor(0, 0, 0));
    EXPECT_EQ(toQColor({9, 8, 7}), QColor(9, 8, 7));
}

} // namespace
} // namespace sorby::support
