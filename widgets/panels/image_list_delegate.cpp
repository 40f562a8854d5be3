// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/image_list_delegate.h"

#include "widgets/models/image_list_model.h"
#include "widgets/models/membership_text.h"
#include "widgets/panels/status_mark.h"
#include "widgets/plots/iou_colour.h"

#include <QApplication>
#include <QIcon>
#include <QLocale>
#include <QPainter>
#include <QPixmap>

namespace sorby::panels {
namespace {

constexpr int kRowMargin = 5;

QSize thumbnailSize(const QFontMetrics& metrics)
{
    const int height = metrics.height() * 2 + kRowMargin;
    return {height * 4 / 3, height};
}

QPixmap thumbnailOf(const QVariant& decoration, QSize size)
{
    if (decoration.canConvert<QPixmap>() && !decoration.value<QPixmap>().isNull()) {
        return decoration.value<QPixmap>();
    }
    if (decoration.canConvert<QImage>() && !decoration.value<QImage>().isNull()) {
        return QPixmap::fromImage(decoration.value<QImage>());
    }
    return decoration.value<QIcon>().pixmap(size);
}

void drawThumbnail(QPainter* painter, const QRect& box, const QVariant& decoration, const QPalette& palette)
{
    const QPixmap picture = thumbnailOf(decoration, box.size());
    if (picture.isNull()) {
        painter->fillRect(box, palette.color(QPalette::AlternateBase));
        return;
    }
    const QSize scaled =
        (picture.size() / picture.devicePixelRatio()).scaled(box.size(), Qt::KeepAspectRatio);
    QRect target(QPoint(0, 0), scaled);
    target.moveCenter(box.center());
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    painter->drawPixmap(target, picture);
}

/// Draws the badge at the right end of `row` and gives its width.
int drawBadge(QPainter* painter, const QRect& row, double iou, const QFontMetrics& metrics)
{
    const QString text = QLocale().toString(iou, 'f', 2);
    QRect badge(0, 0, metrics.horizontalAdvance(text) + 2 * kRowMargin, metrics.height() + 2);
    badge.moveTopRight(row.topRight());
    const QColor colour = plots::iouColour(iou);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour);
    painter->drawRoundedRect(badge, 4, 4);
    painter->setPen(plots::textColourOn(colour));
    painter->drawText(badge, Qt::AlignCenter, text);
    return badge.width() + kRowMargin;
}

/// Draws the mark at the right end of `row` and gives its width.
int drawMark(QPainter* painter, const QRect& row, ReviewStatus status)
{
    if (status == ReviewStatus::None) {
        return 0;
    }
    const int side = row.height();
    drawStatusMark(*painter, QRectF(row.right() + 1 - side, row.top(), side, side), status);
    return side + kRowMargin;
}

/// What stands below the name: side, objects, specimen, as far as they are known.
QString secondLine(const QModelIndex& index)
{
    using Model = models::ImageListModel;
    if (!index.data(Model::BrokenRole).toString().isEmpty()) {
        return ImageListDelegate::tr("Cannot be read");
    }
    QStringList parts;
    const auto side = static_cast<Membership>(index.data(Model::MembershipRole).toInt());
    if (side != Membership::None) {
        parts << models::membershipText(side);
    }
    if (const QVariant objects = index.data(Model::ObjectCountRole); objects.isValid()) {
        parts << ImageListDelegate::tr("%n object(s)", nullptr, objects.toInt());
    }
    if (const QString specimen = index.data(Model::SpecimenRole).toString(); !specimen.isEmpty()) {
        parts << specimen;
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace

void ImageListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const
{
    using Model = models::ImageListModel;
    QStyleOptionViewItem background = option;
    initStyleOption(&background, index);
    background.text.clear();
    background.icon = {};
    background.features &= ~QStyleOptionViewItem::HasDecoration;
    const auto* style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    painter->save();
    style->drawControl(QStyle::CE_ItemViewItem, &background, painter, option.widget);

    const QFontMetrics& metrics = option.fontMetrics;
    const QRect inner = option.rect.adjusted(kRowMargin, kRowMargin, -kRowMargin, -kRowMargin);
    const QRect thumbnail(inner.topLeft(), thumbnailSize(metrics));
    drawThumbnail(painter, thumbnail, index.data(Qt::DecorationRole), option.palette);

    QRect text = inner;
    text.setLeft(thumbnail.right() + 2 * kRowMargin);
    QRect first = text;
    first.setHeight(metrics.height());
    QRect second = first.translated(0, metrics.height() + kRowMargin);
    if (const QVariant iou = index.data(Model::IouRole); iou.isValid()) {
        second.setRight(second.right() - drawBadge(painter, second, iou.toDouble(), metrics));
    }
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const auto status = static_cast<ReviewStatus>(index.data(Model::StatusRole).toInt());
    first.setRight(first.right() - drawMark(painter, first, status));
    painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(
        first, Qt::AlignLeft | Qt::AlignVCenter,
        metrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideMiddle, first.width()));
    painter->setOpacity(selected ? 1 : 0.75);
    painter->drawText(second, Qt::AlignLeft | Qt::AlignVCenter,
                      metrics.elidedText(secondLine(index), Qt::ElideRight, second.width()));
    painter->restore();
}

QSize ImageListDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    const QSize thumbnail = thumbnailSize(option.fontMetrics);
    return {thumbnail.width() + option.fontMetrics.averageCharWidth() * 16,
            thumbnail.height() + 2 * kRowMargin};
}

} // namespace sorby::panels
