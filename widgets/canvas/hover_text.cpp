// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/hover_text.h"

#include "widgets/support/qt_convert.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <type_traits>
#include <variant>

namespace sorby::canvas {

namespace {

struct HoverText {
    Q_DECLARE_TR_FUNCTIONS(HoverText)
};

QString valueText(const imaging::Pixels& pixels)
{
    return std::visit(
        [](const auto& raster) {
            const auto pixel = raster.at(0, 0);
            using Pixel = std::remove_const_t<decltype(pixel)>;
            if constexpr (std::is_same_v<Pixel, float>) {
                return HoverText::tr("grey %1").arg(QLocale().toString(pixel, 'g', 5));
            } else if constexpr (std::is_integral_v<Pixel>) {
                return HoverText::tr("grey %1").arg(pixel);
            } else {
                return HoverText::tr("RGB %1 %2 %3").arg(pixel.r).arg(pixel.g).arg(pixel.b);
            }
        },
        pixels);
}

QString className(const annotation::ClassList& classes, std::uint8_t label)
{
    if (label == annotation::kIgnore) {
        return HoverText::tr("ignored");
    }
    return label < classes.size() ? support::toQString(classes[label].name)
                                  : HoverText::tr("class %1").arg(label);
}

/// The middle of the pixel from the image's corner.
QString placeText(const HoverFacts& facts, const Calibration& calibration)
{
    const auto number = [](double micrometres) {
        return QLocale().toString(micrometres, 'f', micrometres < 1000 ? 2 : 0);
    };
    return HoverText::tr("%1, %2 µm")
        .arg(number((facts.x + 0.5) * calibration.xMicrometres),
             number((facts.y + 0.5) * calibration.yMicrometres));
}

} // namespace

QString hoverText(const HoverFacts& facts, const annotation::ClassList& classes)
{
    QStringList parts{HoverText::tr("x %1  y %2").arg(facts.x).arg(facts.y)};
    if (facts.calibration) {
        parts << placeText(facts, *facts.calibration);
    }
    if (facts.pixel) {
        parts << valueText(*facts.pixel);
    }
    if (facts.label) {
        parts << className(classes, *facts.label);
    }
    if (facts.predictedLabel) {
        parts << HoverText::tr("prediction: %1").arg(className(classes, *facts.predictedLabel));
    }
    return parts.join(u" · ");
}

} // namespace sorby::canvas
