// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/tool_options_box.h"

#include "widgets/panels/colour_swatch.h"
#include "widgets/panels/tool_icons.h"
#include "widgets/support/qt_convert.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QSlider>

#include <algorithm>
#include <cmath>

namespace sorby::panels {
namespace {

using imaging::BrushShape;
using imaging::PaintOver;
using tools::EraseTo;
using tools::ToolId;
using tools::ToolOptions;

constexpr int kSliderSteps = 1000;
constexpr double kMostSnapPx = 50;

/// Small values get as much of a logarithmic slider as large ones.
double fromSlider(int position, double lowest, double highest, bool isLogarithmic)
{
    const double share = static_cast<double>(position) / kSliderSteps;
    return isLogarithmic ? lowest * std::pow(highest / lowest, share) : lowest + (highest - lowest) * share;
}

int toSlider(double value, double lowest, double highest, bool isLogarithmic)
{
    const double within = std::clamp(value, lowest, highest);
    const double share = isLogarithmic ? std::log(within / lowest) / std::log(highest / lowest)
                                       : (within - lowest) / (highest - lowest);
    return static_cast<int>(std::lround(share * kSliderSteps));
}

void selectData(QComboBox* box, int data)
{
    box->setCurrentIndex(box->findData(data));
}

} // namespace

ToolOptionsBox::ToolOptionsBox(tools::ToolSettings& settings, QWidget* parent)
    : QGroupBox(parent), m_settings(settings), m_form(new QFormLayout(this))
{
    setObjectName(QStringLiteral("toolOptions"));
    makeBrush();
    makePaint();
    makeRegions();
    makeOutlines();
    makeAmounts();
    m_hint = new QLabel(this);
    m_hint->setObjectName(QStringLiteral("toolHint"));
    m_hint->setWordWrap(true);
    m_form->addRow(m_hint);
    m_rows.emplace_back(Part::Hint, m_hint);
    connect(&settings, &tools::ToolSettings::changed, this, &ToolOptionsBox::showOptions);
    setTool(ToolId::Select);
    showOptions();
}

void ToolOptionsBox::makeBrush()
{
    addNumber(Part::Size, tr("Size"),
              {QStringLiteral("brushSize"), tr("Diameter of the brush in pixels of the micrograph."),
               tools::ToolSettings::kSmallestBrushPx, tools::ToolSettings::kLargestBrushPx, true, tr(" px"),
               [](const ToolOptions& options) { return options.brush.diameterPx; },
               [](ToolOptions& options, double value) { options.brush.diameterPx = std::round(value); }});
    auto* shapes = new QWidget(this);
    auto* row = new QHBoxLayout(shapes);
    row->setContentsMargins({});
    m_round = new QRadioButton(tr("round"), shapes);
    m_square = new QRadioButton(tr("square"), shapes);
    m_round->setObjectName(QStringLiteral("brushRound"));
    m_square->setObjectName(QStringLiteral("brushSquare"));
    for (auto* button : {m_round, m_square}) {
        button->setFocusPolicy(Qt::TabFocus); // a click leaves the keys to the canvas
        row->addWidget(button);
    }
    row->addStretch();
    addRow(Part::Shape, tr("Shape"), shapes);
    connect(m_square, &QRadioButton::toggled, this, [this](bool square) {
        change([square](ToolOptions& options) {
            options.brush.shape = square ? BrushShape::Square : BrushShape::Round;
        });
    });
}

void ToolOptionsBox::makePaint()
{
    m_eraseTo = addChoice(Part::EraseTo, QStringLiteral("eraseTo"), tr("Leave"),
                          tr("What is left where the eraser was: matrix, or what the outlines beneath say."));
    m_eraseTo->addItem(tr("matrix"), static_cast<int>(EraseTo::Matrix));
    m_eraseTo->addItem(tr("what the outlines say"), static_cast<int>(EraseTo::Polygons));
    connect(m_eraseTo, &QComboBox::currentIndexChanged, this, [this] {
        const auto to = static_cast<EraseTo>(m_eraseTo->currentData().toInt());
        change([to](ToolOptions& options) { options.eraseTo = to; });
    });
    m_over = addChoice(Part::Over, QStringLiteral("paintOver"), tr("Paint over"),
                       tr("Which pixels change. Classes with a lock never do."));
    m_over->addItem(tr("everything"), static_cast<int>(PaintOver::Everything));
    m_over->addItem(tr("matrix only"), static_cast<int>(PaintOver::OnlyMatrix));
    m_over->addItem(tr("one class only"), static_cast<int>(PaintOver::OnlyClass));
    connect(m_over, &QComboBox::currentIndexChanged, this, [this] {
        const auto over = static_cast<PaintOver>(m_over->currentData().toInt());
        change([over](ToolOptions& options) {
            options.over = over;
            if (over == PaintOver::OnlyClass && options.onlyClass == annotation::kMatrix) {
                options.onlyClass = 1; // for the matrix there is a choice of its own
            }
        });
    });
    m_onlyClass = addChoice(Part::OnlyClass, QStringLiteral("paintOverClass"), tr("Class"),
                            tr("The only class whose pixels change."));
    connect(m_onlyClass, &QComboBox::currentIndexChanged, this, [this](int index) {
        if (index >= 0) {
            const auto id = static_cast<annotation::ClassId>(m_onlyClass->currentData().toInt());
            change([id](ToolOptions& options) { options.onlyClass = id; });
        }
    });
}

void ToolOptionsBox::makeRegions()
{
    addNumber(Part::Tolerance, tr("Tolerance"),
              {QStringLiteral("wandTolerance"),
               tr("How far a grey may be from the one that is clicked, as a share of the contrast's range."),
               0, 100, false, tr(" %"), [](const ToolOptions& options) { return options.tolerance; },
               [](ToolOptions& options, double value) { options.tolerance = std::round(value); }});
    m_contiguous = new QCheckBox(tr("Only what is connected"), this);
    m_contiguous->setObjectName(QStringLiteral("wandContiguous"));
    m_contiguous->setToolTip(tr("Off: all pixels that are alike, wherever they lie."));
    m_contiguous->setFocusPolicy(Qt::TabFocus);
    addRow(Part::Contiguous, {}, m_contiguous);
    connect(m_contiguous, &QCheckBox::toggled, this,
            [this](bool on) { change([on](ToolOptions& options) { options.contiguous = on; }); });
    addNumber(Part::Superpixels, tr("Size"),
              {QStringLiteral("superpixelSize"),
               tr("About how wide a piece is, in pixels of the micrograph."), 4, 200, true, tr(" px"),
               [](const ToolOptions& options) { return options.superpixelSizePx; },
               [](ToolOptions& options, double value) {
                   options.superpixelSizePx = static_cast<int>(std::lround(value));
               }});
    addNumber(Part::Superpixels, tr("Compactness"),
              {QStringLiteral("superpixelCompactness"),
               tr("Small: the pieces follow every edge. Large: they stay close to squares."),
               1,
               40,
               true,
               {},
               [](const ToolOptions& options) { return options.compactness; },
               [](ToolOptions& options, double value) { options.compactness = std::round(value); }});
}

void ToolOptionsBox::makeOutlines()
{
    m_snaps = new QCheckBox(tr("Close up to neighbours"), this);
    m_snaps->setObjectName(QStringLiteral("snap"));
    m_snaps->setToolTip(
        tr("A new outline is laid against those beside it, so that it leaves neither gap nor overlap."));
    m_snaps->setFocusPolicy(Qt::TabFocus);
    addRow(Part::Snap, {}, m_snaps);
    connect(m_snaps, &QCheckBox::toggled, this,
            [this](bool on) { change([on](ToolOptions& options) { options.snaps = on; }); });
    addNumber(Part::Snap, tr("Distance"),
              {QStringLiteral("snapDistance"),
               tr("Neighbours that are no farther away than this are closed up to."), 1, kMostSnapPx, true,
               tr(" px"), [](const ToolOptions& options) { return options.snapDistancePx; },
               [](ToolOptions& options, double value) { options.snapDistancePx = std::round(value); }});
}

void ToolOptionsBox::makeAmounts()
{
    constexpr double kMostPx = 100;
    constexpr double kMostSmallPx = 100'000;
    addNumber(Part::Amounts, tr("Smooth over"),
              {QStringLiteral("smoothing"),
               tr("How far Smooth the selection rounds corners off, in pixels of the micrograph."), 1,
               kMostPx, true, tr(" px"), [](const ToolOptions& options) { return options.smoothingPx; },
               [](ToolOptions& options, double value) { options.smoothingPx = std::round(value); }});
    addNumber(Part::Amounts, tr("Grow, shrink by"),
              {QStringLiteral("growth"), tr("By how much the selection grows or shrinks all round."), 1,
               kMostPx, true, tr(" px"), [](const ToolOptions& options) { return options.growthPx; },
               [](ToolOptions& options, double value) { options.growthPx = std::round(value); }});
    addNumber(Part::Amounts, tr("Small is below"),
              {QStringLiteral("small"), tr("Pieces of fewer pixels go with Remove small pieces."), 1,
               kMostSmallPx, true, tr(" px²"), [](const ToolOptions& options) { return options.smallPx; },
               [](ToolOptions& options, double value) { options.smallPx = std::round(value); }});
}

void ToolOptionsBox::addRow(Part part, const QString& label, QWidget* field)
{
    label.isEmpty() ? m_form->addRow(field) : m_form->addRow(label, field);
    m_rows.emplace_back(part, field);
}

QComboBox* ToolOptionsBox::addChoice(Part part, const QString& name, const QString& label,
                                     const QString& toolTip)
{
    auto* box = new QComboBox(this);
    box->setObjectName(name);
    box->setToolTip(toolTip);
    box->setFocusPolicy(Qt::TabFocus);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(10);
    addRow(part, label, box);
    return box;
}

void ToolOptionsBox::addNumber(Part part, const QString& label, Number number)
{
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    number.slider = new QSlider(Qt::Horizontal, row);
    number.slider->setObjectName(number.name);
    number.slider->setRange(0, kSliderSteps);
    number.slider->setToolTip(number.toolTip);
    number.slider->setAccessibleName(label);
    number.slider->setFocusPolicy(Qt::TabFocus);
    number.field = new QDoubleSpinBox(row);
    number.field->setObjectName(number.name + QStringLiteral("Value"));
    number.field->setToolTip(number.toolTip);
    number.field->setAccessibleName(label);
    number.field->setDecimals(0);
    number.field->setRange(number.lowest, number.highest);
    number.field->setSuffix(number.unit);
    number.field->setKeyboardTracking(false);
    number.field->installEventFilter(this);
    layout->addWidget(number.slider, 1);
    layout->addWidget(number.field);
    addRow(part, label, row);
    connect(number.slider, &QSlider::valueChanged, this, [this, number](int position) {
        const double value = fromSlider(position, number.lowest, number.highest, number.isLogarithmic);
        change([&](ToolOptions& options) { number.set(options, value); });
    });
    connect(number.field, &QDoubleSpinBox::valueChanged, this, [this, number](double value) {
        change([&](ToolOptions& options) { number.set(options, value); });
    });
    m_numbers.push_back(std::move(number));
}

bool ToolOptionsBox::eventFilter(QObject* watched, QEvent* event)
{
    const bool handled = QGroupBox::eventFilter(watched, event);
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (auto* field = qobject_cast<QDoubleSpinBox*>(watched)) {
                field->interpretText();
            }
            Q_EMIT finished();
        }
    }
    return handled;
}

void ToolOptionsBox::follow(tools::ToolBox& box)
{
    const auto show = [this, &box] {
        setTool(box.currentId());
        setHint(box.current().hint());
    };
    connect(&box, &tools::ToolBox::taken, this, show);
    connect(&box, &tools::ToolBox::hintChanged, this, show);
    show();
}

void ToolOptionsBox::setTool(ToolId id)
{
    m_tool = id;
    setTitle(toolName(id));
    updateRows();
}

void ToolOptionsBox::setHint(const QString& hint)
{
    m_hint->setText(hint);
}

void ToolOptionsBox::setClasses(const annotation::ClassList& classes)
{
    if (classes == m_classes) {
        return;
    }
    m_classes = classes;
    const QSignalBlocker blocker(m_onlyClass);
    m_onlyClass->clear();
    for (const auto& info : classes) {
        if (info.id != annotation::kMatrix) {
            m_onlyClass->addItem(colourSwatch(info.colour, this), support::toQString(info.name), info.id);
        }
    }
    m_onlyClass->addItem(colourSwatch(annotation::kIgnoreColour, this), tr("ignore"), annotation::kIgnore);
    showOptions();
}

void ToolOptionsBox::change(const std::function<void(ToolOptions&)>& edit)
{
    if (!m_showing) {
        m_settings.edit(edit);
        showOptions(); // what was set may have been clamped
    }
}

void ToolOptionsBox::showOptions()
{
    const auto& options = m_settings.options();
    m_showing = true;
    for (const auto& number : m_numbers) {
        const double value = number.get(options);
        number.field->setValue(value);
        const double shown =
            fromSlider(number.slider->value(), number.lowest, number.highest, number.isLogarithmic);
        if (std::round(shown) != std::round(value)) { // else it stays under the hand
            number.slider->setValue(toSlider(value, number.lowest, number.highest, number.isLogarithmic));
        }
        if (number.name == QStringLiteral("snapDistance")) {
            number.slider->setEnabled(options.snaps);
            number.field->setEnabled(options.snaps);
        }
    }
    (options.brush.shape == BrushShape::Square ? m_square : m_round)->setChecked(true);
    selectData(m_eraseTo, static_cast<int>(options.eraseTo));
    selectData(m_over, static_cast<int>(options.over));
    selectData(m_onlyClass, options.onlyClass);
    m_contiguous->setChecked(options.contiguous);
    m_snaps->setChecked(options.snaps);
    m_showing = false;
    updateRows();
}

bool ToolOptionsBox::has(Part part) const
{
    const auto isOneOf = [this](std::initializer_list<ToolId> ids) {
        return std::find(ids.begin(), ids.end(), m_tool) != ids.end();
    };
    switch (part) {
    case Part::Size:
    case Part::Shape:
        return isOneOf({ToolId::Brush, ToolId::Eraser});
    case Part::EraseTo: // all of these erase while Ctrl is held
        return isOneOf({ToolId::Brush, ToolId::Eraser, ToolId::Fill, ToolId::Wand, ToolId::Superpixels});
    case Part::Over:
        return isOneOf({ToolId::Brush, ToolId::Fill, ToolId::Wand, ToolId::Superpixels, ToolId::GrabCut});
    case Part::OnlyClass:
        return has(Part::Over) && m_settings.options().over == PaintOver::OnlyClass;
    case Part::Tolerance:
    case Part::Contiguous:
        return m_tool == ToolId::Wand;
    case Part::Superpixels:
        return m_tool == ToolId::Superpixels;
    case Part::Snap:
        return isOneOf({ToolId::Polygon, ToolId::Rectangle, ToolId::Ellipse, ToolId::Scissors});
    case Part::Amounts:
        return m_tool == ToolId::Select;
    case Part::Hint:
        break;
    }
    if (m_tool == ToolId::Select) {
        return true; // the amounts are of commands, not of what is in hand
    }
    return std::none_of(m_rows.begin(), m_rows.end(),
                        [this](const auto& row) { return row.first != Part::Hint && has(row.first); });
}

void ToolOptionsBox::updateRows()
{
    for (const auto& [part, field] : m_rows) {
        m_form->setRowVisible(field, has(part));
    }
}

} // namespace sorby::panels
