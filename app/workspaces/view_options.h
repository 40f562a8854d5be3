// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/compare_bar.h"

#include <QObject>
#include <QTimer>

class QAction;
class QSettings;

namespace sorby::panels {
class ContrastBox;
class LayerSettings;
} // namespace sorby::panels

namespace sorby::app {

class Actions;
class CentralView;

/// How micrographs are looked at, whatever they show: scale bar, navigator, kept view, gamma and colours, and
/// two layers compared side by side, by swiping or blinking. Remembers all but the comparison. GUI thread.
class ViewOptions : public QObject {
    Q_OBJECT
  public:
    ViewOptions(Actions& actions, CentralView& view, panels::LayerSettings& layers, QSettings& settings,
                QObject* parent = nullptr);

  private:
    void bindSwitch(QAction* action, const QString& key, void (canvas::Canvas::*set)(bool));
    void bindTone(panels::ContrastBox& contrast);
    void bindComparison();
    void compare(const panels::Comparison& comparison);
    void showLayers();

    Actions& m_actions;
    CentralView& m_view;
    panels::LayerSettings& m_layers;
    QSettings& m_settings;
    QTimer m_blink;
};

} // namespace sorby::app
