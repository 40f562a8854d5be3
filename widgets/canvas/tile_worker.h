// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/tile_picture.h"

#include <QImage>

#include <compare>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

class QObject;

namespace sorby::jobs {
class Job;
}

namespace sorby::canvas {

/// A tile's place in its pyramid.
struct TileKey {
    int level = 0;
    int column = 0;
    int row = 0;
    auto operator<=>(const TileKey&) const = default;
};

/// Makes pictures of tiles in a job, the most urgent first. The list of wishes can be replaced at any time;
/// what is being made is finished. GUI thread.
class TileWorker {
  public:
    struct Wish {
        TileKey key;
        PixelRect rect;                                ///< in pixels of the level
        std::shared_ptr<const imaging::Pixels> pixels; ///< null: to be read
    };
    /// States that a tile was made in, so that an old one is told from a new one.
    struct Stamp {
        std::uint64_t input = 0;
        std::uint64_t look = 0;
        std::uint64_t edit = 0;
    };
    struct Made {
        TileKey key;
        Stamp stamp;
        QImage picture;
        std::shared_ptr<const imaging::Pixels> pixels; ///< of levels that are not in memory
    };

    /// Jobs belong to `owner`. `made` gets each tile; `ended` is called when there is nothing left to do.
    TileWorker(QObject* owner, std::function<void(const Made&)> made, std::function<void()> ended);
    ~TileWorker(); ///< waits for the tile that is being made

    void setWishes(std::deque<Wish> wishes, const TileInput& input, std::shared_ptr<const TileMaker> maker,
                   const Stamp& stamp);
    [[nodiscard]] bool isBusy() const { return m_job != nullptr; }

  private:
    struct Queue;
    void start();

    QObject* m_owner;
    std::function<void(const Made&)> m_made;
    std::function<void()> m_ended;
    std::shared_ptr<Queue> m_queue;
    jobs::Job* m_job = nullptr;
};

} // namespace sorby::canvas
