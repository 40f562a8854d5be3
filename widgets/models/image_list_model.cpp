// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/image_list_model.h"

#include "widgets/document/missing_images.h"
#include "widgets/models/membership_text.h"
#include "widgets/models/status_text.h"
#include "widgets/models/thumbnails.h"
#include "widgets/support/qt_convert.h"

#include <QLocale>

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace sorby::models {

namespace {

/// Of more images than this all rows are said to have changed.
constexpr std::size_t kMostRowsOneByOne = 64;

} // namespace

struct ImageListModel::Private {
    const document::ProjectDocument& document;
    Thumbnails* thumbnails; ///< child of the model
    /// The rows as the views know them.
    std::vector<project::ImageId> ids;
    std::unordered_map<project::ImageId, int> rows;

    void append(const std::vector<project::ImageRecord>& images);
};

void ImageListModel::Private::append(const std::vector<project::ImageRecord>& images)
{
    for (auto row = ids.size(); row < images.size(); ++row) {
        rows.emplace(images[row].id, static_cast<int>(row));
        ids.push_back(images[row].id);
    }
}

ImageListModel::ImageListModel(document::ProjectDocument& document, QObject* parent)
    : QAbstractListModel(parent),
      d(std::make_unique<Private>(Private{document, new Thumbnails(this), {}, {}}))
{
    d->append(document.images());
    connect(&document, &document::ProjectDocument::opened, this, [this] {
        d->thumbnails->clear();
        reset();
    });
    connect(&document, &document::ProjectDocument::imagesChanged, this, [this] { update(); });
    connect(&document, &document::ProjectDocument::scoresChanged, this, [this] {
        announceChange({IouRole, Qt::ToolTipRole});
    });
    connect(&document.missingImages(), &document::MissingImages::changed, this, [this] {
        announceChange({BrokenRole, Qt::ToolTipRole});
    });
    connect(&document, &document::ProjectDocument::recordsChanged, this, &ImageListModel::announceRecords);
    connect(d->thumbnails, &Thumbnails::arrived, this, [this](project::ImageId id) {
        const auto changed = indexOf(id);
        if (changed.isValid()) {
            Q_EMIT dataChanged(changed, changed, {Qt::DecorationRole, BrokenRole, Qt::ToolTipRole});
        }
    });
}

ImageListModel::~ImageListModel() = default;

void ImageListModel::reset()
{
    beginResetModel();
    d->ids.clear();
    d->rows.clear();
    d->append(d->document.images());
    endResetModel();
}

/// A reset would lose the views' selection and place, so it is kept for lists that were rearranged.
void ImageListModel::update()
{
    d->thumbnails->forgetFailures();
    const auto& images = d->document.images();
    const bool extended =
        images.size() >= d->ids.size() &&
        std::equal(d->ids.begin(), d->ids.end(), images.begin(),
                   [](project::ImageId id, const project::ImageRecord& image) { return id == image.id; });
    if (!extended) {
        reset();
        return;
    }
    announceChange({});
    if (images.size() > d->ids.size()) {
        beginInsertRows({}, static_cast<int>(d->ids.size()), static_cast<int>(images.size()) - 1);
        d->append(images);
        endInsertRows();
    }
}

void ImageListModel::announceChange(const QList<int>& roles)
{
    if (!d->ids.empty()) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), roles);
    }
}

void ImageListModel::announceRecords(const std::vector<project::ImageId>& images)
{
    if (images.size() > kMostRowsOneByOne) {
        announceChange({});
        return;
    }
    for (const auto id : images) {
        if (const auto changed = indexOf(id); changed.isValid()) {
            Q_EMIT dataChanged(
                changed, changed,
                {StatusRole, MembershipRole, ObjectCountRole, Qt::DecorationRole, Qt::ToolTipRole});
        }
    }
}

void ImageListModel::wantThumbnails(const std::vector<project::ImageId>& images)
{
    std::vector<const project::ImageRecord*> records;
    records.reserve(images.size());
    for (const auto id : images) {
        if (const auto* record = d->document.image(id)) {
            records.push_back(record);
        }
    }
    d->thumbnails->want(records);
}

int ImageListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->ids.size());
}

QVariant ImageListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto* image = d->document.image(d->ids[static_cast<std::size_t>(index.row())]);
    if (image == nullptr) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return support::toQString(image->name);
    case Qt::AccessibleTextRole:
        //: name of a micrograph, its status
        return tr("%1, %2").arg(support::toQString(image->name), statusText(image->status));
    case Qt::DecorationRole:
        return d->thumbnails->picture(*image);
    case Qt::ToolTipRole:
        return toolTip(*image);
    case ImageIdRole:
        return QVariant::fromValue<qint64>(image->id);
    case IouRole: {
        const auto iou = d->document.iou(image->id);
        return iou ? QVariant(*iou) : QVariant();
    }
    case MembershipRole:
        return static_cast<int>(image->membership);
    case SpecimenRole:
        return support::toQString(image->specimen);
    case BrokenRole:
        return trouble(*image);
    case ObjectCountRole:
        return image->annotated ? QVariant::fromValue<qint64>(image->objectCount) : QVariant();
    case StatusRole:
        return static_cast<int>(image->status);
    default:
        return {};
    }
}

bool ImageListModel::isMissing(const project::ImageRecord& image) const
{
    return d->document.missingImages().contains(image.id);
}

/// Known since the import, or seen when the thumbnail was to be made.
QString ImageListModel::trouble(const project::ImageRecord& image) const
{
    if (!image.broken.empty()) {
        return support::toQString(image.broken);
    }
    if (isMissing(image)) {
        return tr("The file is missing. Project > Find missing micrographs looks for it.");
    }
    return d->thumbnails->hasFailed(image.id) ? tr("the file is missing or damaged") : QString();
}

QString ImageListModel::toolTip(const project::ImageRecord& image) const
{
    QStringList lines{support::toQString(image.name)};
    if (const auto reason = trouble(image); !reason.isEmpty()) {
        lines << tr("Cannot be read: %1").arg(reason);
        lines << support::toQString(image.file);
        return lines.join(u'\n');
    }
    if (!image.specimen.empty()) {
        lines << tr("Specimen: %1").arg(support::toQString(image.specimen));
    }
    lines << tr("Split: %1").arg(membershipText(image.membership));
    lines << tr("Status: %1").arg(statusText(image.status));
    const auto colour = image.channels == 1 ? tr("grey") : tr("colour");
    //: width, height, bits for each channel, "grey" or "colour"
    lines << tr("%1 × %2 px, %3 bit, %4")
                 .arg(image.size.width)
                 .arg(image.size.height)
                 .arg(image.bitsPerChannel)
                 .arg(colour);
    lines << (image.annotated ? tr("%n object(s)", nullptr, static_cast<int>(image.objectCount))
                              : tr("Not annotated"));
    if (const auto iou = d->document.iou(image.id)) {
        lines << tr("IoU: %1").arg(QLocale().toString(*iou, 'f', 3));
    }
    return lines.join(u'\n');
}

QModelIndex ImageListModel::indexOf(project::ImageId id) const
{
    const auto row = d->rows.find(id);
    return row == d->rows.end() ? QModelIndex() : index(row->second);
}

} // namespace sorby::models
