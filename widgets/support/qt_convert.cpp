// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/qt_convert.h"

#include "core/base/files.h"

#include <QCoreApplication>
#include <QRgb>

#include <algorithm>

namespace sorby::support {

namespace {

struct ErrorText {
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

QString withFullStop(QString text)
{
    const bool ends = text.isEmpty() || text.endsWith(u'.') || text.endsWith(u'!') || text.endsWith(u'?');
    return ends ? text : text + u'.';
}

} // namespace

QString toQString(const std::filesystem::path& path)
{
    return toQString(sorby::toUtf8(path));
}

QString toQString(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

std::filesystem::path toPath(const QString& text)
{
    return fromUtf8(text.toStdString());
}

std::string toUtf8(const QString& text)
{
    return text.toStdString();
}

QString toUserText(const Error& error)
{
    auto message = withFullStop(toQString(error.message));
    if (message.isEmpty() && error.code == ErrorCode::Cancelled) {
        return ErrorText::tr("Cancelled.");
    }
    if (!error.where.empty()) {
        //: %1 is the file (and line), %2 what is wrong with it: "image.png: is cut off."
        return ErrorText::tr("%1: %2").arg(toQString(error.where), message);
    }
    if (!message.isEmpty()) {
        message[0] = message[0].toUpper();
    }
    return message;
}

QColor toQColor(Rgb8 colour)
{
    return {colour.r, colour.g, colour.b};
}

QImage toQImage(const Raster<Rgb8>& raster)
{
    QImage image(raster.width(), raster.height(), QImage::Format_RGB32);
    for (int y = 0; y < raster.height(); ++y) {
        auto* target = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (const auto& pixel : raster.row(y)) {
            *target++ = qRgb(pixel.r, pixel.g, pixel.b);
        }
    }
    return image;
}

QImage toQImage(const Raster<std::uint8_t>& raster)
{
    QImage image(raster.width(), raster.height(), QImage::Format_Grayscale8);
    for (int y = 0; y < raster.height(); ++y) {
        std::ranges::copy(raster.row(y), image.scanLine(y));
    }
    return image;
}

} // namespace sorby::support
