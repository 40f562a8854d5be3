// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/contrast_box.h"

#include "widgets/panels/grey_histogram.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QtMath>

#include <algorithm>
#include <cmath>

namespace sorby::panels {
namespace {

constexpr int kContrastSteps = 1000;
constexpr double kSmallestGamma = 0.2;
constexpr double kLargestGamma = 5;
/// The slider goes by the logarithm: 1 is in its middle.
constexpr int kGammaSteps = 100;

} // namespace

ContrastBox::ContrastBox(QWidget* parent) : QGroupBox(tr("Contrast"), parent)
{
    setObjectName(QStringLiteral("contrast"));
    auto* grid = new QGridLayout(this);
    m_histogram = new GreyHistogram(this);
    grid->addWidget(m_histogram, 0, 0, 1, 3);
    m_low = addRow(QStringLiteral("contrastLow"), tr("&Black"),
                   tr("Greys up to this value are shown as black."), 1);
    m_high = addRow(QStringLiteral("contrastHigh"), tr("&White"),
                    tr("Greys from this value on are shown as white."), 2);
    addTone(3);
    auto* automatic = new QPushButton(tr("Auto"), this);
    automatic->setObjectName(QStringLiteral("contrastAuto"));
    automatic->setToolTip(tr("Leaves out the darkest and the brightest 0.35 % of the pixels (C)."));
    grid->addWidget(automatic, 4, 2);
    grid->setColumnStretch(1, 1);
    setFocusProxy(m_low.slider);
    connect(automatic, &QPushButton::clicked, this, &ContrastBox::useAutomatic);
    connect(m_low.slider, &QSlider::valueChanged, this, [this](int position) { takeLow(valueOf(position)); });
    connect(m_high.slider, &QSlider::valueChanged, this,
            [this](int position) { takeHigh(valueOf(position)); });
    connect(m_low.number, &QDoubleSpinBox::valueChanged, this, &ContrastBox::takeLow);
    connect(m_high.number, &QDoubleSpinBox::valueChanged, this, &ContrastBox::takeHigh);
    connect(m_histogram, &GreyHistogram::windowDragged, this, &ContrastBox::setWindow);
    setRange({0, 255}, {0, 255}, {0, 255});
    showTone();
}

void ContrastBox::addTone(int row)
{
    const auto toolTip = tr("Above 1 dark parts become brighter, below 1 bright parts darker. For the eye "
                            "alone: training does not see it.");
    m_gammaSlider = new QSlider(Qt::Horizontal, this);
    m_gammaSlider->setObjectName(QStringLiteral("contrastGamma"));
    m_gammaSlider->setRange(-kGammaSteps, kGammaSteps);
    m_gammaSlider->setToolTip(toolTip);
    m_gamma = new QDoubleSpinBox(this);
    m_gamma->setObjectName(QStringLiteral("contrastGammaValue"));
    m_gamma->setRange(kSmallestGamma, kLargestGamma);
    m_gamma->setSingleStep(0.1);
    m_gamma->setValue(1);
    m_gamma->setToolTip(toolTip);
    m_gamma->setKeyboardTracking(false);
    m_table = new QComboBox(this);
    m_table->setObjectName(QStringLiteral("contrastTable"));
    m_table->setToolTip(tr("The colours that greys are shown in."));
    for (const auto table : canvas::allColourTables()) {
        m_table->addItem(canvas::colourTableName(table), static_cast<int>(table));
    }
    auto* grid = qobject_cast<QGridLayout*>(layout());
    auto* gammaLabel = new QLabel(tr("&Gamma"), this);
    gammaLabel->setBuddy(m_gamma);
    grid->addWidget(gammaLabel, row, 0);
    grid->addWidget(m_gammaSlider, row, 1);
    grid->addWidget(m_gamma, row, 2);
    auto* tableLabel = new QLabel(tr("Colours"), this);
    tableLabel->setBuddy(m_table);
    grid->addWidget(tableLabel, row + 1, 0);
    grid->addWidget(m_table, row + 1, 1);
    connect(m_gammaSlider, &QSlider::valueChanged, this, [this](int step) {
        if (!m_showing) {
            m_gamma->setValue(std::pow(kLargestGamma, static_cast<double>(step) / kGammaSteps));
        }
    });
    connect(m_gamma, &QDoubleSpinBox::valueChanged, this, &ContrastBox::changeTone);
    connect(m_table, &QComboBox::currentIndexChanged, this, &ContrastBox::changeTone);
}

double ContrastBox::gamma() const
{
    return m_gamma->value();
}

canvas::ColourTable ContrastBox::colourTable() const
{
    return static_cast<canvas::ColourTable>(m_table->currentData().toInt());
}

void ContrastBox::setTone(double gamma, canvas::ColourTable table)
{
    m_gamma->setValue(gamma);
    m_table->setCurrentIndex(std::max(0, m_table->findData(static_cast<int>(table))));
}

void ContrastBox::changeTone()
{
    showTone();
    Q_EMIT toneChanged(gamma(), colourTable());
}

void ContrastBox::showTone()
{
    m_showing = true;
    m_gammaSlider->setValue(qRound(std::log(gamma()) / std::log(kLargestGamma) * kGammaSteps));
    m_showing = false;
    m_histogram->setMapping(m_window, gamma());
}

void ContrastBox::setHistogram(std::vector<std::uint64_t> counts)
{
    m_histogram->setCounts(std::move(counts), m_full);
}

ContrastBox::Row ContrastBox::addRow(const QString& name, const QString& label, const QString& toolTip,
                                     int row)
{
    Row result;
    result.slider = new QSlider(Qt::Horizontal, this);
    result.slider->setObjectName(name);
    result.slider->setRange(0, kContrastSteps);
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
    return m_full.low + (m_full.high - m_full.low) * position / kContrastSteps;
}

double ContrastBox::smallestStep() const
{
    return (m_full.high - m_full.low) / kContrastSteps;
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
        return qRound(std::clamp((value - m_full.low) / range, 0.0, 1.0) * kContrastSteps);
    };
    m_low.slider->setValue(positionOf(m_window.low));
    m_high.slider->setValue(positionOf(m_window.high));
    m_low.number->setValue(m_window.low);
    m_high.number->setValue(m_window.high);
    m_showing = false;
    m_histogram->setMapping(m_window, gamma());
}

} // namespace sorby::panels
