// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/view_options.h"

#include "app/workspaces/actions.h"
#include "app/workspaces/central_view.h"
#include "widgets/panels/annotate_panel.h"
#include "widgets/panels/contrast_box.h"
#include "widgets/panels/layer_settings.h"

#include <QAction>
#include <QSettings>

namespace sorby::app {

using panels::CompareMode;

ViewOptions::ViewOptions(Actions& actions, CentralView& view, panels::LayerSettings& layers,
                         QSettings& settings, QObject* parent)
    : QObject(parent), m_actions(actions), m_view(view), m_layers(layers), m_settings(settings)
{
    using canvas::Canvas;
    bindSwitch(actions.scaleBar, QStringLiteral("view/scaleBar"), &Canvas::setScaleBarShown);
    bindSwitch(actions.navigator, QStringLiteral("view/navigator"), &Canvas::setNavigatorShown);
    bindSwitch(actions.keepView, QStringLiteral("view/keep"), &Canvas::setKeepsView);
    view.comparedCanvas->setScaleBarShown(false);
    view.comparedCanvas->setNavigatorShown(false);
    bindTone(*view.annotate->contrast());
    bindComparison();
    connect(&layers, &panels::LayerSettings::changed, this, &ViewOptions::showLayers);
    connect(&m_blink, &QTimer::timeout, this,
            [this] { m_view.canvas->setSplit(m_view.canvas->split() > 0.5 ? 0 : 1); });
    showLayers();
}

void ViewOptions::bindSwitch(QAction* action, const QString& key, void (canvas::Canvas::*set)(bool))
{
    action->setChecked(m_settings.value(key, true).toBool());
    (m_view.canvas->*set)(action->isChecked());
    connect(action, &QAction::toggled, this, [this, key, set](bool on) {
        (m_view.canvas->*set)(on);
        m_settings.setValue(key, on);
    });
}

void ViewOptions::bindTone(panels::ContrastBox& contrast)
{
    const QString gammaKey = QStringLiteral("view/gamma");
    const QString tableKey = QStringLiteral("view/colours");
    connect(&contrast, &panels::ContrastBox::toneChanged, this,
            [this, gammaKey, tableKey](double gamma, canvas::ColourTable table) {
                m_view.canvas->setTone(gamma, table);
                m_settings.setValue(gammaKey, gamma);
                m_settings.setValue(tableKey, static_cast<int>(table));
            });
    contrast.setTone(m_settings.value(gammaKey, 1.0).toDouble(),
                     static_cast<canvas::ColourTable>(m_settings.value(tableKey, 0).toInt()));
}

void ViewOptions::bindComparison()
{
    for (const auto& [action, mode] : {std::pair{m_actions.compareSideBySide, CompareMode::SideBySide},
                                       std::pair{m_actions.compareSwipe, CompareMode::Swipe},
                                       std::pair{m_actions.compareBlink, CompareMode::Blink}}) {
        connect(action, &QAction::triggered, this, [this, mode = mode](bool on) {
            auto comparison = m_view.compareBar->comparison();
            comparison.mode = on ? mode : CompareMode::Off;
            m_view.compareBar->setComparison(comparison);
        });
    }
    connect(m_view.compareBar, &panels::CompareBar::changed, this, &ViewOptions::compare);
}

void ViewOptions::compare(const panels::Comparison& comparison)
{
    m_actions.compareSideBySide->setChecked(comparison.mode == CompareMode::SideBySide);
    m_actions.compareSwipe->setChecked(comparison.mode == CompareMode::Swipe);
    m_actions.compareBlink->setChecked(comparison.mode == CompareMode::Blink);
    const bool isBeside = comparison.mode == CompareMode::SideBySide;
    m_view.comparedCanvas->setVisible(isBeside);
    m_view.canvas->setMirror(isBeside ? m_view.comparedCanvas : nullptr);
    if (!isBeside) {
        m_view.comparedCanvas->setContent(nullptr, {});
    }
    if (comparison.mode == CompareMode::Blink) {
        m_view.canvas->setSplit(1);
        m_blink.start(comparison.blinkMs);
    } else if (m_blink.isActive() || comparison.mode == CompareMode::Swipe) {
        m_blink.stop();
        m_view.canvas->setSplit(0.5);
    }
    showLayers();
}

void ViewOptions::showLayers()
{
    const auto shown = m_layers.shown();
    const auto& comparison = m_view.compareBar->comparison();
    const auto layersOf = [this](panels::CompareSide side) {
        return m_layers.shown(panels::layersOf(side, m_layers.layers()));
    };
    const auto right = layersOf(comparison.right);
    const bool isWhole = comparison.mode == CompareMode::Off;
    m_view.canvas->setLayers(isWhole ? shown : layersOf(comparison.left));
    m_view.comparedCanvas->setLayers(right);
    const bool isSplit = comparison.mode == CompareMode::Swipe || comparison.mode == CompareMode::Blink;
    m_view.canvas->setCompared(isSplit ? std::optional(right) : std::nullopt,
                               comparison.mode == CompareMode::Swipe);
}

} // namespace sorby::app
