// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/edit_writer.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace sorby::project {
namespace {

constexpr std::chrono::seconds kRetry{2};

} // namespace

struct EditWriter::Private {
    Private(std::shared_ptr<Project> owner, std::function<void()> listener)
        : project(std::move(owner)), changed(std::move(listener))
    {}

    void run(const std::stop_token& stop);
    void writeWaiting();
    void tell() const
    {
        const std::lock_guard turn(telling);
        if (changed) {
            changed();
        }
    }

    std::shared_ptr<Project> project;
    mutable std::mutex telling; ///< held while the listener is called or changed
    std::function<void()> changed;
    mutable std::mutex mutex; ///< of all below
    std::condition_variable_any wake;
    std::deque<ProjectEdit> queue;
    State state;
    bool triesAgain = false;
    /// Held while a batch goes to the disk and leaves the queue, so that readers see both or neither.
    mutable std::mutex writing;
    std::jthread thread; ///< last: it ends before the rest goes
};

EditWriter::EditWriter(std::shared_ptr<Project> project, std::function<void()> changed)
    : d(std::make_unique<Private>(std::move(project), std::move(changed)))
{
    d->thread = std::jthread([state = d.get()](const std::stop_token& stop) { state->run(stop); });
}

EditWriter::~EditWriter() = default;

void EditWriter::setListener(std::function<void()> changed)
{
    const std::lock_guard turn(d->telling);
    d->changed = std::move(changed);
}

void EditWriter::Private::run(const std::stop_token& stop)
{
    for (;;) {
        {
            std::unique_lock lock(mutex);
            if (state.failure) {
                wake.wait_for(lock, stop, kRetry, [this] { return triesAgain; });
            } else {
                wake.wait(lock, stop, [this] { return !queue.empty(); });
            }
            triesAgain = false;
            if (stop.stop_requested() && queue.empty()) {
                return;
            }
        }
        writeWaiting();
        if (stop.stop_requested()) {
            const std::lock_guard lock(mutex);
            if (state.failure) {
                return; // the last try has been made
            }
        }
    }
}

void EditWriter::Private::writeWaiting()
{
    {
        const std::lock_guard turn(writing);
        std::vector<ProjectEdit> batch;
        {
            const std::lock_guard lock(mutex);
            batch.assign(queue.begin(), queue.end());
        }
        const auto written = project->inTransaction([&]() -> Status {
            for (const auto& edit : batch) {
                if (auto stored = project->store(edit); !stored) {
                    return stored;
                }
            }
            return {};
        });
        const std::lock_guard lock(mutex);
        if (written) {
            queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(batch.size()));
            state.written += batch.size();
            state.savedAt = std::chrono::system_clock::now();
            state.failure.reset();
        } else {
            state.failure = written.error();
        }
        state.waiting = queue.size();
        wake.notify_all();
    }
    tell();
}

std::uint64_t EditWriter::submit(ProjectEdit edit)
{
    std::uint64_t number = 0;
    {
        const std::lock_guard lock(d->mutex);
        d->queue.push_back(std::move(edit));
        d->state.waiting = d->queue.size();
        number = d->state.written + d->queue.size();
    }
    d->wake.notify_all();
    return number;
}

EditWriter::State EditWriter::state() const
{
    const std::lock_guard lock(d->mutex);
    return d->state;
}

Status EditWriter::flush(std::chrono::milliseconds longest)
{
    std::unique_lock lock(d->mutex);
    d->triesAgain = true;
    d->state.failure.reset(); // an old failure is no answer; the next try gives one
    d->wake.notify_all();
    const bool answered =
        d->wake.wait_for(lock, longest, [this] { return d->queue.empty() || d->state.failure; });
    if (d->queue.empty()) {
        return {};
    }
    if (answered) {
        return *d->state.failure;
    }
    return Error{
        ErrorCode::Io, "the last changes are not written yet; the disk is slow or does not answer", {}};
}

void EditWriter::retry()
{
    {
        const std::lock_guard lock(d->mutex);
        d->triesAgain = true;
    }
    d->wake.notify_all();
}

Result<annotation::Annotations> EditWriter::annotations(ImageId image) const
{
    const std::lock_guard turn(d->writing);
    auto annotations = d->project->annotations(image);
    if (!annotations) {
        return annotations;
    }
    for (const auto& edit : pending()) {
        const auto* change = std::get_if<AnnotationEdit>(&edit);
        if (change == nullptr || change->image != image) {
            continue;
        }
        if (const auto applied = annotation::applyEdits(*annotations, change->batch); !applied) {
            return applied.error();
        }
    }
    return annotations;
}

std::vector<ProjectEdit> EditWriter::pending() const
{
    const std::lock_guard lock(d->mutex);
    return {d->queue.begin(), d->queue.end()};
}

} // namespace sorby::project
