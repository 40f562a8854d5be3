// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/placement.h"
#include "widgets/canvas/tile_picture.h"
#include "widgets/canvas/tile_worker.h"

#include <QElapsedTimer>
#include <QImage>
#include <QRectF>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

class QObject;
class QPainter;

namespace sorby::canvas {

/// The picture of one image at any zoom, made of tiles that are made when they are first seen: those that
/// take a moment at once, as long as the frame has time for it; the others in a job, and until they are there
/// the next coarser ones are shown in their place. Keeps the tiles that were used last, within a bound. GUI
/// thread.
class TileLayer {
  public:
    /// Jobs belong to `owner`; `changed` is called with the part of the image whose picture has changed.
    TileLayer(QObject* owner, std::function<void(const QRectF& image)> changed);

    /// Another image, or null pixels for none: all tiles are gone. The same pixels with other labels: the old
    /// tiles are shown until new ones are made.
    void setInput(TileInput input);
    /// Another look: the tiles are made again as they are seen, the old ones are shown meanwhile.
    void setLook(const TileLook& look);
    /// The annotations have changed inside the rectangle: what is in sight of it is made again at once.
    void setReference(std::shared_ptr<const imaging::ReferenceSource> reference, const PixelRect& changed);

    /// Before the first draw() of a frame: its time for making tiles begins.
    void beginFrame();
    /// Draws what is inside the clip; smooth below 100 %, with sharp pixels from there on; roughly, from the
    /// next coarser tiles.
    void draw(QPainter& painter, const Placement& place);
    /// Is everything there that was drawn last? False while coarser or old tiles stand in.
    [[nodiscard]] bool isComplete() const { return m_wanted.empty() && !m_worker.isBusy(); }
    /// The image's own pixel, when a tile in memory holds it.
    [[nodiscard]] std::optional<imaging::Pixels> pixelAt(int x, int y) const;
    [[nodiscard]] std::size_t bytesInMemory() const { return m_bytes; }

  private:
    using Key = TileKey;
    struct Tile {
        QImage picture;
        std::shared_ptr<const imaging::Pixels> pixels; ///< of levels that are not in memory
        std::uint64_t look = 0;                        ///< number of the look that it was made with
        bool isStale = false;                          ///< made before an edit
        std::uint64_t used = 0;
    };
    [[nodiscard]] int levelFor(double zoom) const;
    [[nodiscard]] PixelRect rectOf(const Key& key) const;
    [[nodiscard]] QRectF imageRect(const Key& key) const;
    [[nodiscard]] bool isGood(const Tile& tile) const { return tile.look == m_lookNumber && !tile.isStale; }
    [[nodiscard]] bool hasPixels(const Key& key) const;
    [[nodiscard]] bool canMakeNow(const Key& key) const;
    /// Without labels when those take too long: the tile is then stale from the start.
    void makeNow(const Key& key, bool isPlain = false);
    [[nodiscard]] bool hasTime() const;
    void drawTile(QPainter& painter, const Placement& place, const Key& key);
    bool drawCoarser(QPainter& painter, const Placement& place, const Key& key);
    void want(const Key& key);
    void dropOldWishes(const Placement& place, int level);
    void wantNeighbours(int level);
    void store(const Key& key, Tile tile);
    void forgetOldest();
    void askWorker();
    void deliver(const TileWorker::Made& made);

    std::function<void(const QRectF&)> m_changed;
    TileInput m_input;
    std::shared_ptr<const TileMaker> m_maker;
    std::shared_ptr<const TileMaker> m_plainMaker; ///< of the same look without labels
    TileLook m_look;
    std::uint64_t m_inputNumber = 0;
    std::uint64_t m_lookNumber = 1;
    std::uint64_t m_editNumber = 0;
    struct Edit {
        std::uint64_t number = 0;
        PixelRect rect;
    };
    std::vector<Edit> m_edits; ///< since the worker began
    std::map<Key, Tile> m_tiles;
    std::size_t m_bytes = 0;
    std::size_t m_neededBytes = 0; ///< for the view and its neighbours
    std::uint64_t m_frame = 0;
    QElapsedTimer m_clock;      ///< since the frame began
    bool m_isFirst = true;      ///< frame of this image
    bool m_isRough = false;     ///< frame that is drawn now
    std::optional<int> m_level; ///< drawn last
    QRectF m_view;              ///< what was seen of the image then
    std::vector<Key> m_wanted;  ///< in order of urgency
    TileWorker m_worker;
};

} // namespace sorby::canvas
