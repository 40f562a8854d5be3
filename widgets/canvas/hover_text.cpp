// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/hover_text.h"

#include "widgets/support/qt_convert.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <cmath>
#include <type_traits>
#include <variant>

namespace sorby::canvas {

namespace {

struct HoverText {
    Q_DECLARE_TR_FUNCTIONS(HoverText)
};

QString valueText(const imaging::Micrograph& micrograph, int x, int y)
{
    return std::visit(
        [x, y](const auto& raster) {
            const auto pixel = raster.at(x, y);
            using Pixel = std::remove_const_t<decltype(pixel)>;
            if constexpr (std::is_same_v<Pixel, float>) {
                return HoverText::tr("grey %1").arg(QLocale().toString(pixel, 'g', 5));
            } else if constexpr (std::is_integral_v<Pixel>) {
                return HoverText::tr("grey %1").arg(pixel);
            } else {
                return HoverText::tr("RGB %1 %2 %3").arg(pixel.r).arg(pixel.g).arg(pixel.b);
            }
        },
        micrograph.pixels);
}

QString className(const annotation::ClassList& classes, std::uint8_t label)
{
    if (label == annotation::kIgnore) {
        return HoverText::tr("ignored");
    }
    return label < classes.size() ? support::toQString(classes[label].name)
                                  : HoverText::tr("class %1").arg(label);
}

} // namespace

QString hoverText(const document::ImageContent& content, const annotation::ClassList& classes,
                  annotation::Point place, bool withPrediction)
{
    const auto size = content.micrograph->size();
    if (!(place.x >= 0 && place.y >= 0 && place.x < size.width && place.y < size.height)) {
        return {};
    }
    const int x = static_cast<int>(std::floor(place.x));
    const int y = static_cast<int>(std::floor(place.y));
    QStringList parts{HoverText::tr("x %1  y %2").arg(x).arg(y), valueText(*content.micrograph, x, y)};
    if (content.reference && content.reference->contains(x, y)) {
        parts << className(classes, content.reference->at(x, y));
    }
    if (withPrediction && content.prediction && content.prediction->contains(x, y)) {
        parts << HoverText::tr("prediction: %1").arg(className(classes, content.prediction->at(x, y)));
    }
    return parts.join(u" · ");
}

} // namespace sorby::canvas
