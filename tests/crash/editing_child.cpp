// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/crash/editing_child.h"

#include "core/base/files.h"
#include "core/project/edit_writer.h"
#include "tests/crash/random_session.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>
#include <thread>

namespace sorby::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
constexpr uid_t kNobody = 65534;

/// Lines that are on the disk when write() has returned.
class AckLog {
  public:
    explicit AckLog(const fs::path& path)
        : m_file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666))
    {}
    ~AckLog() { ::close(m_file); }
    AckLog(const AckLog&) = delete;
    AckLog& operator=(const AckLog&) = delete;

    void write(const std::string& line)
    {
        const std::lock_guard turn(m_mutex);
        const std::string text = line + '\n';
        if (::write(m_file, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
            ::fsync(m_file) != 0) {
            ::_exit(3);
        }
    }

  private:
    int m_file;
    std::mutex m_mutex;
};

/// Follows the writer and writes down what it has saved.
class Acknowledger {
  public:
    explicit Acknowledger(AckLog& log) : m_log(log) {}

    void changed() // on the writer's thread
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isNew = true;
        }
        m_wake.notify_one();
    }
    void submitted(std::uint64_t number)
    {
        const std::lock_guard lock(m_mutex);
        m_times[number] = Clock::now();
    }
    void follow(const project::EditWriter& writer)
    {
        m_thread = std::jthread([this, &writer](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                {
                    std::unique_lock lock(m_mutex);
                    m_wake.wait(lock, stop, [this] { return m_isNew; });
                    m_isNew = false;
                }
                tell(writer.state());
            }
        });
    }
    void finish() { m_thread = {}; }

  private:
    void tell(const project::EditWriter::State& state)
    {
        if (state.failure) {
            m_log.write("failure " + describe(*state.failure));
        }
        if (state.written <= m_told) {
            return;
        }
        m_told = state.written;
        double longest = 0;
        std::uint64_t last = 0;
        {
            const std::lock_guard lock(m_mutex);
            for (auto it = m_times.begin(); it != m_times.end() && it->first <= m_told;) {
                const std::chrono::duration<double, std::milli> took = Clock::now() - it->second;
                longest = std::max(longest, took.count());
                it = m_times.erase(it);
            }
            last = m_times.empty() ? m_told : m_times.rbegin()->first;
        }
        m_log.write(fmt::format("saved {} {} {:.1f}", m_told, last, longest));
    }

    AckLog& m_log;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    bool m_isNew = false;
    std::map<std::uint64_t, Clock::time_point> m_times;
    std::uint64_t m_told = 0;
    std::jthread m_thread;
};

void sleepMs(double ms)
{
    std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(ms));
}

/// Lets the disk fail now and then.
std::jthread startSabotage(const EditingOrder& order, project::EditWriter& writer)
{
    return std::jthread([&order, &writer](const std::stop_token& stop) {
        Random random(order.seed, "sabotage", static_cast<std::uint64_t>(order.round));
        while (!stop.stop_requested()) {
            sleepMs(random.uniform(1, 40));
            armFault(order.fault, random.between(0, 30));
            sleepMs(random.uniform(5, 60));
            clearFault();
            writer.retry();
        }
    });
}

void setFolderMode(const fs::path& project, mode_t folderMode, mode_t fileMode)
{
    for (const auto* name :
         {"project.sorby", "project.sorby-wal", "project.sorby-shm", "project.sorby.lock"}) {
        ::chmod((project / name).c_str(), fileMode);
    }
    ::chmod(project.c_str(), folderMode);
}

} // namespace

int runEditingChild(const EditingOrder& order)
{
    AckLog log(order.log);
    const auto giveUp = [&log](const std::string& why) {
        log.write("complaint " + why);
        return 2;
    };
    if (order.locksFolder && ::geteuid() == 0 && ::seteuid(kNobody) != 0) {
        return giveUp("the superuser's rights cannot be laid down");
    }
    if (order.fault != Fault::None) {
        installFailingVfs();
    }
    auto opened = project::Project::open(order.project);
    if (!opened) {
        return giveUp(describe(opened.error()));
    }
    const std::shared_ptr<project::Project> project = std::move(*opened);
    if (project->isReadOnly()) {
        return giveUp(project->readOnlyReason());
    }
    auto beginning = readState(*project);
    if (!beginning) {
        return giveUp(describe(beginning.error()));
    }
    RandomSession session(std::move(*beginning), order.seed, order.round);
    Random pace(order.seed, "pace", static_cast<std::uint64_t>(order.round));
    Acknowledger acknowledger(log);
    project::EditWriter writer(project, [&acknowledger] { acknowledger.changed(); });
    acknowledger.follow(writer);
    log.write("opened");
    std::jthread sabotage;
    if (order.fault != Fault::None) {
        sabotage = startSabotage(order, writer);
    }
    for (int edit = 0; order.edits == 0 || edit < order.edits; ++edit) {
        if (order.locksFolder && edit == order.edits / 2) {
            setFolderMode(order.project, 0555, 0444);
        }
        acknowledger.submitted(writer.submit(session.next()));
        sleepMs(pace.chance(0.2) ? 0 : pace.uniform(0, 4));
    }
    sabotage = {};
    clearFault();
    const auto flushed = writer.flush(std::chrono::seconds(20));
    acknowledger.finish();
    if (!flushed) {
        return giveUp("cannot be saved: " + describe(flushed.error()));
    }
    log.write(fmt::format("ended {}", order.edits));
    return 0;
}

EditingLog readLog(const fs::path& log)
{
    EditingLog result;
    const auto text = readText(log).valueOr({});
    std::istringstream lines(text.substr(0, text.rfind('\n') + 1));
    std::string line;
    while (std::getline(lines, line)) {
        std::istringstream words(line);
        std::string kind;
        words >> kind;
        if (kind == "opened") {
            result.opened = true;
        } else if (kind == "saved") {
            double ms = 0;
            words >> result.saved >> result.submitted >> ms;
            result.longestMs = std::max(result.longestMs, ms);
        } else if (kind == "failure") {
            ++result.failures;
        } else if (kind == "ended") {
            result.ended = true;
            words >> result.saved;
        } else if (kind == "complaint") {
            std::getline(words, result.complaint);
        }
    }
    return result;
}

} // namespace sorby::test
