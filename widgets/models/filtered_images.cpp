// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/filtered_images.h"

#include "widgets/models/image_list_model.h"
#include "widgets/models/image_ranks.h"
#include "widgets/models/image_search.h"

#include <algorithm>
#include <numeric>

namespace sorby::models {

namespace {

/// More rows than this that come and go are told as a reset: each by itself takes a pass over the list.
constexpr std::size_t kMostSingleRows = 64;

std::vector<int> placesOf(const std::vector<int>& rows, int count)
{
    std::vector<int> places(static_cast<std::size_t>(count), -1);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        places[static_cast<std::size_t>(rows[row])] = static_cast<int>(row);
    }
    return places;
}

int at(const std::vector<int>& numbers, int index)
{
    return index >= 0 && index < static_cast<int>(numbers.size()) ? numbers[static_cast<std::size_t>(index)]
                                                                  : -1;
}

} // namespace

struct FilteredImages::Private {
    Private(document::ProjectDocument& project, ImageListModel& source, ImageSearch* imageSearch)
        : document(project), images(source), search(imageSearch), ranks(project)
    {}

    document::ProjectDocument& document;
    ImageListModel& images;
    ImageSearch* search; ///< child of the model
    ImageRanks ranks;
    ImageFilter filter;
    ImageOrder order = ImageOrder::Added;
    bool descending = false;
    bool searching = false;
    std::vector<int> rows;    ///< places in the document's list, in the order shown
    std::vector<int> places;  ///< the row of each place; -1: not shown
    std::vector<double> keys; ///< by which the rows are sorted; empty: as they were added

    [[nodiscard]] int count() const
    {
        return std::min(images.rowCount(), static_cast<int>(document.images().size()));
    }
    [[nodiscard]] const project::ImageRecord& image(int place) const
    {
        return document.images()[static_cast<std::size_t>(place)];
    }
    [[nodiscard]] bool isBefore(int a, int b) const
    {
        if (!keys.empty()) {
            const double left = keys[static_cast<std::size_t>(a)];
            const double right = keys[static_cast<std::size_t>(b)];
            if (left != right) {
                return left < right;
            }
        }
        return a < b;
    }
    [[nodiscard]] bool accepts(const project::ImageRecord& image, const ImageSearch::Ids* ofClass,
                               const ImageSearch::Ids* missing) const;
    [[nodiscard]] std::vector<int> wanted(const ImageSearch::Ids* ofClass, const ImageSearch::Ids* missing);
    void keep(std::vector<int> shown)
    {
        rows = std::move(shown);
        places = placesOf(rows, images.rowCount());
    }
};

bool FilteredImages::Private::accepts(const project::ImageRecord& image, const ImageSearch::Ids* ofClass,
                                      const ImageSearch::Ids* missing) const
{
    if (!matches(filter.status, image.status) || (filter.side && image.membership != *filter.side) ||
        (filter.specimen && image.specimen != *filter.specimen)) {
        return false;
    }
    if (filter.leastIou || filter.mostIou) {
        const auto iou = document.iou(image.id);
        if (!iou || *iou < filter.leastIou.value_or(0) || *iou > filter.mostIou.value_or(1)) {
            return false;
        }
    }
    if (missing != nullptr) {
        const bool isBroken = !image.broken.empty() || missing->contains(image.id);
        if (isBroken != (filter.files == ImageFilter::Files::Broken)) {
            return false;
        }
    }
    return ofClass == nullptr || ofClass->contains(image.id);
}

std::vector<int> FilteredImages::Private::wanted(const ImageSearch::Ids* ofClass,
                                                 const ImageSearch::Ids* missing)
{
    const int all = count();
    std::vector<int> result;
    result.reserve(static_cast<std::size_t>(all));
    if (filter.isEmpty()) {
        result.resize(static_cast<std::size_t>(all));
        std::iota(result.begin(), result.end(), 0);
    } else {
        const QString text = filter.text.trimmed().toCaseFolded();
        const auto* texts = text.isEmpty() ? nullptr : &ranks.texts();
        for (int place = 0; place < all; ++place) {
            if ((texts == nullptr || (*texts)[static_cast<std::size_t>(place)].contains(text)) &&
                accepts(image(place), ofClass, missing)) {
                result.push_back(place);
            }
        }
    }
    keys.clear();
    if (order != ImageOrder::Added || descending) {
        keys = ranks.keys(order, descending);
        std::ranges::sort(result, [this](int a, int b) { return isBefore(a, b); });
    }
    return result;
}

FilteredImages::FilteredImages(document::ProjectDocument& document, ImageListModel& images, QObject* parent)
    : QAbstractProxyModel(parent),
      d(std::make_unique<Private>(document, images, new ImageSearch(document, this)))
{
    setSourceModel(&images);
    d->keep(d->wanted(nullptr, nullptr));
    followSource();
    connect(d->search, &ImageSearch::answered, this, &FilteredImages::update);
    connect(d->search, &ImageSearch::forgotten, this, [this] {
        // The list itself changes in a moment, if it does; another answer may change it, too.
        if (d->filter.classId || d->filter.files != ImageFilter::Files::Any) {
            QMetaObject::invokeMethod(this, &FilteredImages::update, Qt::QueuedConnection);
        }
    });
    connect(d->search, &ImageSearch::failed, this, &FilteredImages::failed);
}

FilteredImages::~FilteredImages() = default;

void FilteredImages::followSource()
{
    connect(&d->images, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(&d->images, &QAbstractItemModel::modelReset, this, [this] {
        d->ranks.forget();
        d->keep({});
        const bool asks = d->filter.classId || d->filter.files != ImageFilter::Files::Any;
        if (!asks) {
            d->keep(d->wanted(nullptr, nullptr));
        }
        endResetModel();
        if (asks) {
            update();
        }
    });
    connect(&d->images, &QAbstractItemModel::rowsInserted, this, [this] {
        d->ranks.forget();
        d->places.resize(static_cast<std::size_t>(d->images.rowCount()), -1);
        update();
    });
    connect(&d->images, &QAbstractItemModel::dataChanged, this, &FilteredImages::takeChange);
}

void FilteredImages::takeChange(const QModelIndex& first, const QModelIndex& last, const QList<int>& roles)
{
    // A thumbnail has arrived, as it does many times a second: no criterion looks at that.
    const bool isPicture = !roles.isEmpty() && std::ranges::all_of(roles, [](int role) {
        return role == Qt::DecorationRole || role == ImageListModel::BrokenRole || role == Qt::ToolTipRole;
    });
    if (!isPicture) {
        if (first.row() == last.row()) {
            d->ranks.forget(first.row());
        } else if (roles.isEmpty()) {
            d->ranks.forget();
        }
        update();
    }
    if (first.row() == last.row()) {
        if (const auto changed = mapFromSource(first); changed.isValid()) {
            Q_EMIT dataChanged(changed, changed, roles);
        }
    } else if (!d->rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0), roles);
    }
}

void FilteredImages::update()
{
    const auto* ofClass = d->filter.classId ? d->search->imagesWithClass(*d->filter.classId) : nullptr;
    const bool asksFiles = d->filter.files != ImageFilter::Files::Any;
    const auto* missing = asksFiles ? d->search->missingFiles() : nullptr;
    const bool isOpen = d->document.isOpen();
    const bool searching =
        isOpen && ((d->filter.classId && ofClass == nullptr) || (asksFiles && missing == nullptr));
    if (!searching) {
        show(d->wanted(ofClass, missing));
    }
    if (searching != d->searching) {
        d->searching = searching;
        Q_EMIT searchingChanged(searching);
    }
}

void FilteredImages::show(std::vector<int> rows)
{
    if (rows == d->rows) {
        return;
    }
    const auto places = placesOf(rows, d->images.rowCount());
    std::size_t gone = 0;
    int last = -1;
    bool inOrder = true;
    for (const int row : d->rows) {
        const int place = at(places, row);
        gone += place < 0 ? 1U : 0U;
        inOrder = inOrder && (place < 0 || place > last);
        last = std::max(last, place);
    }
    const std::size_t come = rows.size() - (d->rows.size() - gone);
    Q_EMIT rowsChanging();
    if (gone == 0 && come == 0) {
        rearrange(std::move(rows));
    } else if (inOrder && gone + come <= kMostSingleRows) {
        insertAndRemove(rows, places);
    } else {
        beginResetModel();
        d->keep(std::move(rows));
        endResetModel();
    }
    Q_EMIT rowsChanged();
}

void FilteredImages::rearrange(std::vector<int> rows)
{
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const auto before = persistentIndexList();
    QModelIndexList after;
    after.reserve(before.size());
    const auto old = d->rows;
    d->keep(std::move(rows));
    for (const auto& entry : before) {
        after << index(at(d->places, at(old, entry.row())), 0);
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void FilteredImages::insertAndRemove(const std::vector<int>& rows, const std::vector<int>& places)
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (at(places, at(d->rows, row)) < 0) {
            beginRemoveRows({}, row, row);
            d->rows.erase(d->rows.begin() + row);
            d->places = placesOf(d->rows, d->images.rowCount());
            endRemoveRows();
        }
    }
    for (int row = 0; row < static_cast<int>(rows.size()); ++row) {
        if (at(d->rows, row) != at(rows, row)) {
            beginInsertRows({}, row, row);
            d->rows.insert(d->rows.begin() + row, at(rows, row));
            d->places = placesOf(d->rows, d->images.rowCount());
            endInsertRows();
        }
    }
}

const ImageFilter& FilteredImages::filter() const
{
    return d->filter;
}

void FilteredImages::setFilter(const ImageFilter& filter)
{
    if (filter != d->filter) {
        d->filter = filter;
        update();
    }
}

ImageOrder FilteredImages::imageOrder() const
{
    return d->order;
}

bool FilteredImages::isDescending() const
{
    return d->descending;
}

void FilteredImages::setImageOrder(ImageOrder order, bool descending)
{
    if (order != d->order || descending != d->descending) {
        d->order = order;
        d->descending = descending;
        update();
    }
}

bool FilteredImages::isSearching() const
{
    return d->searching;
}

project::ImageId FilteredImages::imageAt(int row) const
{
    const int place = at(d->rows, row);
    return place >= 0 && place < d->count() ? d->image(place).id : 0;
}

int FilteredImages::rowOf(project::ImageId id) const
{
    return at(d->places, d->images.indexOf(id).row());
}

std::vector<project::ImageId> FilteredImages::shownImages() const
{
    std::vector<project::ImageId> ids;
    ids.reserve(d->rows.size());
    for (int row = 0; row < rowCount(); ++row) {
        ids.push_back(imageAt(row));
    }
    return ids;
}

int FilteredImages::undoneRow(project::ImageId from, int direction) const
{
    const int count = rowCount();
    const int place = d->images.indexOf(from).row();
    int row = rowOf(from);
    if (row < 0 && place >= 0 && place < d->count()) {
        const auto next =
            std::ranges::lower_bound(d->rows, place, [this](int a, int b) { return d->isBefore(a, b); });
        // Between two rows: the first step leads to the one or the other.
        row = static_cast<int>(next - d->rows.begin()) - (direction > 0 ? 1 : 0);
    } else if (row < 0) {
        row = direction > 0 ? -1 : count;
    }
    for (int step = 1; step <= count; ++step) {
        const int candidate = ((row + direction * step) % count + count) % count;
        const auto& image = d->image(at(d->rows, candidate));
        if (image.id != from && isUndone(image.status) && image.broken.empty()) {
            return candidate;
        }
    }
    return -1;
}

QModelIndex FilteredImages::mapToSource(const QModelIndex& index) const
{
    return index.isValid() ? d->images.index(at(d->rows, index.row()), 0) : QModelIndex();
}

QModelIndex FilteredImages::mapFromSource(const QModelIndex& index) const
{
    const int row = index.isValid() ? at(d->places, index.row()) : -1;
    return row < 0 ? QModelIndex() : createIndex(row, 0);
}

QModelIndex FilteredImages::index(int row, int column, const QModelIndex& parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

QModelIndex FilteredImages::parent(const QModelIndex& /*child*/) const
{
    return {};
}

int FilteredImages::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->rows.size());
}

int FilteredImages::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 1;
}

} // namespace sorby::models
