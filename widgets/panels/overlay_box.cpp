// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/overlay_box.h"

#include "widgets/panels/colour_swatch.h"
#include "widgets/support/qt_convert.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSlider>
#include <QTimer>

#include <chrono>

namespace sorby::panels {

OverlayBox::OverlayBox(LayerSettings& layers, QWidget* parent)
    : QGroupBox(tr("IoU overlay"), parent), m_layers(layers), m_blink(new QTimer(this))
{
    setObjectName(QStringLiteral("overlay"));
    m_truePositive =
        addCategory(QStringLiteral("showTruePositive"), tr("Foun&d"),
                    tr("True positive: reference and prediction agree."), &canvas::Layers::showTruePositive);
    m_falsePositive = addCategory(QStringLiteral("showFalsePositive"), tr("Too m&uch"),
                                  tr("False positive: predicted, but not in the reference."),
                                  &canvas::Layers::showFalsePositive);
    m_falseNegative = addCategory(QStringLiteral("showFalseNegative"), tr("&Missed"),
                                  tr("False negative: in the reference, but not predicted."),
                                  &canvas::Layers::showFalseNegative);
    const auto addCheck = [this](const QString& name, const QString& text, const QString& toolTip) {
        auto* check = new QCheckBox(text, this);
        check->setObjectName(name);
        check->setToolTip(toolTip);
        return check;
    };
    auto* black = addCheck(QStringLiteral("overlayOnBlack"), tr("On blac&k"),
                           tr("Shows the overlay alone, as it is published and exported."));
    bindSwitch(black, layers, &canvas::Layers::micrograph, true);
    auto* palette = addCheck(QStringLiteral("overlayColourBlind"), tr("&Colour-blind"),
                             tr("White, blue and orange instead of white, cyan and magenta."));
    bindPalette(palette, layers);
    auto* blink = addCheck(QStringLiteral("overlayBlink"), tr("Bl&ink"),
                           tr("Switches the overlay on and off. Holding Tab hides it for a moment."));
    m_blink->setInterval(std::chrono::milliseconds(600));
    connect(m_blink, &QTimer::timeout, this, [this, away = false]() mutable {
        away = !away;
        m_layers.setBlinkedAway(away);
    });
    connect(blink, &QCheckBox::toggled, this, [this](bool on) {
        on ? m_blink->start() : m_blink->stop();
        m_layers.setBlinkedAway(false);
    });
    auto* opacity = new QSlider(Qt::Horizontal, this);
    opacity->setObjectName(QStringLiteral("overlayOpacity"));
    opacity->setToolTip(tr("How strongly the overlay covers the micrograph."));
    bindOpacity(opacity, layers);
    auto* opacityLabel = new QLabel(tr("Opacit&y"), this);
    opacityLabel->setBuddy(opacity);
    m_class = new QComboBox(this);
    m_class->setObjectName(QStringLiteral("overlayClass"));
    m_class->setToolTip(tr("The class whose overlay is shown."));
    m_classLabel = new QLabel(tr("C&lass"), this);
    m_classLabel->setBuddy(m_class);
    m_hint = new QLabel(this);
    m_hint->setObjectName(QStringLiteral("overlayHint"));
    m_hint->setWordWrap(true);

    auto* grid = new QGridLayout(this);
    grid->addWidget(m_truePositive, 0, 0);
    grid->addWidget(m_falsePositive, 0, 1);
    grid->addWidget(m_falseNegative, 0, 2);
    grid->addWidget(black, 1, 0);
    grid->addWidget(palette, 1, 1);
    grid->addWidget(blink, 1, 2);
    grid->addWidget(opacityLabel, 2, 0);
    grid->addWidget(opacity, 2, 1, 1, 2);
    grid->addWidget(m_classLabel, 3, 0);
    grid->addWidget(m_class, 3, 1, 1, 2);
    grid->addWidget(m_hint, 4, 0, 1, 3);

    connect(m_class, &QComboBox::activated, this, [this] {
        const QVariant id = m_class->currentData();
        m_layers.edit([&](canvas::Layers& shown) {
            shown.overlayClass =
                id.isValid() ? std::optional(static_cast<annotation::ClassId>(id.toInt())) : std::nullopt;
        });
    });
    connect(&layers, &LayerSettings::changed, this, &OverlayBox::showColours);
    showColours();
    setClasses({});
    setHint({});
}

QCheckBox* OverlayBox::addCategory(const QString& name, const QString& text, const QString& toolTip,
                                   bool canvas::Layers::*member)
{
    auto* check = new QCheckBox(text, this);
    check->setObjectName(name);
    check->setToolTip(toolTip);
    bindSwitch(check, m_layers, member);
    return check;
}

void OverlayBox::setClasses(const annotation::ClassList& classes)
{
    m_class->clear();
    m_class->addItem(tr("All classes"));
    for (const auto& info : classes) {
        if (info.id != annotation::kMatrix) {
            m_class->addItem(colourSwatch(info.colour, this), support::toQString(info.name), int{info.id});
        }
    }
    const bool several = classes.size() > 2;
    m_class->setVisible(several);
    m_classLabel->setVisible(several);
}

void OverlayBox::setHint(const QString& hint)
{
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
}

void OverlayBox::showColours()
{
    const auto& palette = m_layers.layers().palette;
    m_truePositive->setIcon(colourSwatch(palette.truePositive, this));
    m_falsePositive->setIcon(colourSwatch(palette.falsePositive, this));
    m_falseNegative->setIcon(colourSwatch(palette.falseNegative, this));
}

} // namespace sorby::panels
