// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/distributed/meeting_place.h"

#include "core/learning/torch_error.h"

#include <c10/util/Flags.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <charconv>
#include <cstdlib>
#include <thread>

C10_DECLARE_int(caffe2_log_level);

namespace sorby::learning {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kBetweenLooks{20};
/// How long one waits to hear why the connection has broken: long enough for a process to write a line.
constexpr seconds kToHear{3};
/// How long the first process waits so that the others can hear why it ends.
constexpr seconds kToBeHeard{5};
/// At the end the first process waits for the others' last word; they wait for it, which has work left that
/// it does alone (calibration, the last checkpoint, the record), and hear at once when it dies.
constexpr seconds kForTheOthers{60};
constexpr std::chrono::hours kForTheFirst{24};

constexpr const char* kCame = "came";
constexpr const char* kAlive = "alive";
constexpr const char* kDone = "done";
constexpr const char* kGone = "gone";
constexpr const char* kAllDone = "all done";
constexpr const char* kFailure = "failure";

std::string keyOf(const std::string& key, int rank)
{
    return key + '/' + std::to_string(rank);
}

std::vector<std::uint8_t> bytesOf(const std::string& text)
{
    return {text.begin(), text.end()};
}

/// Looks again and again until `found` or the time is over; says which.
template <typename Found>
bool lookFor(std::chrono::nanoseconds patience, const Found& found)
{
    const auto end = Clock::now() + patience;
    while (!found()) {
        if (Clock::now() >= end) {
            return false;
        }
        std::this_thread::sleep_for(kBetweenLooks);
    }
    return true;
}

std::string durationText(milliseconds duration)
{
    const auto whole = std::chrono::duration_cast<seconds>(duration).count();
    return whole % 60 == 0 && whole > 60 ? std::to_string(whole / 60) + " minutes"
                                         : std::to_string(whole) + " s";
}

std::string messageOf(const std::exception& exception)
{
    return errorFrom(exception).message;
}

/// LibTorch's warnings about connections, of twenty lines each, say nothing that the Errors do not.
void quietWarnings()
{
    constexpr int kErrorsAlone = 2;
    if (std::getenv("TORCH_CPP_LOG_LEVEL") == nullptr) {
        FLAGS_caffe2_log_level = kErrorsAlone;
    }
}

c10::intrusive_ptr<c10d::Store> openStore(const ProcessPlace& place, milliseconds patience)
{
    c10d::TCPStoreOptions options;
    options.port = static_cast<std::uint16_t>(place.masterPort);
    options.isServer = place.rank == 0 && !place.launcherAnswers;
    options.waitWorkers = false;
    options.timeout = patience;
    // A launcher's store has the launcher's own keys in it, and those of processes that it started before.
    return c10::make_intrusive<c10d::PrefixStore>(
        "sorby/" + std::to_string(place.attempt),
        c10::make_intrusive<c10d::TCPStore>(place.masterAddress, options));
}

} // namespace

MeetingPlace::MeetingPlace(ProcessPlace place, c10::intrusive_ptr<c10d::Store> store)
    : m_place(std::move(place)), m_store(std::move(store))
{}

Result<std::unique_ptr<MeetingPlace>> MeetingPlace::open(const ProcessPlace& place, milliseconds patience)
{
    const auto where = place.masterAddress + ':' + std::to_string(place.masterPort);
    quietWarnings();
    try {
        std::unique_ptr<MeetingPlace> made(new MeetingPlace(place, openStore(place, patience)));
        if (auto come = made->awaitAll(patience); !come) {
            made->reportFailure(come.error());
            made->leave();
            return come.error();
        }
        return made;
    } catch (const std::exception& exception) {
        if (place.rank == 0 && !place.launcherAnswers) {
            return Error{ErrorCode::Io,
                         "the other processes cannot be waited for: " + messageOf(exception) +
                             "; choose another MASTER_PORT when it is taken",
                         where};
        }
        if (place.launcherAnswers) {
            return Error{ErrorCode::NotFound, "the launcher does not answer: " + messageOf(exception), where};
        }
        return Error{ErrorCode::NotFound,
                     "process 0 of " + std::to_string(place.size) + " did not come: nothing answered for " +
                         durationText(patience) +
                         "; start it, and see that MASTER_ADDR and MASTER_PORT are its machine's",
                     where};
    }
}

std::string MeetingPlace::nameOf(int rank) const
{
    return "process " + std::to_string(rank) + " of " + std::to_string(m_place.size);
}

std::vector<int> MeetingPlace::missing(const std::string& key)
{
    std::vector<int> ranks;
    for (int rank = 0; rank < m_place.size; ++rank) {
        if (!m_store->check({keyOf(key, rank)})) {
            ranks.push_back(rank);
        }
    }
    return ranks;
}

void MeetingPlace::sign(const std::string& key)
{
    m_store->set(keyOf(key, m_place.rank), bytesOf("1"));
}

Status MeetingPlace::awaitAll(milliseconds patience)
{
    sign(kCame);
    std::optional<Error> failed;
    std::vector<int> absent;
    if (lookFor(patience, [&] {
            failed = failure();
            absent = missing(kCame);
            return failed || absent.empty();
        })) {
        return failed ? Status(*failed) : Status();
    }
    return Error{ErrorCode::NotFound,
                 nameOf(absent.front()) + " did not come within " + durationText(patience) +
                     "; is it started with the same MASTER_ADDR and MASTER_PORT?",
                 {}};
}

void MeetingPlace::reportFailure(const Error& error)
{
    try {
        const auto text = std::to_string(static_cast<int>(error.code)) + '\n' + describe(error);
        m_store->compareSet(kFailure, {}, bytesOf(text));
    } catch (const std::exception&) {
        // The first process is gone; then the others find out by themselves.
    }
}

std::optional<Error> MeetingPlace::failure()
{
    if (!m_store->check({kFailure})) {
        return std::nullopt;
    }
    const auto bytes = m_store->get(kFailure);
    const std::string text(bytes.begin(), bytes.end());
    const auto end = text.find('\n');
    int code = 0;
    std::from_chars(text.data(), text.data() + std::min(end, text.size()), code);
    return Error{static_cast<ErrorCode>(code), end == std::string::npos ? text : text.substr(end + 1), {}};
}

Error MeetingPlace::whyBroken(const std::string& what)
{
    std::vector<int> silent = {0};
    try {
        sign(kAlive);
        std::optional<Error> said;
        lookFor(kToHear, [&] {
            said = failure();
            silent = missing(kAlive);
            return said || silent.empty();
        });
        if (said) {
            return *said;
        }
    } catch (const std::exception&) {
        silent = {0}; // it holds the store
    }
    if (silent.empty()) {
        return {ErrorCode::Io, "the connection between the processes has broken: " + what, {}};
    }
    return {ErrorCode::Io,
            nameOf(silent.front()) + " has ended or cannot be reached any more; its own messages say why (" +
                what + ")",
            {}};
}

Status MeetingPlace::leaveTogether()
{
    try {
        sign(kDone);
        std::optional<Error> failed;
        const std::chrono::nanoseconds patience = m_place.rank == 0 ? std::chrono::nanoseconds(kForTheOthers)
                                                                    : std::chrono::nanoseconds(kForTheFirst);
        const bool ended = lookFor(patience, [&] {
            failed = failure();
            return failed || (m_place.rank == 0 ? missing(kDone).empty() : m_store->check({kAllDone}));
        });
        if (m_place.rank == 0 && ended && !failed) {
            m_store->set(kAllDone, bytesOf("1"));
        }
        if (failed || !ended) {
            leave();
            return failed ? *failed : Error{ErrorCode::Io, "the other processes do not come to an end", {}};
        }
    } catch (const std::exception& exception) {
        return whyBroken(messageOf(exception));
    }
    leave();
    return {};
}

void MeetingPlace::leave()
{
    try {
        sign(kGone);
        if (m_place.rank == 0) {
            lookFor(kToBeHeard, [&] { return missing(kGone).empty(); });
        }
    } catch (const std::exception&) {
        // Nobody is left to wait for.
    }
}

} // namespace sorby::learning
