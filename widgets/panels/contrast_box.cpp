// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/contrast_box.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QtMath>

#include <algorithm>

namespace sorby::panels {
namespace {

constexpr int kSliderSteps = 1000;

} // namespace

ContrastBox::ContrastBox(QWidget* parent) : QGroupBox(tr("Contrast"), parent)
{
    setObjectName(QStringLiteral("contrast"));
    auto* grid = new QGridLayout(this);
    m_low = addRow(QStringLiteral("contrastLow"), tr("&Black"),
                   tr("Greys up to this value are shown as black."), 0);
    m_high = addRow(QStringLiteral("contrastHigh"), tr("&White"),
                    tr("Greys from this value on are shown as white."), 1);
    auto* automatic = new QPushButton(tr("Auto"), this);
    automatic->setObjectName(QStringLiteral("contrastAuto"));
    automatic->setToolTip(tr("Leaves out the darkest and the brightest 0.35 % of the pixels (C)."));
    grid->addWidget(automatic, 2, 2);
    grid->setColumnStretch(1, 1);
    connect(automatic, &QPushButton::clicked, this, &ContrastBox::useAutomatic);
    connect(m_low.slider, &QSlider::valueChanged, this, [this](int position) { takeLow(valueOf(position)); });
    connect(m_high.slider, &QSlider::valueChanged, this,
            [this](int position) { takeHigh(valueOf(position)); });
    connect(m_low.number, &QDoubleSpinBox::valueChanged, this, &ContrastBox::takeLow);
    connect(m_high.number, &QDoubleSpinBox::valueChanged, this, &ContrastBox::takeHigh);
    setRange({0, 255}, {0, 255}, {0, 255});
}

ContrastBox::Row ContrastBox::addRow(const QString& name, const QString& label, const QString& toolTip,
                                     int row)
{
    Row result;
    result.slider = new QSlider(Qt::Horizontal, this);
    result.slider->setObjectName(name);
    result.slider->setRange(0, kSliderSteps);
    result.slider->setToolTip(toolTip);
    result.number = new QDoubleSpinBox(this);
    result.number->setObjectName(name + QStringLiteral("Value"));
    result.number->setToolTip(toolTip);
    result.number->setKeyboardTracking(false);
    auto* text = new QLabel(label, this);
    text->setBuddy(result.number);
    auto* grid = qobject_cast<QGridLayout*>(layout());
    grid->addWidget(text, row, 0);
    grid->addWidget(result.slider, row, 1);
    grid->addWidget(result.number, row, 2);
    return result;
}

void ContrastBox::setRange(const imaging::Window& full, const imaging::Window& automatic,
                           const imaging::Window& window)
{
    m_full = full;
    m_automatic = automatic;
    m_window = window;
    const bool whole = full.high - full.low > 2; // integer greys
    m_showing = true;
    for (auto* number : {m_low.number, m_high.number}) {
        number->setDecimals(whole ? 0 : 4);
        number->setSingleStep(whole ? 1 : (full.high - full.low) / 100);
        number->setRange(std::min({full.low, automatic.low, window.low}),
                         std::max({full.high, automatic.high, window.high}));
    }
    m_showing = false;
    showWindow();
}

void ContrastBox::setWindow(const imaging::Window& window)
{
    if (!(window == m_window)) {
        m_window = window;
        showWindow();
        Q_EMIT windowChanged(m_window);
    }
}

void ContrastBox::useAutomatic()
{
    setWindow(m_automatic);
}

double ContrastBox::valueOf(int position) const
{
    return m_full.low + (m_full.high - m_full.low) * position / kSliderSteps;
}

double ContrastBox::smallestStep() const
{
    return (m_full.high - m_full.low) / kSliderSteps;
}

void ContrastBox::takeLow(double value)
{
    if (!m_showing) {
        setWindow({value, std::max(m_window.high, value + smallestStep())});
    }
}

void ContrastBox::takeHigh(double value)
{
    if (!m_showing) {
        setWindow({std::min(m_window.low, value - smallestStep()), value});
    }
}

void ContrastBox::showWindow()
{
    m_showing = true;
    const auto positionOf = [this](double value) {
        const double range = std::max(m_full.high - m_full.low, 1e-12);
        return qRound(std::clamp((value - m_full.low) / range, 0.0, 1.0) * kSliderSteps);
    };
    m_low.slider->setValue(positionOf(m_window.low));
    m_high.slider->setValue(positionOf(m_window.high));
    m_low.number->setValue(m_window.low);
    m_high.number->setValue(m_window.high);
    m_showing = false;
}

} // namespace sorby::panels
