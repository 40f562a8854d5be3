// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/tile_worker.h"

#include "core/imaging/pixel_blocks.h"
#include "widgets/jobs/job.h"

#include <QCoreApplication>

#include <mutex>
#include <optional>

namespace sorby::canvas {

namespace {

struct TileText {
    Q_DECLARE_TR_FUNCTIONS(TileText)
};

struct Task {
    TileWorker::Wish wish;
    TileInput input;
    std::shared_ptr<const TileMaker> maker;
    TileWorker::Stamp stamp;
};

TileWorker::Made make(const Task& task)
{
    const auto& wish = task.wish;
    const auto& pyramid = *task.input.pixels;
    TileWorker::Made made{wish.key, task.stamp, {}, wish.pixels};
    auto pixels = wish.pixels;
    if (pixels == nullptr && task.maker->look().micrograph) {
        auto read = pyramid.read(wish.key.level, wish.rect);
        if (!read) { // the file has gone: black, and nobody asks again for this look
            read = imaging::makePixels(pyramid.kind(), wish.rect.size());
        }
        pixels = std::make_shared<const imaging::Pixels>(std::move(*read));
        if (!pyramid.isInMemory(wish.key.level)) {
            made.pixels = pixels;
        }
    }
    made.picture =
        task.maker->make(task.input, wish.key.level, wish.rect, pixels ? *pixels : imaging::Pixels());
    return made;
}

} // namespace

struct TileWorker::Queue {
    std::mutex mutex;
    std::deque<Wish> wishes;
    TileInput input;
    std::shared_ptr<const TileMaker> maker;
    Stamp stamp;

    std::optional<Task> take()
    {
        const std::scoped_lock lock(mutex);
        if (wishes.empty()) {
            return std::nullopt;
        }
        Task task{std::move(wishes.front()), input, maker, stamp};
        wishes.pop_front();
        return task;
    }
    bool isEmpty()
    {
        const std::scoped_lock lock(mutex);
        return wishes.empty();
    }
};

TileWorker::TileWorker(QObject* owner, std::function<void(const Made&)> made, std::function<void()> ended)
    : m_owner(owner), m_made(std::move(made)), m_ended(std::move(ended)), m_queue(std::make_shared<Queue>())
{}

TileWorker::~TileWorker()
{
    delete m_job;
}

void TileWorker::setWishes(std::deque<Wish> wishes, const TileInput& input,
                           std::shared_ptr<const TileMaker> maker, const Stamp& stamp)
{
    {
        const std::scoped_lock lock(m_queue->mutex);
        m_queue->wishes = std::move(wishes);
        m_queue->input = input;
        m_queue->maker = std::move(maker);
        m_queue->stamp = stamp;
    }
    if (m_job == nullptr && !m_queue->isEmpty()) {
        start();
    }
}

void TileWorker::start()
{
    auto self = std::make_shared<jobs::Job*>(nullptr);
    m_job = new jobs::Job(
        TileText::tr("Drawing"),
        [this, self, queue = m_queue](const JobControl& control) -> Status {
            while (!control.stopRequested()) {
                const auto task = queue->take();
                if (!task) {
                    break;
                }
                // Delivered on the GUI thread while the job lives, which is no longer than this object.
                auto made = std::make_shared<const Made>(make(*task));
                (*self)->post([this, made] { m_made(*made); });
            }
            return {};
        },
        m_owner);
    *self = m_job;
    QObject::connect(m_job, &jobs::Job::finished, m_job, [this] {
        m_job->deleteLater();
        m_job = nullptr;
        m_queue->isEmpty() ? m_ended() : start(); // wishes may have come while the job was ending
    });
    m_job->start();
}

} // namespace sorby::canvas
