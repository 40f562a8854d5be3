// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/score_table.h"

#include "widgets/models/score_table_model.h"
#include "widgets/plots/iou_colour.h"
#include "widgets/support/qt_convert.h"

#include <QHeaderView>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>

#include <algorithm>

namespace sorby::panels {
namespace {

using models::ScoreTableModel;

/// The rows of one class, sorted by what the model knows and not by the items' data: it is ten times faster.
class ClassFilter : public QSortFilterProxyModel {
  public:
    ClassFilter(ScoreTableModel& scores, QObject* parent) : QSortFilterProxyModel(parent), m_scores(scores)
    {
        setSourceModel(&scores);
    }
    void setClass(std::optional<annotation::ClassId> classId)
    {
        if (classId != m_class) {
            m_class = classId;
            invalidateRowsFilter();
        }
    }

  protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& /*parent*/) const override
    {
        return !m_class || m_scores.classOf(row) == *m_class;
    }
    [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override
    {
        return m_scores.isBefore(left.row(), right.row(), left.column());
    }

  private:
    ScoreTableModel& m_scores;
    std::optional<annotation::ClassId> m_class; ///< nothing: all
};

/// Does every row say the same in this column?
bool hasOneValue(const QAbstractItemModel& model, int column)
{
    const QVariant first = model.index(0, column).data();
    for (int row = 1; row < model.rowCount(); ++row) {
        if (model.index(row, column).data() != first) {
            return false;
        }
    }
    return model.rowCount() > 0;
}

/// A stripe of the IoU's colour at the left of its cell.
class IouDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        bool isNumber = false;
        const double iou = index.data(ScoreTableModel::SortRole).toDouble(&isNumber);
        if (isNumber) {
            const int margin = option.rect.height() / 5;
            painter->fillRect(QRect(option.rect.left() + 2, option.rect.top() + margin, margin,
                                    option.rect.height() - 2 * margin),
                              plots::iouColour(iou));
        }
    }
};

} // namespace

ScoreTable::ScoreTable(document::ProjectDocument& document, QWidget* parent)
    : QTableView(parent),
      m_document(document),
      m_model(new ScoreTableModel(document, this)),
      m_sorted(new ClassFilter(*m_model, this))
{
    setObjectName(QStringLiteral("scoreTable"));
    setAccessibleName(tr("Scores of the images, worst first"));
    m_model->setActive(false);
    m_sorted->setSortRole(ScoreTableModel::SortRole);
    setModel(m_sorted);
    setSortingEnabled(true);
    sortByColumn(ScoreTableModel::Iou, Qt::AscendingOrder);
    setItemDelegateForColumn(ScoreTableModel::Iou, new IouDelegate(this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setTabKeyNavigation(false);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    horizontalHeader()->setHighlightSections(false);
    setMinimumHeight(fontMetrics().height() * 6);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid()) {
                    m_document.setCurrentImage(current.data(ScoreTableModel::ImageIdRole).toLongLong());
                }
            });
    connect(m_sorted, &QAbstractItemModel::modelReset, this, &ScoreTable::showCurrent);
    connect(m_sorted, &QAbstractItemModel::modelReset, this, &ScoreTable::fitColumns);
    connect(&document, &document::ProjectDocument::currentImageChanged, this, &ScoreTable::showCurrent);
    fitColumns();
}

void ScoreTable::step(int step)
{
    const int rows = m_sorted->rowCount();
    if (rows > 0) {
        const int row = currentIndex().isValid() ? currentIndex().row() + step : 0;
        setCurrentIndex(m_sorted->index(std::clamp(row, 0, rows - 1), ScoreTableModel::Image));
    }
}

std::vector<project::ImageId> ScoreTable::neighbours() const
{
    std::vector<project::ImageId> ids;
    for (const int row : {currentIndex().row() + 1, currentIndex().row() - 1}) {
        if (const auto index = model()->index(row, 0); index.isValid()) {
            ids.push_back(index.data(ScoreTableModel::ImageIdRole).toLongLong());
        }
    }
    return ids;
}

void ScoreTable::showWorst()
{
    sortByColumn(ScoreTableModel::Iou, Qt::AscendingOrder);
    if (m_sorted->rowCount() > 0) {
        setCurrentIndex(m_sorted->index(0, ScoreTableModel::Image));
    }
}

void ScoreTable::setShownClass(std::optional<annotation::ClassId> classId)
{
    const bool isKnown =
        std::ranges::any_of(m_document.classes(), [classId](const auto& info) { return classId == info.id; });
    static_cast<ClassFilter*>(m_sorted)->setClass(isKnown ? classId : std::nullopt);
    showCurrent();
}

void ScoreTable::showEvent(QShowEvent* event)
{
    m_model->setActive(true);
    QTableView::showEvent(event);
}

void ScoreTable::hideEvent(QHideEvent* event)
{
    m_model->setActive(false);
    QTableView::hideEvent(event);
}

void ScoreTable::showCurrent()
{
    const auto image = m_document.currentImage();
    const auto imageOf = [](const QModelIndex& index) {
        return index.data(ScoreTableModel::ImageIdRole).toLongLong();
    };
    if (currentIndex().isValid() && imageOf(currentIndex()) == image) {
        return;
    }
    QModelIndex first; // of several classes, the one that stands highest
    for (const int row : m_model->rowsOf(image)) {
        const auto index = m_sorted->mapFromSource(m_model->index(row, ScoreTableModel::Image));
        if (index.isValid() && (!first.isValid() || index.row() < first.row())) {
            first = index;
        }
    }
    if (first.isValid()) {
        setCurrentIndex(first);
        return;
    }
    clearSelection();
    selectionModel()->clearCurrentIndex();
}

void ScoreTable::fitColumns()
{
    setColumnHidden(ScoreTableModel::Class, m_document.classes().size() <= 2);
    setColumnHidden(ScoreTableModel::Split, hasOneValue(*m_model, ScoreTableModel::Split));
    resizeColumnsToContents();
    const int widest = fontMetrics().averageCharWidth() * 20;
    setColumnWidth(ScoreTableModel::Image, std::min(columnWidth(ScoreTableModel::Image), widest));
}

} // namespace sorby::panels
