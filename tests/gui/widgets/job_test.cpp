// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/support/wait.h"
#include "widgets/jobs/job.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QSignalSpy>
#include <QThread>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <new>
#include <ostream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace sorby::jobs {
namespace {

using test::processEvents;
using test::waitUntil;

const QString kTitle = QStringLiteral("Count");

Status waitForStop(const JobControl& control)
{
    while (!control.stopRequested()) {
        std::this_thread::yield();
    }
    return Error{ErrorCode::Cancelled, "stopped", {}};
}

Status statusOf(const QSignalSpy& finished)
{
    return finished.at(0).at(0).value<Status>();
}

TEST(Job, ReportsProgressAndThenFinishesOnceOnTheThreadOfItsOwner)
{
    Job job(
        kTitle,
        [](const JobControl& control) -> Status {
            for (std::size_t i = 1; i <= 5; ++i) {
                control.report(i, 5, "image " + std::to_string(i));
            }
            return {};
        },
        nullptr);
    std::vector<Progress> progress;
    bool finishedLast = false;
    QThread* thread = nullptr;
    QObject::connect(&job, &Job::progressed, [&](const Progress& now) {
        progress.push_back(now);
        finishedLast = false;
    });
    QObject::connect(&job, &Job::finished, [&] {
        finishedLast = true;
        thread = QThread::currentThread();
        EXPECT_FALSE(job.isRunning());
    });
    QSignalSpy finished(&job, &Job::finished);
    EXPECT_FALSE(job.isRunning());
    job.start();
    EXPECT_TRUE(job.isRunning());
    ASSERT_TRUE(waitUntil([&] { return !finished.isEmpty(); }));
    processEvents();

    EXPECT_EQ(finished.count(), 1);
    EXPECT_TRUE(statusOf(finished));
    EXPECT_TRUE(finishedLast);
    EXPECT_EQ(thread, QThread::currentThread());
    ASSERT_FALSE(progress.empty());
    EXPECT_EQ(progress.back().done, 5U);
    EXPECT_EQ(progress.back().total, 5U);
    EXPECT_EQ(progress.back().what, "image 5");
}

TEST(Job, DeliversAtMostTenProgressASecondHoweverOftenTheWorkReports)
{
    constexpr std::size_t kReports = 300'000;
    Job job(
        kTitle,
        [](const JobControl& control) -> Status {
            for (std::size_t i = 1; i <= kReports; ++i) {
                control.report(i, kReports);
            }
            return {};
        },
        nullptr);
    QSignalSpy progressed(&job, &Job::progressed);
    QSignalSpy finished(&job, &Job::finished);
    QElapsedTimer clock;
    clock.start();
    job.start();
    ASSERT_TRUE(waitUntil([&] { return !finished.isEmpty(); }));
    // The first at once, one each tenth of a second (with some tolerance of the timer), and the last.
    EXPECT_LE(progressed.count(), 3 + clock.elapsed() / 90);
    EXPECT_EQ(progressed.last().at(0).value<Progress>().done, kReports);
}

TEST(Job, ShowsTheNewestProgressWhileTheWorkIsSilent)
{
    std::latch seen(1);
    Job job(
        kTitle,
        [&seen](const JobControl& control) -> Status {
            control.report(1, 3);
            control.report(2, 3);
            seen.wait();
            return {};
        },
        nullptr);
    QSignalSpy progressed(&job, &Job::progressed);
    QSignalSpy finished(&job, &Job::finished);
    job.start();
    EXPECT_TRUE(waitUntil(
        [&] { return !progressed.isEmpty() && progressed.last().at(0).value<Progress>().done == 2; }));
    EXPECT_TRUE(finished.isEmpty());
    seen.count_down();
    EXPECT_TRUE(waitUntil([&] { return !finished.isEmpty(); }));
}

TEST(Job, DeliversTheLastProgressBeforeItFinishesEvenRightAfterAnother)
{
    std::latch seen(1);
    Job job(
        kTitle,
        [&seen](const JobControl& control) -> Status {
            control.report(1, 2);
            seen.wait();
            control.report(2, 2);
            return {};
        },
        nullptr);
    std::size_t last = 0;
    QObject::connect(&job, &Job::progressed, [&](const Progress& progress) {
        last = progress.done;
        if (last == 1) {
            seen.count_down();
        }
    });
    std::optional<std::size_t> lastBeforeEnd;
    QObject::connect(&job, &Job::finished, [&] { lastBeforeEnd = last; });
    job.start();
    ASSERT_TRUE(waitUntil([&] { return lastBeforeEnd.has_value(); }));
    EXPECT_EQ(lastBeforeEnd, 2U);
}

TEST(Job, AnswersARequestToStop)
{
    Job job(kTitle, waitForStop, nullptr);
    QSignalSpy finished(&job, &Job::finished);
    job.start();
    EXPECT_FALSE(job.stopRequested());
    job.requestStop();
    EXPECT_TRUE(job.stopRequested());
    ASSERT_TRUE(waitUntil([&] { return !finished.isEmpty(); }));
    ASSERT_FALSE(statusOf(finished));
    EXPECT_EQ(statusOf(finished).error().code, ErrorCode::Cancelled);
}

TEST(Job, DestroyingItStopsTheWorkAndWaitsForItsEnd)
{
    std::atomic<bool> ended = false;
    bool finished = false;
    auto job = std::make_unique<Job>(
        kTitle,
        [&ended](const JobControl& control) -> Status {
            auto status = waitForStop(control);
            ended = true;
            return status;
        },
        nullptr);
    QObject::connect(job.get(), &Job::finished, [&finished] { finished = true; });
    job->start();
    job.reset();
    EXPECT_TRUE(ended);
    processEvents();
    EXPECT_FALSE(finished);
}

TEST(Job, DropsWhatWasPostedWhenItIsGone)
{
    std::latch posted(1);
    int delivered = 0;
    Job* raw = nullptr;
    auto job = std::make_unique<Job>(
        kTitle,
        [&](const JobControl& control) -> Status {
            raw->post([&delivered] { ++delivered; });
            control.report(1, 1);
            posted.count_down();
            return {};
        },
        nullptr);
    raw = job.get();
    QObject::connect(raw, &Job::progressed, [&delivered] { ++delivered; });
    job->start();
    posted.wait();
    job.reset();
    processEvents();
    EXPECT_EQ(delivered, 0);
}

TEST(Job, DeliversPostsInOrderBeforeItFinishes)
{
    std::vector<int> order;
    Job* raw = nullptr;
    Job job(
        kTitle,
        [&](const JobControl&) -> Status {
            for (int i = 0; i < 3; ++i) {
                raw->post([&order, i] {
                    EXPECT_EQ(QThread::currentThread(), QCoreApplication::instance()->thread());
                    order.push_back(i);
                });
            }
            return {};
        },
        nullptr);
    raw = &job;
    QObject::connect(&job, &Job::finished, [&order] { order.push_back(99); });
    job.start();
    ASSERT_TRUE(waitUntil([&] { return !job.isRunning(); }));
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 99}));
}

struct Failure {
    const char* name;
    std::function<void()> raise;
    ErrorCode code;
    const char* text;
    friend void PrintTo(const Failure& failure, std::ostream* out) { *out << failure.name; }
};

class JobFailure : public testing::TestWithParam<Failure> {};

TEST_P(JobFailure, OfTheWorkBecomesAnError)
{
    Job job(
        kTitle,
        [](const JobControl&) -> Status {
            GetParam().raise();
            return {};
        },
        nullptr);
    QSignalSpy finished(&job, &Job::finished);
    job.start();
    ASSERT_TRUE(waitUntil([&] { return !finished.isEmpty(); }));
    ASSERT_FALSE(statusOf(finished));
    EXPECT_EQ(statusOf(finished).error().code, GetParam().code);
    EXPECT_NE(statusOf(finished).error().message.find(GetParam().text), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, JobFailure,
    testing::Values(Failure{"memory", [] { throw std::bad_alloc(); }, ErrorCode::OutOfMemory, "memory"},
                    Failure{"exception", [] { throw std::runtime_error("lost the disk"); },
                            ErrorCode::Internal, "lost the disk"},
                    Failure{"unknown", [] { throw 7; }, ErrorCode::Internal, "unexpected"}),
    [](const auto& kind) { return std::string(kind.param.name); });

TEST(Job, StartingARunningOneChangesNothingAndAnEndedOneRunsAgain)
{
    std::atomic<int> runs = 0;
    Job job(
        kTitle,
        [&runs](const JobControl& control) -> Status {
            ++runs;
            return waitForStop(control);
        },
        nullptr);
    QSignalSpy finished(&job, &Job::finished);
    job.start();
    job.start();
    job.requestStop();
    ASSERT_TRUE(waitUntil([&] { return finished.count() == 1; }));
    EXPECT_EQ(runs, 1);
    job.start();
    EXPECT_FALSE(job.stopRequested());
    job.requestStop();
    ASSERT_TRUE(waitUntil([&] { return finished.count() == 2; }));
    EXPECT_EQ(runs, 2);
}

TEST(StartJob, GivesTheValueAndDeletesTheJob)
{
    QObject owner;
    std::optional<int> answer;
    const QPointer<Job> job = startJob<int>(
        &owner, kTitle, [](const JobControl&) -> Result<int> { return 42; },
        [&answer](Result<int> result) { answer = result.valueOr(-1); });
    ASSERT_FALSE(job.isNull());
    EXPECT_EQ(job->title(), kTitle);
    ASSERT_TRUE(waitUntil([&] { return answer.has_value(); }));
    EXPECT_EQ(answer, 42);
    processEvents();
    EXPECT_TRUE(job.isNull());
}

TEST(StartJob, GivesTheErrorOfWorkThatThrew)
{
    QObject owner;
    std::optional<Error> error;
    startJob<int>(
        &owner, kTitle, [](const JobControl&) -> Result<int> { throw std::bad_alloc(); },
        [&error](Result<int> result) { error = result.error(); });
    ASSERT_TRUE(waitUntil([&] { return error.has_value(); }));
    EXPECT_EQ(error->code, ErrorCode::OutOfMemory);
}

TEST(StartJob, StopsWithItsOwnerAndAnswersNobody)
{
    auto owner = std::make_unique<QObject>();
    bool answered = false;
    std::atomic<bool> ended = false;
    startJob<int>(
        owner.get(), kTitle,
        [&ended](const JobControl& control) -> Result<int> {
            const auto status = waitForStop(control);
            ended = true;
            return status.error();
        },
        [&answered](Result<int>) { answered = true; });
    owner.reset();
    EXPECT_TRUE(ended);
    processEvents();
    EXPECT_FALSE(answered);
}

} // namespace
} // namespace sorby::jobs
