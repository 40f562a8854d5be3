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

class ClassFilter : public QSortFilterProxyModel {
  public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setClassName(const QString& name)
    {
        m_name = name;
        invalidateRowsFilter();
    }

  protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        return m_name.isEmpty() ||
               sourceModel()->index(row, ScoreTableModel::Class, parent).data().toString() == m_name;
    }

  private:
    QString m_name; ///< empty: all
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
      m_sorted(new ClassFilter(this))
{
    setObjectName(QStringLiteral("scoreTable"));
    setAccessibleName(tr("Scores of the images, worst first"));
    m_sorted->setSourceModel(m_model);
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
    QString name;
    for (const auto& info : m_document.classes()) {
        if (classId == info.id) {
            name = support::toQString(info.name);
        }
    }
    static_cast<ClassFilter*>(m_sorted)->setClassName(name);
    showCurrent();
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
    for (int row = 0; row < m_sorted->rowCount(); ++row) {
        const QModelIndex index = m_sorted->index(row, ScoreTableModel::Image);
        if (imageOf(index) == image) {
            setCurrentIndex(index);
            return;
        }
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
