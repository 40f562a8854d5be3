// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/thumbnails.h"

#include "core/imaging/micrograph.h"
#include "core/imaging/window.h"
#include "core/workflow/selection.h"
#include "widgets/support/qt_convert.h"

#include <QCache>
#include <QGuiApplication>
#include <QImage>
#include <QMetaObject>
#include <QPainter>
#include <QPalette>
#include <QThreadPool>

#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <unordered_set>

namespace sorby::models {

namespace {

constexpr int kMostPictures = 2000;
constexpr std::size_t kMostWishes = 200; ///< some screens full; older wishes were scrolled past
constexpr int kThreads = 2;

struct Wish {
    project::ImageRecord image;
};

/// What is kept of an image; the hash tells when its file has changed.
struct Picture {
    QPixmap pixmap;
    std::string contentHash;
};

/// Null when the file cannot be read.
QImage makePicture(const project::ImageRecord& image, QSize size)
{
    try {
        const auto micrograph = workflow::readPixels(image);
        if (!micrograph) {
            return {};
        }
        const auto window =
            imaging::viewWindow(imaging::toGrey(*micrograph), image.window, workflow::specimenOf(image));
        const auto picture = support::toQImage(imaging::toDisplay(*micrograph, window));
        return picture.scaled(size, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    } catch (const std::exception&) {
        return {}; // out of memory: the list goes on without this picture
    }
}

QPixmap emptyPixmap(double devicePixelRatio)
{
    QPixmap pixmap(
        QSizeF(Thumbnails::kWidth * devicePixelRatio, Thumbnails::kHeight * devicePixelRatio).toSize());
    pixmap.setDevicePixelRatio(devicePixelRatio);
    pixmap.fill(Qt::transparent);
    return pixmap;
}

QColor frameColour()
{
    auto colour = QGuiApplication::palette().color(QPalette::WindowText);
    colour.setAlpha(70);
    return colour;
}

/// A faint sheet: the picture is on its way.
QPixmap waitingPixmap(double devicePixelRatio)
{
    auto pixmap = emptyPixmap(devicePixelRatio);
    QPainter painter(&pixmap);
    painter.setPen(frameColour());
    auto sheet = frameColour();
    sheet.setAlpha(20);
    painter.setBrush(sheet);
    painter.drawRect(QRectF(0.5, 0.5, Thumbnails::kWidth - 1, Thumbnails::kHeight - 1));
    return pixmap;
}

/// A sheet with a red cross: there is no picture to be had.
QPixmap brokenPixmap(double devicePixelRatio)
{
    auto pixmap = waitingPixmap(devicePixelRatio);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF middle(Thumbnails::kWidth / 2.0, Thumbnails::kHeight / 2.0);
    constexpr double kRadius = 16;
    constexpr double kArm = 6.5;
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(200, 40, 40));
    painter.drawEllipse(middle, kRadius, kRadius);
    painter.setPen(QPen(Qt::white, 3.5, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(middle - QPointF(kArm, kArm), middle + QPointF(kArm, kArm));
    painter.drawLine(middle - QPointF(kArm, -kArm), middle + QPointF(kArm, -kArm));
    return pixmap;
}

QPixmap letterboxed(const QImage& image, double devicePixelRatio)
{
    auto pixmap = emptyPixmap(devicePixelRatio);
    QPainter painter(&pixmap);
    const QSizeF size = QSizeF(image.size()) / devicePixelRatio;
    painter.drawImage(
        QRectF(QPointF((Thumbnails::kWidth - size.width()) / 2, (Thumbnails::kHeight - size.height()) / 2),
               size),
        image);
    return pixmap;
}

} // namespace

struct Thumbnails::Private {
    double devicePixelRatio = 1;
    QCache<project::ImageId, Picture> pictures{kMostPictures};
    QPixmap waiting;
    QPixmap broken;
    std::unordered_set<project::ImageId> wished; ///< waiting or being made

    // Shared with the pool's threads.
    std::mutex mutex;
    std::deque<Wish> wishes;      ///< the newest at the end
    std::uint64_t generation = 0; ///< another one after clear(): late pictures are dropped

    QThreadPool pool; ///< the last member: its threads end first
};

Thumbnails::Thumbnails(QObject* parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->devicePixelRatio = qGuiApp->devicePixelRatio();
    d->waiting = waitingPixmap(d->devicePixelRatio);
    d->broken = brokenPixmap(d->devicePixelRatio);
    d->pool.setMaxThreadCount(kThreads);
}

Thumbnails::~Thumbnails()
{
    clear();
    d->pool.waitForDone(); // a thread may post to this object until here; ~QObject drops what it posted
}

void Thumbnails::clear()
{
    d->pool.clear();
    {
        const std::scoped_lock lock(d->mutex);
        d->wishes.clear();
        ++d->generation;
    }
    d->wished.clear();
    d->pictures.clear();
}

QPixmap Thumbnails::picture(const project::ImageRecord& image)
{
    if (!image.broken.empty()) {
        return d->broken;
    }
    const auto* kept = d->pictures.object(image.id);
    if (kept == nullptr || kept->contentHash != image.contentHash) {
        wish(image);
    }
    return kept != nullptr ? kept->pixmap : d->waiting;
}

void Thumbnails::wish(const project::ImageRecord& image)
{
    if (!d->wished.insert(image.id).second) {
        return;
    }
    {
        const std::scoped_lock lock(d->mutex);
        d->wishes.push_back({image});
        if (d->wishes.size() > kMostWishes) {
            d->wished.erase(d->wishes.front().image.id);
            d->wishes.pop_front();
        }
    }
    d->pool.start([this] { fulfilNewest(); });
}

void Thumbnails::fulfilNewest()
{
    std::optional<Wish> newest;
    std::uint64_t generation = 0;
    {
        const std::scoped_lock lock(d->mutex);
        if (d->wishes.empty()) {
            return;
        }
        newest = std::move(d->wishes.back());
        d->wishes.pop_back();
        generation = d->generation;
    }
    const auto size = QSizeF(kWidth * d->devicePixelRatio, kHeight * d->devicePixelRatio).toSize();
    const auto image = makePicture(newest->image, size);
    QMetaObject::invokeMethod(
        this,
        [this, wish = std::move(*newest), image, generation] {
            keep(wish.image.id, wish.image.contentHash, image, generation);
        },
        Qt::QueuedConnection);
}

void Thumbnails::keep(project::ImageId id, const std::string& contentHash, const QImage& image,
                      std::uint64_t generation)
{
    if (generation != d->generation) {
        return;
    }
    d->wished.erase(id);
    const auto pixmap = image.isNull() ? d->broken : letterboxed(image, d->devicePixelRatio);
    d->pictures.insert(id, new Picture{pixmap, contentHash}); // owned by the cache
    Q_EMIT arrived(id);
}

} // namespace sorby::models
