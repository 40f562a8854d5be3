// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/layer_picture.h"

#include "widgets/jobs/job.h"
#include "widgets/support/qt_convert.h"

#include <QCoreApplication>

#include <array>
#include <utility>

namespace sorby::canvas {

namespace {

/// Up to here a picture is made well within a frame; above it takes a job.
constexpr std::size_t kSmallPixels = 1'000'000;

constexpr QRgb kIgnoreColour = qRgb(200, 200, 200);

struct LayerText {
    Q_DECLARE_TR_FUNCTIONS(LayerText)
};

QRgb toRgb(Rgb8 colour)
{
    return qRgb(colour.r, colour.g, colour.b);
}

/// One colour for each value; alpha 0 shows what lies below.
template <typename Pixel, typename ValueOf>
QImage mapped(const Raster<Pixel>& raster, const std::array<QRgb, 256>& colours, ValueOf valueOf)
{
    QImage image(raster.width(), raster.height(), QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < raster.height(); ++y) {
        auto* target = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (const auto& pixel : raster.row(y)) {
            *target++ = colours[valueOf(pixel)];
        }
    }
    return image;
}

QImage labelPicture(const imaging::LabelImage& labels, const annotation::ClassList& classes)
{
    std::array<QRgb, 256> colours{};
    for (const auto& info : classes) {
        if (info.id != annotation::kMatrix) {
            colours[info.id] = toRgb(info.colour);
        }
    }
    colours[annotation::kIgnore] = kIgnoreColour;
    return mapped(labels, colours, [](std::uint8_t label) { return label; });
}

/// The overlay's rule is core's: it is asked for codes instead of colours, so that categories can be hidden.
QImage overlayPicture(const LayerSpec& spec)
{
    const auto& reference = spec.content->reference;
    const auto& prediction = spec.content->prediction;
    if (!reference || !prediction || reference->size() != prediction->size()) {
        return {};
    }
    constexpr imaging::OverlayPalette kCodes{{1, 0, 0}, {2, 0, 0}, {3, 0, 0}};
    const auto codes = spec.overlayClass
                           ? imaging::iouOverlay(*reference, *prediction, *spec.overlayClass, kCodes)
                           : imaging::iouOverlayAllClasses(*reference, *prediction, kCodes);
    std::array<QRgb, 256> colours{};
    colours[1] = spec.truePositive ? toRgb(spec.palette.truePositive) : 0;
    colours[2] = spec.falsePositive ? toRgb(spec.palette.falsePositive) : 0;
    colours[3] = spec.falseNegative ? toRgb(spec.palette.falseNegative) : 0;
    return mapped(codes, colours, [](Rgb8 code) { return code.r; });
}

} // namespace

support::ImagePyramid makeLayer(const LayerSpec& spec)
{
    const auto& content = *spec.content;
    switch (spec.kind) {
    case LayerKind::Micrograph:
        if (!content.display.isEmpty() && spec.window == content.window) {
            return content.display;
        }
        return support::ImagePyramid(support::toQImage(imaging::toDisplay(*content.micrograph, spec.window)));
    case LayerKind::Reference:
        return content.reference ? support::ImagePyramid(labelPicture(*content.reference, spec.classes))
                                 : support::ImagePyramid();
    case LayerKind::Prediction:
        return content.prediction ? support::ImagePyramid(labelPicture(*content.prediction, spec.classes))
                                  : support::ImagePyramid();
    case LayerKind::IouOverlay:
        return support::ImagePyramid(overlayPicture(spec));
    }
    return {};
}

LayerPicture::LayerPicture(QObject* owner, std::function<void()> changed)
    : m_owner(owner), m_changed(std::move(changed))
{}

const support::ImagePyramid* LayerPicture::get(const LayerSpec& wanted)
{
    if (m_made != wanted) {
        const bool isReady = wanted.kind == LayerKind::Micrograph &&
                             wanted.window == wanted.content->window && !wanted.content->display.isEmpty();
        if (isReady || wanted.content->micrograph->size().area() <= kSmallPixels) {
            m_picture = makeLayer(wanted);
            m_made = wanted;
        } else if (!m_making) {
            make(wanted);
        }
    }
    return m_made && m_made->content == wanted.content ? &m_picture : nullptr;
}

void LayerPicture::clear()
{
    m_made.reset();
    m_picture = {};
    m_discards = m_making;
}

void LayerPicture::make(const LayerSpec& spec)
{
    m_making = true;
    jobs::startJob<support::ImagePyramid>(
        m_owner, LayerText::tr("Drawing"),
        [spec](const JobControl&) -> Result<support::ImagePyramid> { return makeLayer(spec); },
        [this, spec](Result<support::ImagePyramid> result) {
            m_making = false;
            if (std::exchange(m_discards, false)) {
                m_changed();
                return;
            }
            // An empty picture stands for one that there was no memory for: it is not tried again and again.
            m_picture = result ? std::move(*result) : support::ImagePyramid();
            m_made = spec;
            m_changed();
        });
}

} // namespace sorby::canvas
