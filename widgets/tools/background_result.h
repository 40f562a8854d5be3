// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/job.h"

#include <optional>
#include <utility>

namespace sorby::tools {

/// What a tool has worked out on another thread while the pointer goes on. One question is worked on at a
/// time; of those asked meanwhile the last one waits and the others are forgotten, as their answers would
/// come too late to be seen. A member of `owner`; GUI thread.
template <typename T>
class BackgroundResult {
  public:
    using Work = std::function<Result<T>(const JobControl&)>;
    using Done = std::function<void(Result<T>)>;

    BackgroundResult(QObject* owner, QString title) : m_owner(owner), m_title(std::move(title)) {}

    /// `work` runs on another thread and holds what it needs; `done` is called on this one.
    void ask(Work work, Done done)
    {
        m_waiting = Question{std::move(work), std::move(done)};
        if (m_job == nullptr) {
            startWaiting();
        }
    }
    /// Forgets all questions: none of them is answered any more. One that is being worked on is asked to
    /// stop, and may go on beside the next one for a while: they must not share what they change.
    void drop()
    {
        m_waiting.reset();
        ++m_round;
        if (auto* job = std::exchange(m_job, nullptr)) {
            job->requestStop();
        }
    }
    [[nodiscard]] bool isBusy() const { return m_job != nullptr; }

  private:
    struct Question {
        Work work;
        Done done;
    };

    void startWaiting()
    {
        auto question = std::move(*m_waiting);
        m_waiting.reset();
        m_job = jobs::startJob<T>(m_owner, m_title, std::move(question.work),
                                  [this, round = m_round, done = std::move(question.done)](Result<T> result) {
                                      if (round != m_round) {
                                          return;
                                      }
                                      m_job = nullptr;
                                      done(std::move(result));
                                      if (m_job == nullptr && m_waiting) {
                                          startWaiting();
                                      }
                                  });
    }

    QObject* m_owner;
    QString m_title;
    jobs::Job* m_job = nullptr; ///< deletes itself
    std::optional<Question> m_waiting;
    std::uint64_t m_round = 0;
};

} // namespace sorby::tools
