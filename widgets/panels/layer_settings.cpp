// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/layer_settings.h"

#include <QtMath>

namespace sorby::panels {

LayerSettings::LayerSettings(QObject* parent) : QObject(parent) {}

void LayerSettings::setLayers(const canvas::Layers& layers)
{
    if (layers == m_layers) {
        return;
    }
    m_layers = layers;
    Q_EMIT changed();
}

void LayerSettings::setHidden(bool hidden)
{
    if (hidden != m_hidden) {
        m_hidden = hidden;
        Q_EMIT changed();
    }
}

void LayerSettings::setBlinkedAway(bool away)
{
    if (away != m_blinkedAway) {
        m_blinkedAway = away;
        Q_EMIT changed();
    }
}

void LayerSettings::setOutlinesOnly(bool only)
{
    if (only != m_outlinesOnly) {
        m_outlinesOnly = only;
        Q_EMIT changed();
    }
}

canvas::Layers LayerSettings::shown(canvas::Layers wanted) const
{
    const bool isBare = m_hidden || m_blinkedAway;
    if (isBare) {
        wanted.polygons = wanted.points = false;
    } else if (m_outlinesOnly) {
        wanted.polygons = true;
    }
    if (isBare || m_outlinesOnly) {
        wanted.reference = wanted.prediction = wanted.iouOverlay = false;
        wanted.micrograph = true;
    }
    return wanted;
}

void bindOpacity(QAbstractSlider* slider, LayerSettings& settings)
{
    slider->setRange(0, 100);
    const auto show = [slider, &settings] { slider->setValue(qRound(settings.layers().opacity * 100)); };
    show();
    QObject::connect(slider, &QAbstractSlider::valueChanged, &settings, [&settings](int percent) {
        settings.edit([&](canvas::Layers& layers) { layers.opacity = percent / 100.0; });
    });
    QObject::connect(&settings, &LayerSettings::changed, slider, show);
}

} // namespace sorby::panels
