// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/thumbnails.h"

#include "core/base/files.h"

#include <QCache>
#include <QGuiApplication>
#include <QImage>
#include <QMetaObject>
#include <QPainter>
#include <QPalette>
#include <QThreadPool>

#include <algorithm>
#include <deque>
#include <mutex>
#include <optional>
#include <unordered_set>

namespace sorby::models {

namespace {

constexpr int kMostKilobytes = 48 * 1024; ///< 1700 pictures on a plain screen
constexpr std::size_t kMostWishes = 200;  ///< some screens full; older wishes were scrolled past
constexpr int kThreads = 2;

/// What is kept of an image.
struct Picture {
    QPixmap pixmap;
    ThumbnailLook look;
    bool isFailure = false;
};

int kilobytesOf(const QPixmap& pixmap)
{
    return std::max(1, pixmap.width() * pixmap.height() * 4 / 1024);
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
    explicit Private(std::filesystem::path folder) : files(std::move(folder)) {}

    /// The next one to be made: the first, unless that is a huge one and another of those is being made.
    /// Under the lock.
    [[nodiscard]] std::optional<project::ImageRecord> takeNext();

    double devicePixelRatio = 1;
    QSize size; ///< of pictures, in pixels of the screen
    QCache<project::ImageId, Picture> pictures{kMostKilobytes};
    QPixmap waiting;
    QPixmap broken;

    // Shared with the pool's threads.
    ThumbnailFiles files;
    std::mutex mutex;
    std::deque<project::ImageRecord> wishes; ///< the next one first
    std::unordered_set<project::ImageId> making;
    bool isHugeBeingMade = false;
    int workers = 0;
    std::uint64_t generation = 0; ///< another one after clear(): late pictures are dropped

    QThreadPool pool; ///< the last member: its threads end first
};

std::optional<project::ImageRecord> Thumbnails::Private::takeNext()
{
    const auto next = std::ranges::find_if(
        wishes, [this](const auto& image) { return !isHugeBeingMade || !isHuge(image); });
    if (next == wishes.end()) {
        return std::nullopt;
    }
    auto image = std::move(*next);
    wishes.erase(next);
    making.insert(image.id);
    isHugeBeingMade = isHugeBeingMade || isHuge(image);
    return image;
}

Thumbnails::Thumbnails(QObject* parent, std::filesystem::path folder)
    : QObject(parent), d(std::make_unique<Private>(std::move(folder)))
{
    d->devicePixelRatio = qGuiApp->devicePixelRatio();
    d->size = QSizeF(kWidth * d->devicePixelRatio, kHeight * d->devicePixelRatio).toSize();
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
    {
        const std::scoped_lock lock(d->mutex);
        d->wishes.clear();
        d->making.clear();
        ++d->generation;
    }
    d->pictures.clear();
}

bool Thumbnails::hasFailed(project::ImageId id) const
{
    const auto* kept = d->pictures.object(id);
    return kept != nullptr && kept->isFailure;
}

void Thumbnails::forgetFailures()
{
    for (const auto id : d->pictures.keys()) {
        if (d->pictures.object(id)->isFailure) {
            d->pictures.remove(id);
        }
    }
}

bool Thumbnails::isKept(const project::ImageRecord& image) const
{
    const auto* kept = d->pictures.object(image.id);
    return !image.broken.empty() || (kept != nullptr && kept->look == lookOf(image));
}

QPixmap Thumbnails::picture(const project::ImageRecord& image)
{
    if (!image.broken.empty()) {
        return d->broken;
    }
    if (!isKept(image)) {
        const std::scoped_lock lock(d->mutex);
        const auto isWished = std::ranges::find(d->wishes, image.id, &project::ImageRecord::id);
        if (isWished == d->wishes.end() && !d->making.contains(image.id)) {
            d->wishes.push_front(image);
            d->wishes.resize(std::min(d->wishes.size(), kMostWishes));
        }
    }
    startWorkers();
    const auto* kept = d->pictures.object(image.id);
    return kept != nullptr ? kept->pixmap : d->waiting;
}

void Thumbnails::want(const std::vector<const project::ImageRecord*>& images)
{
    {
        const std::scoped_lock lock(d->mutex);
        d->wishes.clear();
        for (const auto* image : images) {
            if (d->wishes.size() < kMostWishes && !isKept(*image) && !d->making.contains(image->id)) {
                d->wishes.push_back(*image);
            }
        }
    }
    startWorkers();
}

void Thumbnails::startWorkers()
{
    const std::scoped_lock lock(d->mutex);
    while (d->workers < kThreads && d->workers < static_cast<int>(d->wishes.size())) {
        ++d->workers;
        d->pool.start([this] { work(); });
    }
}

void Thumbnails::work()
{
    std::unique_lock lock(d->mutex);
    while (const auto image = d->takeNext()) {
        const auto generation = d->generation;
        lock.unlock();
        const auto look = lookOf(*image);
        const auto key = thumbnailKey(look, d->size);
        QImage made;
        if (isFile(image->file)) { // a picture that is left of a file that is gone would hide that
            made = d->files.find(key);
            if (made.isNull()) {
                made = makeThumbnail(*image, d->size);
                d->files.keep(key, made);
            }
        }
        QMetaObject::invokeMethod(
            this, [this, id = image->id, look, made, generation] { keep(id, look, made, generation); },
            Qt::QueuedConnection);
        lock.lock();
        d->isHugeBeingMade = d->isHugeBeingMade && !isHuge(*image);
    }
    --d->workers;
}

void Thumbnails::keep(project::ImageId id, const ThumbnailLook& look, const QImage& image,
                      std::uint64_t generation)
{
    {
        const std::scoped_lock lock(d->mutex);
        if (generation != d->generation) {
            return;
        }
        d->making.erase(id);
    }
    const auto pixmap = image.isNull() ? d->broken : letterboxed(image, d->devicePixelRatio);
    d->pictures.insert(id, new Picture{pixmap, look, image.isNull()},
                       kilobytesOf(pixmap)); // owned by the cache
    Q_EMIT arrived(id);
}

} // namespace sorby::models
