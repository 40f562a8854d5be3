// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/training_curves.h"

#include <QEvent>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>
#include <limits>

namespace sorby::plots {
namespace {

struct LineColours {
    QColor step, train, validation, iou;
};

// Okabe-Ito, the lighter blue on a dark ground.
LineColours lineColours(bool dark)
{
    const QColor blue = dark ? QColor(86, 180, 233) : QColor(0, 114, 178);
    QColor faint = blue;
    faint.setAlpha(90);
    return {faint, blue, QColor(230, 159, 0), QColor(0, 158, 115)};
}

QPen linePen(const QColor& colour, double width, Qt::PenStyle style = Qt::SolidLine)
{
    QPen pen(colour, width, style);
    pen.setCosmetic(true);
    return pen;
}

/// Above the diagram, where it hides no curve.
QCPLegend* addLegend(QCustomPlot* plot, int column)
{
    auto* legend = new QCPLegend;
    plot->plotLayout()->addElement(0, column, legend);
    legend->setLayer(QStringLiteral("legend"));
    legend->setBorderPen(Qt::NoPen);
    legend->setBrush(Qt::NoBrush);
    legend->setFillOrder(QCPLegend::foColumnsFirst);
    legend->setMargins({2, 0, 2, 0});
    legend->setColumnSpacing(4);
    legend->setIconSize(18, 10);
    legend->setIconTextPadding(4);
    return legend;
}

/// There is no epoch 1.5.
QSharedPointer<QCPAxisTicker> wholeNumbers()
{
    const QSharedPointer<QCPAxisTickerFixed> ticker(new QCPAxisTickerFixed);
    ticker->setTickStep(1);
    ticker->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
    return ticker;
}

} // namespace

struct TrainingCurves::Private {
    QCustomPlot* plot = nullptr;
    QCPAxisRect* lossRect = nullptr;
    QCPAxisRect* iouRect = nullptr;
    QCPLegend* lossLegend = nullptr;
    QCPLegend* iouLegend = nullptr;
    QCPGraph* stepLoss = nullptr;
    QCPGraph* trainLoss = nullptr;
    QCPGraph* validationLoss = nullptr;
    QCPGraph* iou = nullptr;
    int expectedEpochs = 0;
    int epochCount = 0;
    bool logarithmic = false;

    QCPGraph* addGraph(QCPAxisRect* rect, QCPLegend* legend, const QString& name) const
    {
        auto* graph = plot->addGraph(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
        graph->setName(name);
        if (legend != nullptr) {
            graph->addToLegend(legend);
        }
        return graph;
    }

    void put(const project::EpochRecord& epoch)
    {
        const double x = epoch.epoch;
        trainLoss->addData(x, epoch.trainLoss);
        if (epoch.validationLoss) {
            validationLoss->addData(x, *epoch.validationLoss);
        }
        if (epoch.validationIou) {
            iou->addData(x, *epoch.validationIou);
        }
        epochCount = std::max(epochCount, epoch.epoch);
    }

    /// Points for the few epochs in which a line alone would be invisible.
    void showPoints() const
    {
        const bool few = epochCount <= 30;
        for (auto* graph : {trainLoss, validationLoss, iou}) {
            graph->setScatterStyle(few ? QCPScatterStyle(QCPScatterStyle::ssDisc, 5) : QCPScatterStyle());
        }
    }

    void fitAxes() const
    {
        const double last = std::max({1, expectedEpochs, epochCount});
        for (auto* rect : {lossRect, iouRect}) {
            rect->axis(QCPAxis::atBottom)->setRange(0, last * 1.02); // room for the last point
        }
        double low = std::numeric_limits<double>::infinity();
        double high = 0;
        for (const auto* graph : {stepLoss, trainLoss, validationLoss}) {
            bool found = false;
            const auto range = graph->getValueRange(found, QCP::sdPositive);
            if (found) {
                low = std::min(low, range.lower);
                high = std::max(high, range.upper);
            }
        }
        auto* axis = lossRect->axis(QCPAxis::atLeft);
        if (high <= 0) {
            axis->setRange(logarithmic ? 0.01 : 0, 1);
        } else if (logarithmic) {
            axis->setRange(low / 1.25, high * 1.25);
        } else {
            axis->setRange(0, high * 1.08);
        }
        iouRect->axis(QCPAxis::atLeft)->setRange(0, 1.02);
    }

    void refresh() const
    {
        showPoints();
        fitAxes();
        replot();
    }

    /// A hidden plot has no size to draw on; it is drawn when it is shown.
    void replot() const
    {
        if (plot->isVisible()) {
            plot->replot(QCustomPlot::rpQueuedReplot);
        }
    }
};

TrainingCurves::TrainingCurves(QWidget* parent) : QWidget(parent), d(std::make_unique<Private>())
{
    d->plot = new QCustomPlot(this);
    d->plot->setObjectName(QStringLiteral("trainingPlot"));
    d->plot->setMinimumSize(fontMetrics().averageCharWidth() * 20, fontMetrics().height() * 5);
    d->plot->setAccessibleName(tr("Loss and IoU over the epochs"));
    d->plot->setAutoAddPlottableToLegend(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(d->plot);

    d->lossRect = d->plot->axisRect();
    d->iouRect = new QCPAxisRect(d->plot);
    d->plot->plotLayout()->addElement(0, 1, d->iouRect);
    d->plot->plotLayout()->insertRow(0);
    d->plot->plotLayout()->setRowStretchFactor(0, 0.001); // as little as the legends need
    d->plot->plotLayout()->setRowSpacing(0);
    for (auto* rect : {d->lossRect, d->iouRect}) {
        rect->setMinimumMargins({4, 6, 8, 4});
        for (const auto type : {QCPAxis::atBottom, QCPAxis::atLeft}) {
            rect->axis(type)->grid()->setLayer(QStringLiteral("grid"));
            rect->axis(type)->setLayer(QStringLiteral("axes"));
        }
        rect->axis(QCPAxis::atBottom)->setLabel(tr("Epoch"));
        rect->axis(QCPAxis::atBottom)->setTicker(wholeNumbers());
    }
    d->lossRect->axis(QCPAxis::atLeft)->setLabel(tr("Loss"));
    d->iouRect->axis(QCPAxis::atLeft)->setLabel(tr("Pooled IoU"));
    d->lossLegend = addLegend(d->plot, 0);
    d->iouLegend = addLegend(d->plot, 1);
    d->stepLoss = d->addGraph(d->lossRect, nullptr, tr("Steps"));
    d->stepLoss->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 2)); // the first has no line yet
    d->trainLoss = d->addGraph(d->lossRect, d->lossLegend, tr("Training"));
    d->validationLoss = d->addGraph(d->lossRect, d->lossLegend, tr("Validation"));
    d->iou = d->addGraph(d->iouRect, d->iouLegend, tr("Validation"));

    QEvent paletteChange(QEvent::PaletteChange);
    changeEvent(&paletteChange);
    d->refresh();
}

TrainingCurves::~TrainingCurves() = default;

void TrainingCurves::setEpochs(const std::vector<project::EpochRecord>& epochs, int expectedEpochs)
{
    for (auto* graph : {d->stepLoss, d->trainLoss, d->validationLoss, d->iou}) {
        graph->data()->clear();
    }
    d->epochCount = 0;
    d->expectedEpochs = expectedEpochs;
    for (const auto& epoch : epochs) {
        d->put(epoch);
    }
    d->refresh();
}

void TrainingCurves::addEpoch(const project::EpochRecord& epoch)
{
    d->put(epoch);
    d->refresh();
}

void TrainingCurves::addStep(double position, double loss)
{
    d->stepLoss->addData(position, loss);
    d->refresh();
}

int TrainingCurves::epochCount() const
{
    return d->epochCount;
}

bool TrainingCurves::isLogarithmic() const
{
    return d->logarithmic;
}

void TrainingCurves::setLogarithmic(bool logarithmic)
{
    d->logarithmic = logarithmic;
    auto* axis = d->lossRect->axis(QCPAxis::atLeft);
    axis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    axis->setTicker(logarithmic ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog)
                                : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    d->refresh();
}

QSize TrainingCurves::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 14};
}

QSize TrainingCurves::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 36, fontMetrics().height() * 8};
}

void TrainingCurves::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange) {
        return;
    }
    const QPalette& colours = palette();
    const QColor ground = colours.color(QPalette::Base);
    const QColor text = colours.color(QPalette::Text);
    QColor grid = text;
    grid.setAlpha(40);
    d->plot->setBackground(ground);
    for (auto* rect : {d->lossRect, d->iouRect}) {
        for (auto* axis : rect->axes()) {
            axis->setBasePen(linePen(text, 1));
            axis->setTickPen(linePen(text, 1));
            axis->setSubTickPen(linePen(grid, 1));
            axis->setTickLabelColor(text);
            axis->setLabelColor(text);
            axis->setTickLabelFont(font());
            axis->setLabelFont(font());
            axis->grid()->setPen(linePen(grid, 1));
            axis->grid()->setZeroLinePen(Qt::NoPen);
        }
    }
    for (auto* legend : {d->lossLegend, d->iouLegend}) {
        legend->setTextColor(text);
        legend->setFont(font());
    }
    const auto lines = lineColours(ground.lightness() < 128);
    d->stepLoss->setPen(linePen(lines.step, 1));
    d->trainLoss->setPen(linePen(lines.train, 2));
    d->validationLoss->setPen(linePen(lines.validation, 2, Qt::DashLine));
    d->iou->setPen(linePen(lines.iou, 2));
    d->replot();
}

void TrainingCurves::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    d->replot();
}

} // namespace sorby::plots
