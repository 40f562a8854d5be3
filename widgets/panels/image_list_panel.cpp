// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/image_list_panel.h"

#include "widgets/models/image_list_model.h"
#include "widgets/models/membership_text.h"
#include "widgets/panels/image_list_delegate.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

#include <algorithm>

namespace sorby::panels {
namespace {

using models::ImageListModel;

/// Rows whose name, specimen or side of the split has the text.
class ImageFilter : public QSortFilterProxyModel {
  public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setText(const QString& text)
    {
        m_text = text.trimmed();
        invalidateRowsFilter();
    }

  protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        if (m_text.isEmpty()) {
            return true;
        }
        const QModelIndex index = sourceModel()->index(row, 0, parent);
        const auto has = [this](const QString& text) { return text.contains(m_text, Qt::CaseInsensitive); };
        return has(index.data(Qt::DisplayRole).toString()) ||
               has(index.data(ImageListModel::SpecimenRole).toString()) ||
               has(models::membershipText(
                   static_cast<Membership>(index.data(ImageListModel::MembershipRole).toInt())));
    }

  private:
    QString m_text;
};

QWidget* makeEmptyState(QWidget* parent, QPushButton*& button)
{
    auto* page = new QWidget(parent);
    page->setObjectName(QStringLiteral("imageListEmpty"));
    auto* layout = new QVBoxLayout(page);
    auto* text = new QLabel(
        ImageListPanel::tr("This project has no micrographs yet. Import them with their annotations."), page);
    text->setObjectName(QStringLiteral("imageListEmptyText"));
    text->setWordWrap(true);
    button = new QPushButton(ImageListPanel::tr("Import…"), page);
    button->setObjectName(QStringLiteral("imageListImport"));
    layout->addWidget(text);
    layout->addWidget(button);
    layout->addStretch();
    return page;
}

} // namespace

ImageListPanel::ImageListPanel(document::ProjectDocument& document, QWidget* parent)
    : QWidget(parent), m_document(document), m_model(new ImageListModel(document, this))
{
    auto* shown = new ImageFilter(this);
    shown->setSourceModel(m_model);
    m_shown = shown;
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(QStringLiteral("imageFilter"));
    m_filter->setPlaceholderText(tr("Name, specimen or side"));
    m_filter->setToolTip(
        tr("Shows only the micrographs whose name, specimen or side of the split has this text."));
    m_filter->setClearButtonEnabled(true);
    connect(m_filter, &QLineEdit::textChanged, this, [this, shown](const QString& text) {
        // The current image stays, even when the filter takes it out of the list.
        m_filtering = true;
        shown->setText(text);
        m_filtering = false;
        showCurrent();
    });

    m_view = new QListView(this);
    m_view->setObjectName(QStringLiteral("imageList"));
    m_view->setAccessibleName(tr("Micrographs"));
    m_view->setModel(m_shown);
    m_view->setItemDelegate(new ImageListDelegate(m_view));
    m_view->setUniformItemSizes(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("imageCount"));
    QPushButton* import = nullptr;
    m_empty = makeEmptyState(this, import);
    connect(import, &QPushButton::clicked, this, &ImageListPanel::importRequested);

    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_filter);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_count);

    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid() && !m_filtering) {
                    m_document.setCurrentImage(current.data(ImageListModel::ImageIdRole).toLongLong());
                }
            });
    connect(&document, &document::ProjectDocument::currentImageChanged, this, &ImageListPanel::showCurrent);
    connect(m_shown, &QAbstractItemModel::modelReset, this, &ImageListPanel::showCurrent);
    connect(m_shown, &QAbstractItemModel::modelReset, this, &ImageListPanel::showCount);
    connect(m_shown, &QAbstractItemModel::rowsInserted, this, &ImageListPanel::showCount);
    connect(m_shown, &QAbstractItemModel::rowsRemoved, this, &ImageListPanel::showCount);
    showCount();
}

void ImageListPanel::step(int step)
{
    const int rows = m_shown->rowCount();
    if (rows == 0) {
        return;
    }
    const int row = m_view->currentIndex().isValid() ? m_view->currentIndex().row() + step : 0;
    m_view->setCurrentIndex(m_shown->index(std::clamp(row, 0, rows - 1), 0));
}

void ImageListPanel::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

void ImageListPanel::showCurrent()
{
    const QModelIndex index = m_shown->mapFromSource(m_model->indexOf(m_document.currentImage()));
    if (!index.isValid()) {
        m_view->clearSelection();
        m_view->selectionModel()->clearCurrentIndex();
    } else if (index != m_view->currentIndex()) {
        m_view->setCurrentIndex(index);
        m_view->scrollTo(index);
    }
}

void ImageListPanel::showCount()
{
    const int all = m_model->rowCount();
    const int shown = m_shown->rowCount();
    m_count->setText(shown == all ? tr("%n micrograph(s)", nullptr, all)
                                  : tr("%1 of %n micrograph(s)", nullptr, all).arg(shown));
    m_view->setVisible(all > 0);
    m_filter->setEnabled(all > 0);
    m_count->setVisible(all > 0);
    m_empty->setVisible(all == 0);
}

} // namespace sorby::panels
