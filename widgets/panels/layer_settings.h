// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/canvas.h"

#include <QAbstractSlider>
#include <QObject>

namespace sorby::panels {

/// The layers of the canvas as one value that menus, panels and keys share, so that they always agree. GUI
/// thread.
class LayerSettings : public QObject {
    Q_OBJECT
  public:
    explicit LayerSettings(QObject* parent = nullptr);

    [[nodiscard]] const canvas::Layers& layers() const { return m_layers; }
    void setLayers(const canvas::Layers& layers);
    template <typename Change>
    void edit(Change change)
    {
        canvas::Layers layers = m_layers;
        change(layers);
        setLayers(layers);
    }

    /// Everything over the micrograph is hidden until shown again; the switches keep what they say.
    [[nodiscard]] bool isHidden() const { return m_hidden; }
    void setHidden(bool hidden);
    /// The same for a moment, while a key is held or a timer blinks.
    void setBlinkedAway(bool away);
    /// Of what lies over the micrograph only the outlines are seen, and points.
    void setOutlinesOnly(bool only);
    /// What the canvas is to draw now.
    [[nodiscard]] canvas::Layers shown() const { return shown(m_layers); }
    /// The same of other layers, one side of a comparison.
    [[nodiscard]] canvas::Layers shown(canvas::Layers wanted) const;

  Q_SIGNALS:
    void changed();

  private:
    canvas::Layers m_layers;
    bool m_hidden = false;
    bool m_blinkedAway = false;
    bool m_outlinesOnly = false;
};

/// Keeps a check box or a checkable action (`Control`) and one switch of the layers the same; `inverted` when
/// the control says the opposite.
template <typename Control>
void bindSwitch(Control* control, LayerSettings& settings, bool canvas::Layers::*member,
                bool inverted = false)
{
    const auto show = [control, &settings, member, inverted] {
        control->setChecked(settings.layers().*member != inverted);
    };
    QObject::connect(control, &Control::toggled, &settings, [&settings, member, inverted](bool on) {
        settings.edit([&](canvas::Layers& layers) { layers.*member = on != inverted; });
    });
    QObject::connect(&settings, &LayerSettings::changed, control, show);
    show();
}

/// A check box or action that chooses the colour-blind palette.
template <typename Control>
void bindPalette(Control* control, LayerSettings& settings)
{
    const auto show = [control, &settings] {
        control->setChecked(settings.layers().palette == imaging::kColourBlindPalette);
    };
    QObject::connect(control, &Control::toggled, &settings, [&settings](bool on) {
        settings.edit([&](canvas::Layers& layers) {
            layers.palette = on ? imaging::kColourBlindPalette : imaging::kPublishedPalette;
        });
    });
    QObject::connect(&settings, &LayerSettings::changed, control, show);
    show();
}

/// A slider from 0 to 100 for the opacity.
void bindOpacity(QAbstractSlider* slider, LayerSettings& settings);

} // namespace sorby::panels
