// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/compare_bar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>

#include <algorithm>

namespace sorby::panels {
namespace {

constexpr int kFastestMs = 150;
constexpr int kSlowestMs = 2000;

} // namespace

canvas::Layers layersOf(CompareSide side, const canvas::Layers& chosen)
{
    auto layers = chosen;
    layers.reference = side == CompareSide::Reference;
    layers.prediction = side == CompareSide::Prediction;
    layers.iouOverlay = side == CompareSide::IouOverlay;
    if (side == CompareSide::Image) {
        layers.micrograph = true;
        layers.polygons = layers.points = false;
    }
    return layers;
}

CompareBar::CompareBar(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("compareBar"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    m_mode = new QComboBox(this);
    m_mode->setObjectName(QStringLiteral("compareMode"));
    m_mode->setToolTip(tr("How the two are shown."));
    m_mode->addItem(tr("Side by side"), static_cast<int>(CompareMode::SideBySide));
    m_mode->addItem(tr("Swipe"), static_cast<int>(CompareMode::Swipe));
    m_mode->addItem(tr("Blink"), static_cast<int>(CompareMode::Blink));
    layout->addWidget(m_mode);
    m_left = addSides(QStringLiteral("compareLeft"), tr("What is on the left, or first."));
    layout->addWidget(m_left);
    layout->addWidget(new QLabel(tr("against"), this));
    m_right = addSides(QStringLiteral("compareRight"), tr("What is on the right, or second."));
    layout->addWidget(m_right);
    m_speedLabel = new QLabel(tr("&Speed"), this);
    m_speed = new QSlider(Qt::Horizontal, this);
    m_speed->setObjectName(QStringLiteral("compareSpeed"));
    m_speed->setToolTip(tr("How fast the two take turns."));
    m_speed->setRange(kFastestMs, kSlowestMs);
    m_speed->setInvertedAppearance(true); // fast is right
    m_speed->setInvertedControls(true);
    m_speed->setMaximumWidth(140);
    m_speedLabel->setBuddy(m_speed);
    layout->addWidget(m_speedLabel);
    layout->addWidget(m_speed);
    layout->addStretch();
    auto* close = new QToolButton(this);
    close->setObjectName(QStringLiteral("compareClose"));
    close->setText(tr("Close"));
    close->setToolTip(tr("Ends the comparison."));
    close->setAutoRaise(true);
    layout->addWidget(close);
    for (auto* box : {m_mode, m_left, m_right}) {
        connect(box, &QComboBox::currentIndexChanged, this, &CompareBar::take);
    }
    connect(m_speed, &QSlider::valueChanged, this, &CompareBar::take);
    connect(close, &QToolButton::clicked, this, [this] {
        auto ended = m_comparison;
        ended.mode = CompareMode::Off;
        setComparison(ended);
    });
    hide();
}

QComboBox* CompareBar::addSides(const QString& name, const QString& toolTip)
{
    auto* box = new QComboBox(this);
    box->setObjectName(name);
    box->setToolTip(toolTip);
    box->addItem(tr("Micrograph"), static_cast<int>(CompareSide::Image));
    box->addItem(tr("Reference"), static_cast<int>(CompareSide::Reference));
    box->addItem(tr("Prediction"), static_cast<int>(CompareSide::Prediction));
    box->addItem(tr("IoU overlay"), static_cast<int>(CompareSide::IouOverlay));
    return box;
}

void CompareBar::setComparison(const Comparison& comparison)
{
    if (comparison == m_comparison) {
        return;
    }
    m_comparison = comparison;
    m_showing = true;
    if (comparison.mode != CompareMode::Off) {
        m_mode->setCurrentIndex(m_mode->findData(static_cast<int>(comparison.mode)));
    }
    m_left->setCurrentIndex(m_left->findData(static_cast<int>(comparison.left)));
    m_right->setCurrentIndex(m_right->findData(static_cast<int>(comparison.right)));
    m_speed->setValue(comparison.blinkMs);
    m_showing = false;
    const bool blinks = comparison.mode == CompareMode::Blink;
    m_speed->setVisible(blinks);
    m_speedLabel->setVisible(blinks);
    setVisible(comparison.mode != CompareMode::Off);
    Q_EMIT changed(m_comparison);
}

void CompareBar::take()
{
    if (m_showing) {
        return;
    }
    setComparison({static_cast<CompareMode>(m_mode->currentData().toInt()),
                   static_cast<CompareSide>(m_left->currentData().toInt()),
                   static_cast<CompareSide>(m_right->currentData().toInt()), m_speed->value()});
}

} // namespace sorby::panels
