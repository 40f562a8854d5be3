// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/classes_dialog.h"

#include "widgets/panels/colour_swatch.h"
#include "widgets/support/qt_convert.h"

#include <QAction>
#include <QColorDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>
#include <vector>

namespace sorby::panels {
namespace {

using annotation::ClassId;

enum Column { Number, Colour, Name, Key, ColumnCount };
constexpr int kRowsShown = 8;

ClassId idOf(int row)
{
    return static_cast<ClassId>(row);
}

} // namespace

ClassesDialog::ClassesDialog(const annotation::ClassList& classes, QWidget* parent)
    : TaskDialog(QStringLiteral("classesDialog"), tr("Classes"), tr("Apply"), parent),
      m_before(classes),
      m_change{classes, annotation::sameClasses()}
{
    auto* text = new QLabel(tr("Click a name or a key to change it, a colour to choose another. Merging and "
                               "removing change the annotations of the whole project."),
                            this);
    text->setWordWrap(true);
    form()->addRow(text);
    m_table = new QTableWidget(0, ColumnCount, this);
    m_table->setObjectName(QStringLiteral("classesTable"));
    m_table->setHorizontalHeaderLabels({tr("Id"), tr("Colour"), tr("Name"), tr("Key")});
    m_table->verticalHeader()->hide();
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                             QAbstractItemView::SelectedClicked);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(Name, QHeaderView::Stretch);
    m_table->setMinimumWidth(420);
    m_table->setMinimumHeight(kRowsShown * m_table->verticalHeader()->defaultSectionSize());
    auto* add = addButton(QStringLiteral("classesAdd"), tr("&Add"), tr("Add a class at the end."));
    m_merge = addButton(QStringLiteral("classesMerge"), tr("&Merge into"),
                        tr("Give the pixels and objects of this class to another one."));
    m_remove = addButton(QStringLiteral("classesRemove"), tr("&Remove"),
                         tr("Take the objects of this class out; what was brushed becomes matrix."));
    m_up = addButton(QStringLiteral("classesUp"), tr("&Up"), tr("Move the class up."));
    m_down = addButton(QStringLiteral("classesDown"), tr("&Down"), tr("Move the class down."));
    m_merge->setMenu(new QMenu(m_merge));
    auto* buttons = new QVBoxLayout;
    for (auto* button : {add, m_merge, m_remove, m_up, m_down}) {
        buttons->addWidget(button);
    }
    buttons->addStretch();
    auto* row = new QHBoxLayout;
    row->addWidget(m_table, 1);
    row->addLayout(buttons);
    form()->addRow(row);
    connect(add, &QPushButton::clicked, this, [this] {
        const auto& now = m_change.classes;
        apply(annotation::addClass(now, support::toUtf8(tr("class %1").arg(now.size()))),
              static_cast<int>(now.size()));
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        const int at = m_table->currentRow();
        apply(annotation::removeClass(m_change.classes, idOf(at)), at);
    });
    connect(m_up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(1); });
    connect(m_table, &QTableWidget::currentCellChanged, this, &ClassesDialog::followSelection);
    connect(m_table, &QTableWidget::cellChanged, this, &ClassesDialog::takeCell);
    connect(m_table, &QTableWidget::cellClicked, this, [this](int at, int column) {
        if (column == Colour) {
            chooseColour(at);
        }
    });
    fill(1);
}

QPushButton* ClassesDialog::addButton(const QString& name, const QString& text, const QString& toolTip)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setToolTip(toolTip);
    button->setAutoDefault(false);
    return button;
}

void ClassesDialog::fill(int row)
{
    m_filling = true;
    const auto& classes = m_change.classes;
    m_table->setRowCount(static_cast<int>(classes.size()));
    for (const auto& info : classes) {
        auto* number = new QTableWidgetItem(QString::number(info.id));
        auto* colour = new QTableWidgetItem;
        colour->setData(Qt::DecorationRole, colourSwatch(info.colour, this));
        colour->setToolTip(support::toQString(annotation::toHex(info.colour)));
        auto* name = new QTableWidgetItem(support::toQString(info.name));
        auto* key = new QTableWidgetItem(support::toQString(info.key));
        key->setToolTip(tr("One letter or digit that picks the class while drawing; empty: its id."));
        for (auto* fixed : {number, colour}) {
            fixed->setFlags(fixed->flags() & ~Qt::ItemIsEditable);
        }
        const int at = info.id;
        m_table->setItem(at, Number, number);
        m_table->setItem(at, Colour, colour);
        m_table->setItem(at, Name, name);
        m_table->setItem(at, Key, key);
    }
    m_filling = false;
    m_table->setCurrentCell(std::clamp(row, 0, m_table->rowCount() - 1), Name);
    followSelection();
    check();
}

void ClassesDialog::followSelection()
{
    const int row = m_table->currentRow();
    const int count = static_cast<int>(m_change.classes.size());
    const bool isClass = row > 0;
    m_merge->setEnabled(isClass && count > 2);
    m_remove->setEnabled(isClass && count > 2);
    m_up->setEnabled(row > 1);
    m_down->setEnabled(isClass && row + 1 < count);
    fillMergeMenu();
}

void ClassesDialog::fillMergeMenu()
{
    auto* menu = m_merge->menu();
    menu->clear();
    const int row = m_table->currentRow();
    const auto offer = [&](const QString& text, ClassId into) {
        auto name = text;
        auto* action = menu->addAction(name.replace(QLatin1Char('&'), QStringLiteral("&&")));
        connect(action, &QAction::triggered, this,
                [this, row, into] { apply(annotation::mergeClass(m_change.classes, idOf(row), into), row); });
    };
    for (const auto& info : m_change.classes) {
        if (info.id != row) {
            offer(support::toQString(info.name), info.id);
        }
    }
    offer(tr("ignore (left out of training and scores)"), annotation::kIgnore);
}

void ClassesDialog::apply(const Result<annotation::ClassChange>& step, int row)
{
    m_trouble = step ? QString() : support::toUserText(step.error());
    if (step) {
        m_change = annotation::chained(m_change, *step);
    }
    fill(row);
}

void ClassesDialog::takeCell(int row, int column)
{
    if (m_filling) {
        return;
    }
    const auto text = support::toUtf8(m_table->item(row, column)->text().trimmed());
    if (column == Name) {
        apply(annotation::renameClass(m_change.classes, idOf(row), text), row);
    } else if (column == Key) {
        apply(annotation::setClassKey(m_change.classes, idOf(row), text), row);
    }
}

void ClassesDialog::chooseColour(int row)
{
    auto* dialog =
        new QColorDialog(support::toQColor(m_change.classes.at(static_cast<std::size_t>(row)).colour), this);
    dialog->setObjectName(QStringLiteral("classColour"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QColorDialog::colorSelected, this, [this, row](const QColor& colour) {
        const auto channel = [](int value) { return static_cast<std::uint8_t>(value); };
        apply(annotation::recolourClass(
                  m_change.classes, idOf(row),
                  {channel(colour.red()), channel(colour.green()), channel(colour.blue())}),
              row);
    });
    dialog->open();
}

void ClassesDialog::move(int step)
{
    const int row = m_table->currentRow();
    std::vector<ClassId> order(m_change.classes.size() - 1);
    std::iota(order.begin(), order.end(), ClassId{1});
    std::swap(order.at(static_cast<std::size_t>(row - 1)),
              order.at(static_cast<std::size_t>(row - 1 + step)));
    apply(annotation::reorderClasses(m_change.classes, order), row + step);
}

QString ClassesDialog::problem() const
{
    if (!m_trouble.isEmpty()) {
        return m_trouble;
    }
    return m_change.classes == m_before && !m_change.movesPixels() ? tr("Nothing is changed yet.")
                                                                   : QString();
}

} // namespace sorby::panels
