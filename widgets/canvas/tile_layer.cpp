// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/tile_layer.h"

#include "core/imaging/pixel_blocks.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <deque>

namespace sorby::canvas {

namespace {

constexpr int kTile = imaging::TilePyramid::kTileSize;
constexpr std::size_t kMostBytes = 144U << 20U;
/// What making tiles may take of a frame, of the first one of another image, and of a rough one.
constexpr qint64 kFrameNs = 3'000'000;
constexpr qint64 kFirstFrameNs = 30'000'000;
constexpr qint64 kRoughFrameNs = 1'000'000;
/// A tile with more objects than this takes too long for a frame.
constexpr std::size_t kMostObjects = 150;

/// The device pixels that a picture drawn there covers.
QRect onPixels(const QRectF& rect)
{
    const QPoint topLeft(qRound(rect.left()), qRound(rect.top()));
    return {topLeft, QSize(qRound(rect.right()) - topLeft.x(), qRound(rect.bottom()) - topLeft.y())};
}

annotation::Box boxOf(const PixelRect& rect, int level)
{
    const double side = std::ldexp(1.0, level);
    return {rect.x * side, rect.y * side, (rect.x + rect.width) * side, (rect.y + rect.height) * side};
}

} // namespace

TileLayer::TileLayer(QObject* owner, std::function<void(const QRectF&)> changed)
    : m_changed(std::move(changed)),
      m_worker(
          owner, [this](const TileWorker::Made& made) { deliver(made); }, [this] { m_edits.clear(); })
{}

void TileLayer::setInput(TileInput input)
{
    if (input.pixels != nullptr && input.pixels == m_input.pixels) {
        if (input != m_input) {
            m_input = std::move(input);
            ++m_inputNumber;
            for (auto& [key, tile] : m_tiles) {
                tile.isStale = true;
            }
        }
        return;
    }
    m_input = std::move(input);
    m_maker = m_plainMaker = nullptr;
    ++m_inputNumber;
    m_tiles.clear();
    m_bytes = 0;
    m_level.reset();
    m_isFirst = true;
    m_wanted.clear();
    m_edits.clear();
    m_worker.setWishes({}, {}, nullptr, {});
}

void TileLayer::setLook(const TileLook& look)
{
    if (look != m_look) {
        m_look = look;
        m_maker = m_plainMaker = nullptr;
        ++m_lookNumber;
    }
}

void TileLayer::beginFrame()
{
    m_isFirst = !m_level;
    ++m_frame;
    m_clock.start();
}

bool TileLayer::hasTime() const
{
    const qint64 most = m_isFirst ? kFirstFrameNs : m_isRough ? kRoughFrameNs : kFrameNs;
    return m_clock.isValid() && m_clock.nsecsElapsed() < most;
}

int TileLayer::levelFor(double zoom) const
{
    int level = 0;
    while (level + 1 < m_input.pixels->levelCount() && std::ldexp(zoom, level + 1) <= 1) {
        ++level;
    }
    return level;
}

PixelRect TileLayer::rectOf(const Key& key) const
{
    const Size size = m_input.pixels->levelSize(key.level);
    return imaging::intersected({key.column * kTile, key.row * kTile, kTile, kTile},
                                {0, 0, size.width, size.height});
}

QRectF TileLayer::imageRect(const Key& key) const
{
    // The last pixel of a level may cover only half of what it stands for.
    const double side = std::ldexp(1.0, key.level) * kTile;
    const Size size = m_input.pixels->size();
    return QRectF(key.column * side, key.row * side, side, side)
        .intersected(QRectF(0, 0, size.width, size.height));
}

bool TileLayer::hasPixels(const Key& key) const
{
    const auto found = m_tiles.find(key);
    return m_input.pixels->isInMemory(key.level) || !m_look.micrograph ||
           (found != m_tiles.end() && found->second.pixels != nullptr);
}

bool TileLayer::canMakeNow(const Key& key) const
{
    if (!hasPixels(key)) {
        return false;
    }
    if (!m_look.showsLabels() || m_input.reference == nullptr) {
        return true;
    }
    const auto box = boxOf(rectOf(key), key.level);
    return m_input.reference->objects()->find(box).size() <= kMostObjects;
}

void TileLayer::makeNow(const Key& key, bool isPlain)
{
    const auto rect = rectOf(key);
    Tile tile;
    imaging::Pixels read;
    if (const auto found = m_tiles.find(key); found != m_tiles.end()) {
        tile.pixels = found->second.pixels;
    }
    if (tile.pixels == nullptr && m_look.micrograph) {
        auto pixels = m_input.pixels->read(key.level, rect);
        if (!pixels) {
            return; // from memory there is no failure
        }
        read = std::move(*pixels);
    }
    const auto& maker = isPlain ? *m_plainMaker : *m_maker;
    tile.picture = maker.make(m_input, key.level, rect, tile.pixels ? *tile.pixels : read);
    tile.look = m_lookNumber;
    tile.isStale = &maker != m_maker.get();
    if (!tile.isStale) {
        std::erase(m_wanted, key);
    }
    store(key, std::move(tile));
}

void TileLayer::store(const Key& key, Tile tile)
{
    tile.used = m_frame;
    auto& place = m_tiles[key];
    const auto bytesOf = [](const Tile& some) {
        return static_cast<std::size_t>(some.picture.sizeInBytes()) +
               (some.pixels ? imaging::bytesOf(*some.pixels).size() : 0);
    };
    m_bytes = m_bytes - bytesOf(place) + bytesOf(tile);
    place = std::move(tile);
}

void TileLayer::forgetOldest()
{
    const auto limit = std::max(kMostBytes, 2 * m_neededBytes);
    if (m_bytes <= limit) {
        return;
    }
    std::vector<std::pair<std::uint64_t, Key>> ages;
    const int last = m_input.pixels->levelCount() - 1;
    for (const auto& [key, tile] : m_tiles) {
        if (tile.used != m_frame && key.level != last) {
            ages.emplace_back(tile.used, key);
        }
    }
    std::sort(ages.begin(), ages.end());
    for (const auto& [age, key] : ages) {
        if (m_bytes <= limit * 3 / 4) {
            break;
        }
        store(key, {});
        m_tiles.erase(key);
    }
}

void TileLayer::want(const Key& key)
{
    if (std::find(m_wanted.begin(), m_wanted.end(), key) == m_wanted.end()) {
        m_wanted.push_back(key);
    }
}

/// Nobody looks any more at another level, or at what has left the view.
void TileLayer::dropOldWishes(const Placement& place, int level)
{
    m_view = place.toImage(place.view);
    const int last = m_input.pixels->levelCount() - 1;
    const double side = std::ldexp(1.0, level) * kTile;
    const auto around = m_view.adjusted(-side, -side, side, side);
    const auto tiles = std::ceil(around.width() / side) * std::ceil(around.height() / side);
    m_neededBytes = static_cast<std::size_t>(tiles) * sizeof(QRgb) * kTile * kTile;
    std::erase_if(m_wanted, [&](const Key& key) {
        return key.level != last && (key.level != level || !around.intersects(imageRect(key)));
    });
    m_level = level;
}

/// One tile further on every side, after all that is in sight: where the view is about to be moved.
void TileLayer::wantNeighbours(int level)
{
    const double side = std::ldexp(1.0, level) * kTile;
    const Size size = m_input.pixels->size();
    const QRectF image(0, 0, size.width, size.height);
    const auto around = m_view.adjusted(-side, -side, side, side).intersected(image);
    const auto end = [side](double edge) { return static_cast<int>(std::ceil(edge / side)); };
    for (int row = static_cast<int>(around.top() / side); row < end(around.bottom()); ++row) {
        for (int column = static_cast<int>(around.left() / side); column < end(around.right()); ++column) {
            const Key key{level, column, row};
            const auto found = m_tiles.find(key);
            if (found == m_tiles.end() || !isGood(found->second)) {
                want(key);
            }
        }
    }
}

void TileLayer::draw(QPainter& painter, const Placement& place)
{
    if (m_input.pixels == nullptr || m_input.pixels->size().isEmpty() || place.zoom <= 0) {
        return;
    }
    if (m_maker == nullptr) {
        m_maker = std::make_shared<const TileMaker>(m_look, m_input.pixels->kind());
        auto plain = m_look;
        plain.reference = plain.prediction = plain.iouOverlay = false;
        m_plainMaker = plain == m_look
                           ? m_maker
                           : std::make_shared<const TileMaker>(std::move(plain), m_input.pixels->kind());
    }
    // Fewer tiles to make, and pixels that are repeated take a tenth of the time of those that are mixed.
    m_isRough = place.isRough;
    const int finest = levelFor(place.zoom);
    const int level = place.isRough ? std::min(finest + 1, m_input.pixels->levelCount() - 1) : finest;
    dropOldWishes(place, level);
    const auto size = m_input.pixels->size();
    const auto visible = place.toImage(place.clip).intersected(QRectF(0, 0, size.width, size.height));
    if (visible.isEmpty()) {
        return;
    }
    const Key whole{m_input.pixels->levelCount() - 1, 0, 0};
    if (m_tiles.find(whole) == m_tiles.end() && level != whole.level && hasTime()) {
        makeNow(whole, true); // what stands in for everything else; always in memory
        if (!isGood(m_tiles.at(whole))) {
            want(whole);
        }
    }
    const bool smooth = painter.testRenderHint(QPainter::SmoothPixmapTransform);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, place.zoom < 1 && !place.isRough);
    const double side = std::ldexp(1.0, level) * kTile;
    const auto last = [side](double end) { return static_cast<int>(std::ceil(end / side)) - 1; };
    for (int row = static_cast<int>(visible.top() / side); row <= last(visible.bottom()); ++row) {
        for (int column = static_cast<int>(visible.left() / side); column <= last(visible.right());
             ++column) {
            drawTile(painter, place, {level, column, row});
        }
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, smooth);
    wantNeighbours(level);
    forgetOldest();
    askWorker();
}

namespace {

/// Draws the part of a tile's picture that is inside the clip. `covered` is the image part that the whole
/// picture stands for.
void drawPicture(QPainter& painter, const Placement& place, const QImage& picture, const QRectF& covered,
                 double side, const QRectF& part)
{
    const auto wanted = place.toImage(place.clip).intersected(part);
    // Whole pixels of the picture, so that all pieces of it meet.
    const double left = std::floor((wanted.left() - covered.left()) / side - 1);
    const double top = std::floor((wanted.top() - covered.top()) / side - 1);
    const double right = std::ceil((wanted.right() - covered.left()) / side + 1);
    const double bottom = std::ceil((wanted.bottom() - covered.top()) / side + 1);
    const QRectF whole(0, 0, covered.width() / side, covered.height() / side);
    const auto source = QRectF(QPointF(left, top), QPointF(right, bottom)).intersected(whole);
    if (source.isEmpty()) {
        return;
    }
    const QRectF image(covered.topLeft() + source.topLeft() * side, source.size() * side);
    painter.drawImage(place.toDevice(image), picture, source);
}

} // namespace

void TileLayer::drawTile(QPainter& painter, const Placement& place, const Key& key)
{
    auto found = m_tiles.find(key);
    if (found == m_tiles.end() || !isGood(found->second)) {
        if (hasTime() && canMakeNow(key)) {
            makeNow(key);
            found = m_tiles.find(key);
        } else {
            if (found == m_tiles.end() && hasTime() && hasPixels(key)) {
                makeNow(key, true);
                found = m_tiles.find(key);
            }
            want(key);
        }
    }
    const auto covered = imageRect(key);
    if (found == m_tiles.end() || found->second.picture.isNull()) {
        if (!drawCoarser(painter, place, key)) {
            painter.fillRect(onPixels(place.toDevice(covered)), QColor(128, 128, 128));
        }
        return;
    }
    found->second.used = m_frame;
    drawPicture(painter, place, found->second.picture, covered, std::ldexp(1.0, key.level), covered);
}

bool TileLayer::drawCoarser(QPainter& painter, const Placement& place, const Key& key)
{
    for (Key coarser{key.level + 1, key.column / 2, key.row / 2};
         coarser.level < m_input.pixels->levelCount();
         coarser = {coarser.level + 1, coarser.column / 2, coarser.row / 2}) {
        const auto found = m_tiles.find(coarser);
        if (found != m_tiles.end() && !found->second.picture.isNull()) {
            found->second.used = m_frame;
            painter.save();
            painter.setClipRect(onPixels(place.toDevice(imageRect(key))), Qt::IntersectClip);
            drawPicture(painter, place, found->second.picture, imageRect(coarser),
                        std::ldexp(1.0, coarser.level), imageRect(key));
            painter.restore();
            return true;
        }
    }
    return false;
}

void TileLayer::setReference(std::shared_ptr<const imaging::ReferenceSource> reference,
                             const PixelRect& changed)
{
    m_input.reference = std::move(reference);
    ++m_editNumber;
    if (m_worker.isBusy()) {
        m_edits.push_back({m_editNumber, changed});
    }
    if (m_input.pixels == nullptr || !(m_look.reference || m_look.iouOverlay)) {
        return;
    }
    const QRectF rect(changed.x, changed.y, changed.width, changed.height);
    for (auto& [key, tile] : m_tiles) {
        const auto touched = imageRect(key).intersected(rect);
        if (touched.isEmpty()) {
            continue;
        }
        const bool isInSight = m_level == key.level && isGood(tile) && m_view.intersects(touched);
        if (!isInSight || !canMakeNow(key)) {
            tile.isStale = true;
            continue;
        }
        const double side = std::ldexp(1.0, key.level);
        const auto part = QRectF(touched.topLeft() / side, touched.size() / side).toAlignedRect();
        const auto whole = rectOf(key);
        const auto piece = imaging::intersected({part.x(), part.y(), part.width(), part.height()}, whole);
        const PixelRect inTile{piece.x - whole.x, piece.y - whole.y, piece.width, piece.height};
        const auto pixels = tile.pixels ? Result<imaging::Pixels>(imaging::cutOut(*tile.pixels, inTile))
                                        : m_input.pixels->read(key.level, piece);
        if (pixels) {
            const auto patch = m_maker->make(m_input, key.level, piece, *pixels);
            QPainter painter(&tile.picture);
            painter.setCompositionMode(QPainter::CompositionMode_Source);
            painter.drawImage(inTile.x, inTile.y, patch);
        }
    }
}

std::optional<imaging::Pixels> TileLayer::pixelAt(int x, int y) const
{
    if (m_input.pixels == nullptr) {
        return std::nullopt;
    }
    if (m_input.pixels->isInMemory(0)) {
        auto pixel = m_input.pixels->read(0, {x, y, 1, 1});
        return pixel ? std::optional(std::move(*pixel)) : std::nullopt;
    }
    const auto found = m_tiles.find({0, x / kTile, y / kTile});
    if (found == m_tiles.end() || found->second.pixels == nullptr) {
        return std::nullopt;
    }
    return imaging::cutOut(*found->second.pixels, {x % kTile, y % kTile, 1, 1});
}

void TileLayer::askWorker()
{
    // What is in sight before what is around it.
    std::stable_partition(m_wanted.begin(), m_wanted.end(),
                          [this](const Key& key) { return m_view.intersects(imageRect(key)); });
    std::deque<TileWorker::Wish> wishes;
    for (const auto& key : m_wanted) {
        const auto found = m_tiles.find(key);
        wishes.push_back({key, rectOf(key), found == m_tiles.end() ? nullptr : found->second.pixels});
    }
    m_worker.setWishes(std::move(wishes), m_input, m_maker, {m_inputNumber, m_lookNumber, m_editNumber});
}

void TileLayer::deliver(const TileWorker::Made& made)
{
    if (made.stamp.input != m_inputNumber) {
        return;
    }
    const auto image = imageRect(made.key);
    Tile tile{made.picture, made.pixels, made.stamp.look, false, 0};
    tile.isStale = std::any_of(m_edits.begin(), m_edits.end(), [&](const Edit& edit) {
        const QRectF rect(edit.rect.x, edit.rect.y, edit.rect.width, edit.rect.height);
        return edit.number > made.stamp.edit && rect.intersects(image);
    });
    if (isGood(tile)) {
        std::erase(m_wanted, made.key);
    }
    store(made.key, std::move(tile));
    if (made.key.level == m_level || made.key.level == m_input.pixels->levelCount() - 1) {
        m_changed(image);
    }
}

} // namespace sorby::canvas
