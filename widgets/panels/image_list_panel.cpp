// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/image_list_panel.h"

#include "widgets/models/filtered_images.h"
#include "widgets/models/image_list_model.h"
#include "widgets/panels/image_filter_bar.h"
#include "widgets/panels/image_list_delegate.h"
#include "widgets/panels/image_menu.h"
#include "widgets/support/qt_convert.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QItemSelection>
#include <QLabel>
#include <QListView>
#include <QMetaMethod>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <unordered_set>

namespace sorby::panels {
namespace {

using document::ProjectDocument;
using models::FilteredImages;
using models::ImageListModel;

/// While it lives, changes of the list's current row are the list's own and not a person's.
class Following {
  public:
    explicit Following(bool& flag) : m_flag(flag), m_before(flag) { flag = true; }
    ~Following() { m_flag = m_before; }
    Following(const Following&) = delete;
    Following& operator=(const Following&) = delete;

  private:
    bool& m_flag;
    bool m_before;
};

} // namespace

ImageListPanel::ImageListPanel(ProjectDocument& document, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_model(new ImageListModel(document, this)),
      m_shown(new FilteredImages(document, *m_model, this)),
      m_filter(new ImageFilterBar(document, this))
{
    makeView();
    m_empty = makeEmptyState();
    m_nothing = makeNothingFound();
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_filter);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_nothing, 1);
    addCounts(layout);
    for (auto* timer : {&m_thumbnailTimer, &m_countTimer}) {
        timer->setSingleShot(true);
        timer->setInterval(0);
    }
    connect(&m_thumbnailTimer, &QTimer::timeout, this, &ImageListPanel::askForThumbnails);
    connect(&m_countTimer, &QTimer::timeout, this, &ImageListPanel::showCount);
    connectView();
    connectDocument();
    showCount();
}

void ImageListPanel::makeView()
{
    m_view = new QListView(this);
    m_view->setObjectName(QStringLiteral("imageList"));
    m_view->setAccessibleName(tr("Micrographs"));
    m_view->setModel(m_shown);
    m_view->setItemDelegate(new ImageListDelegate(m_view));
    m_view->setUniformItemSizes(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
}

QWidget* ImageListPanel::makeEmptyState()
{
    auto* page = new QWidget(this);
    page->setObjectName(QStringLiteral("imageListEmpty"));
    auto* layout = new QVBoxLayout(page);
    auto* text =
        new QLabel(tr("This project has no micrographs yet. Import them with their annotations."), page);
    text->setObjectName(QStringLiteral("imageListEmptyText"));
    text->setWordWrap(true);
    auto* button = new QPushButton(tr("Import…"), page);
    button->setObjectName(QStringLiteral("imageListImport"));
    connect(button, &QPushButton::clicked, this, &ImageListPanel::importRequested);
    layout->addWidget(text);
    layout->addWidget(button);
    layout->addStretch();
    return page;
}

QWidget* ImageListPanel::makeNothingFound()
{
    auto* page = new QWidget(this);
    page->setObjectName(QStringLiteral("imageListNothing"));
    auto* layout = new QVBoxLayout(page);
    auto* text = new QLabel(tr("No micrograph passes the filters."), page);
    text->setWordWrap(true);
    layout->addWidget(text);
    layout->addStretch();
    return page;
}

void ImageListPanel::addCounts(QVBoxLayout* layout)
{
    m_done = new QProgressBar(this);
    m_done->setObjectName(QStringLiteral("imageProgress"));
    m_done->setTextVisible(false);
    m_done->setFixedHeight(std::max(4, fontMetrics().height() / 3));
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("imageCount"));
    m_count->setWordWrap(true);
    m_clear = new QPushButton(tr("Clear filters"), this);
    m_clear->setObjectName(QStringLiteral("clearFilters"));
    m_clear->setToolTip(tr("Shows all micrographs again."));
    connect(m_clear, &QPushButton::clicked, m_filter, &ImageFilterBar::clear);
    auto* line = new QHBoxLayout;
    line->addWidget(m_count, 1);
    line->addWidget(m_clear);
    layout->addWidget(m_done);
    layout->addLayout(line);
}

void ImageListPanel::connectView()
{
    connect(m_filter, &ImageFilterBar::filterChanged, this, &ImageListPanel::takeFilter);
    connect(m_filter, &ImageFilterBar::orderChanged, this, [this](models::ImageOrder order, bool descending) {
        m_shown->setImageOrder(order, descending);
        if (m_view->currentIndex().isValid()) {
            m_view->scrollTo(m_view->currentIndex());
        }
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid() && !m_following) {
                    m_document.setCurrentImage(m_shown->imageAt(current.row()));
                }
            });
    connect(m_view, &QWidget::customContextMenuRequested, this, &ImageListPanel::openMenu);
    const auto askSoon = [this] { m_thumbnailTimer.start(); };
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this, askSoon);
    connect(m_view->verticalScrollBar(), &QScrollBar::rangeChanged, this, askSoon);
    const auto countSoon = [this] { m_countTimer.start(); };
    for (auto* model :
         {static_cast<QAbstractItemModel*>(m_shown), static_cast<QAbstractItemModel*>(m_model)}) {
        connect(model, &QAbstractItemModel::modelReset, this, &ImageListPanel::showCount);
        connect(model, &QAbstractItemModel::rowsInserted, this, countSoon);
        connect(model, &QAbstractItemModel::rowsRemoved, this, countSoon);
    }
    connect(m_shown, &QAbstractItemModel::modelReset, this, &ImageListPanel::showCurrent);
    connect(m_shown, &QAbstractItemModel::modelReset, this, askSoon);
    connect(m_shown, &QAbstractItemModel::layoutChanged, this, askSoon);
    // A row that goes would hand its place as the current one to its neighbour.
    connect(m_shown, &FilteredImages::rowsChanging, this, [this] { m_following = true; });
    connect(m_shown, &FilteredImages::rowsChanged, this, [this] {
        m_following = false;
        showCurrent();
    });
    connect(m_shown, &FilteredImages::searchingChanged, this, &ImageListPanel::showCount);
    connect(m_shown, &FilteredImages::failed, this,
            [this](const QString& text) { Q_EMIT failed(tr("Filter"), text); });
}

void ImageListPanel::connectDocument()
{
    connect(&m_document, &ProjectDocument::currentImageChanged, this, &ImageListPanel::showCurrent);
    connect(&m_document, &ProjectDocument::recordsChanged, this, [this] { m_countTimer.start(); });
    connect(&m_document, &ProjectDocument::imagesChanged, this, [this] { m_countTimer.start(); });
}

void ImageListPanel::takeFilter(const models::ImageFilter& filter)
{
    m_shown->setFilter(filter); // the current image stays, even when the filter takes it out of the list
    showCount();
}

void ImageListPanel::goTo(const QModelIndex& index)
{
    // The view itself would add to what is selected when Ctrl is held, as it is in most keys that lead here.
    m_view->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
}

void ImageListPanel::step(int step)
{
    const int rows = m_shown->rowCount();
    if (rows == 0) {
        return;
    }
    const int row = m_view->currentIndex().isValid() ? m_view->currentIndex().row() + step : 0;
    goTo(m_shown->index(std::clamp(row, 0, rows - 1), 0));
}

void ImageListPanel::stepUndone(int direction)
{
    const int row = m_shown->undoneRow(m_document.currentImage(), direction);
    if (row >= 0) {
        goTo(m_shown->index(row, 0));
        return;
    }
    const auto* current = m_document.image(m_document.currentImage());
    const bool isLast = current != nullptr && isUndone(current->status);
    const bool isFiltered = !m_shown->filter().isEmpty();
    if (isLast) {
        Q_EMIT news(isFiltered ? tr("This is the last micrograph that the filters show and that is not done.")
                               : tr("This is the last micrograph that is not done."));
    } else {
        Q_EMIT news(isFiltered ? tr("Every micrograph that the filters show is done.")
                               : tr("Every micrograph is done."));
    }
}

void ImageListPanel::markDoneAndGoOn()
{
    const auto current = m_document.currentImage();
    if (m_document.image(current) == nullptr) {
        return;
    }
    // Looked for before: the filter may take the image that is done out of the list.
    const auto next = m_shown->imageAt(m_shown->undoneRow(current, 1));
    setStatus({current}, ReviewStatus::Done);
    const auto* record = m_document.image(current);
    if (record == nullptr || record->status != ReviewStatus::Done) {
        return; // it could not be stored
    }
    if (next != 0) {
        Q_EMIT news(tr("%1 is done.").arg(support::toQString(record->name)));
        m_document.setCurrentImage(next);
    } else {
        stepUndone(1);
    }
}

void ImageListPanel::toggleDone()
{
    const auto images = chosenImages();
    const bool areAllDone = std::ranges::all_of(images, [this](project::ImageId id) {
        const auto* image = m_document.image(id);
        return image != nullptr && image->status == ReviewStatus::Done;
    });
    setStatus(images, areAllDone ? ReviewStatus::None : ReviewStatus::Done);
}

std::vector<project::ImageId> ImageListPanel::neighbours() const
{
    const auto current = m_document.currentImage();
    const int row = m_shown->rowOf(current);
    std::vector<project::ImageId> ids;
    for (const int neighbour : {row + 1, row - 1, m_shown->undoneRow(current, 1)}) {
        const auto id = m_shown->imageAt(neighbour);
        if (id != 0 && id != current && std::ranges::find(ids, id) == ids.end()) {
            ids.push_back(id);
        }
    }
    return ids;
}

void ImageListPanel::focusFilter()
{
    m_filter->focusText();
}

std::vector<project::ImageId> ImageListPanel::chosenImages() const
{
    std::vector<project::ImageId> ids;
    for (const auto& index : m_view->selectionModel()->selectedIndexes()) {
        ids.push_back(m_shown->imageAt(index.row()));
    }
    if (ids.empty() && m_document.currentImage() != 0) {
        ids.push_back(m_document.currentImage());
    }
    return ids;
}

void ImageListPanel::openMenu(const QPoint& place)
{
    const auto images = chosenImages();
    if (images.empty() || !m_view->indexAt(place).isValid()) {
        return;
    }
    auto* menu = new ImageMenu(m_document, images, this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    // Where nobody looks for moved files, none is offered.
    menu->setRelinkVisible(isSignalConnected(QMetaMethod::fromSignal(&ImageListPanel::relinkRequested)));
    connect(menu, &ImageMenu::statusWanted, this,
            [this, images](ReviewStatus status) { setStatus(images, status); });
    connect(menu, &ImageMenu::sideWanted, this, [this, images](Membership side) { setSide(images, side); });
    connect(menu, &ImageMenu::specimenWanted, this, [this, images] { chooseSpecimens(images); });
    connect(menu, &ImageMenu::copyWanted, this, [this, images] { copyNames(images); });
    connect(menu, &ImageMenu::revealWanted, this, [this, images] { Q_EMIT revealRequested(images); });
    connect(menu, &ImageMenu::relinkWanted, this, [this, images] { Q_EMIT relinkRequested(images); });
    menu->popup(m_view->viewport()->mapToGlobal(place));
}

void ImageListPanel::setStatus(const std::vector<project::ImageId>& images, ReviewStatus status)
{
    if (const auto stored = m_document.setStatus(images, status); !stored) {
        Q_EMIT failed(tr("Status"), support::toUserText(stored.error()));
    }
}

void ImageListPanel::setSide(const std::vector<project::ImageId>& images, Membership side)
{
    if (const auto stored = m_document.setMembership(images, side); !stored) {
        Q_EMIT failed(tr("Split"), support::toUserText(stored.error()));
    }
}

void ImageListPanel::chooseSpecimens(const std::vector<project::ImageId>& images)
{
    std::unordered_set<std::string> specimens;
    for (const auto id : images) {
        if (const auto* image = m_document.image(id); image != nullptr && !image->specimen.empty()) {
            specimens.insert(image->specimen);
        }
    }
    m_filter->clear(); // a specimen that is shown in part would be cut after all
    QItemSelection selection;
    for (int row = 0; row < m_shown->rowCount(); ++row) {
        const auto* image = m_document.image(m_shown->imageAt(row));
        if (image != nullptr && specimens.contains(image->specimen)) {
            const auto index = m_shown->index(row, 0);
            selection.append(QItemSelectionRange(index));
        }
    }
    m_view->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

void ImageListPanel::copyNames(const std::vector<project::ImageId>& images)
{
    QStringList names;
    for (const auto id : images) {
        if (const auto* image = m_document.image(id)) {
            names << support::toQString(image->name);
        }
    }
    QGuiApplication::clipboard()->setText(names.join(u'\n'));
}

void ImageListPanel::showCurrent()
{
    const Following following(m_following);
    const int row = m_shown->rowOf(m_document.currentImage());
    if (row < 0) {
        m_view->clearSelection();
        m_view->selectionModel()->clearCurrentIndex();
    } else if (const auto index = m_shown->index(row, 0); index != m_view->currentIndex()) {
        goTo(index);
        m_view->scrollTo(index);
    }
}

void ImageListPanel::showCount()
{
    m_countTimer.stop();
    const int all = m_model->rowCount();
    const int shown = m_shown->rowCount();
    std::array<int, kReviewStatuses.size()> counts{};
    for (const auto& image : m_document.images()) {
        ++counts[static_cast<std::size_t>(image.status)];
    }
    const auto of = [&counts](ReviewStatus status) { return counts[static_cast<std::size_t>(status)]; };
    QString text = shown == all ? tr("%n micrograph(s)", nullptr, all)
                                : tr("%1 of %n micrograph(s)", nullptr, all).arg(shown);
    if (m_shown->isSearching()) {
        text = tr("Looking…");
    }
    const bool isAnyStatus = of(ReviewStatus::None) < static_cast<int>(m_document.images().size());
    m_count->setText(text);
    m_done->setRange(0, std::max(1, all));
    m_done->setValue(of(ReviewStatus::Done) + of(ReviewStatus::Rejected));
    m_done->setToolTip(tr("%1 done, %2 rejected, %3 in work, %4 without status")
                           .arg(of(ReviewStatus::Done))
                           .arg(of(ReviewStatus::Rejected))
                           .arg(of(ReviewStatus::InWork))
                           .arg(of(ReviewStatus::None)));
    m_done->setVisible(all > 0 && isAnyStatus);
    m_clear->setVisible(!m_shown->filter().isEmpty());
    m_filter->setEnabled(all > 0);
    m_view->setVisible(all > 0 && shown > 0);
    m_nothing->setVisible(all > 0 && shown == 0);
    m_count->setVisible(all > 0);
    m_empty->setVisible(all == 0);
}

/// For the rows that are seen, and then for as many below and above them.
void ImageListPanel::askForThumbnails()
{
    const int first = m_view->indexAt(QPoint(1, 1)).row();
    if (first < 0) {
        return;
    }
    const int bottom = m_view->indexAt(QPoint(1, m_view->viewport()->height() - 1)).row();
    const int last = bottom < 0 ? m_shown->rowCount() - 1 : bottom;
    const int screen = last - first + 1;
    std::vector<project::ImageId> wanted;
    const auto add = [&](int from, int count) {
        for (int row = std::max(from, 0); row < std::min(from + count, m_shown->rowCount()); ++row) {
            wanted.push_back(m_shown->imageAt(row));
        }
    };
    add(first, screen);
    add(last + 1, screen);
    add(first - screen, screen);
    m_model->wantThumbnails(wanted);
}

} // namespace sorby::panels
