// SPDX-License-Identifier: GPL-3.0-or-later
// Proves that the store loses nothing: a process edits a project and is killed at a random moment, or its
// disk fails; then the project is opened again and compared with what had been called saved.
//     sorby_crash_test kill|full|error|readonly|folder|all [ROUNDS] [SEED]
#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/base/result.h"
#include "core/project/backups.h"
#include "core/project/project.h"
#include "tests/crash/editing_child.h"
#include "tests/crash/random_session.h"
#include "tests/support/temporary_folder.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <iostream>
#include <optional>
#include <thread>

extern char** environ;

namespace sorby::test {
namespace {

namespace fs = std::filesystem;
using project::Project;

constexpr int kImages = 4;
constexpr uid_t kNobody = 65534;
constexpr std::uint64_t kMostLookedAhead = 20'000;

struct Mode {
    const char* name;
    Fault fault;
    bool kills;       ///< else the process ends by itself
    bool locksFolder; ///< in mid-session
};
constexpr Mode kModes[] = {
    {"kill", Fault::None, true, false},         {"full", Fault::FullDisk, true, false},
    {"error", Fault::WriteError, true, false},  {"readonly", Fault::ReadOnly, true, false},
    {"recover", Fault::FullDisk, false, false}, {"folder", Fault::None, false, true},
};

struct Totals {
    int rounds = 0;
    int killedAtOpening = 0;
    std::uint64_t saved = 0;
    std::uint64_t beyond = 0; ///< found in the file though nobody had been told yet
    int failures = 0;
    double longestMs = 0;
};

std::string fail(const std::string& what)
{
    return what;
}

int toInt(const char* text, int fallback)
{
    int value = fallback;
    const std::string_view view(text);
    std::from_chars(view.data(), view.data() + view.size(), value);
    return value;
}

pid_t start(const EditingOrder& order)
{
    std::vector<std::string> words{toUtf8(platform::executablePath()),
                                   "--child",
                                   toUtf8(order.project),
                                   toUtf8(order.log),
                                   std::to_string(order.seed),
                                   std::to_string(order.round),
                                   std::to_string(static_cast<int>(order.fault)),
                                   std::to_string(order.edits),
                                   order.locksFolder ? "1" : "0"};
    std::vector<char*> pointers;
    for (auto& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    pid_t child = -1;
    return ::posix_spawn(&child, words[0].c_str(), nullptr, nullptr, pointers.data(), environ) == 0 ? child
                                                                                                    : -1;
}

int runChild(char** argv)
{
    EditingOrder order;
    order.project = fromUtf8(argv[2]);
    order.log = fromUtf8(argv[3]);
    order.seed = static_cast<std::uint64_t>(toInt(argv[4], 0));
    order.round = toInt(argv[5], 0);
    order.fault = static_cast<Fault>(toInt(argv[6], 0));
    order.edits = toInt(argv[7], 0);
    order.locksFolder = toInt(argv[8], 0) != 0;
    return runEditingChild(order);
}

Status makeProject(const fs::path& folder)
{
    const auto project = Project::create(folder, annotation::numberedClasses(3));
    if (!project) {
        return project.error();
    }
    for (int i = 0; i < kImages; ++i) {
        project::NewImage image;
        image.name = fmt::format("field {}.png", i);
        image.file = folder.parent_path() / fromUtf8(image.name);
        image.size = {500, 400};
        if (const auto added = (*project)->addImage(image); !added) {
            return added.error();
        }
    }
    return {};
}

/// How many of the session's edits the found state holds: at least `saved`. Nothing: it is no state that the
/// session ever had after these.
std::optional<std::uint64_t> editsIn(const ProjectState& found, RandomSession& session, std::uint64_t saved,
                                     std::uint64_t most)
{
    for (std::uint64_t i = 0; i < saved; ++i) {
        (void)session.next();
    }
    std::vector<bool> same;
    for (std::size_t i = 0; i < found.annotations.size(); ++i) {
        same.push_back(session.state().annotations[i] == found.annotations[i]);
    }
    for (std::uint64_t edits = saved;; ++edits) {
        if (std::ranges::all_of(same, [](bool value) { return value; })) {
            return edits;
        }
        if (edits >= most) {
            return std::nullopt;
        }
        (void)session.next();
        const auto changed = session.lastChanged();
        same[changed] = session.state().annotations[changed] == found.annotations[changed];
    }
}

/// Kills the child at a random moment, from its start on.
void killSometime(pid_t child, const fs::path& log, Random& random)
{
    if (random.chance(0.15)) {
        std::this_thread::sleep_for(std::chrono::microseconds(random.between(0, 60'000)));
    } else {
        while (!readLog(log).opened && readLog(log).complaint.empty()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        std::this_thread::sleep_for(std::chrono::microseconds(random.between(0, 150'000)));
    }
    ::kill(child, SIGKILL);
}

/// Empty when all is well, else what is wrong.
std::string checkRound(const Mode& mode, const fs::path& folder, const EditingOrder& order,
                       ProjectState beginning, Totals& totals)
{
    const auto log = readLog(order.log);
    if (!log.complaint.empty()) {
        return fail("the process gave up: " + log.complaint);
    }
    if (!mode.kills && !log.ended) {
        return fail("the process did not save everything at its end");
    }
    const auto opened = Project::open(folder);
    if (!opened) {
        return fail("the project does not open: " + describe(opened.error()));
    }
    if ((*opened)->isReadOnly()) {
        return fail("the lock outlived its holder: " + (*opened)->readOnlyReason());
    }
    const auto found = readState(**opened);
    if (!found) {
        return fail("the annotations cannot be read: " + describe(found.error()));
    }
    RandomSession session(std::move(beginning), order.seed, order.round);
    const auto edits =
        editsIn(*found, session, log.saved, log.ended ? log.saved : log.saved + kMostLookedAhead);
    if (!edits) {
        return fail(
            fmt::format("{} edits had been called saved, and the file holds another state", log.saved));
    }
    totals.saved += log.saved;
    totals.beyond += *edits - log.saved;
    totals.killedAtOpening += log.opened ? 0 : 1;
    totals.failures += log.failures;
    totals.longestMs = std::max(totals.longestMs, log.longestMs);
    ++totals.rounds;
    return {};
}

std::string playRound(const Mode& mode, const fs::path& folder, std::uint64_t seed, int round, Totals& totals)
{
    Random random(seed, "round", static_cast<std::uint64_t>(round));
    EditingOrder order{folder,          folder.parent_path() / "edits.log", seed, round, mode.fault, 0,
                       mode.locksFolder};
    order.edits = mode.kills ? 0 : random.between(40, 120);
    std::error_code ignored;
    fs::remove(order.log, ignored);
    auto beginning = [&]() -> Result<ProjectState> {
        const auto project = Project::open(folder, project::OpenMode::ReadOnly);
        return project ? readState(**project) : Result<ProjectState>(project.error());
    }();
    if (!beginning) {
        return fail("the project cannot be read: " + describe(beginning.error()));
    }
    if (mode.locksFolder && ::geteuid() == 0) {
        for (const auto& entry : fs::recursive_directory_iterator(folder.parent_path())) {
            (void)!::chown(entry.path().c_str(), kNobody, kNobody);
        }
        (void)!::chown(folder.parent_path().c_str(), kNobody, kNobody);
    }
    const pid_t child = start(order);
    if (child < 0) {
        return fail("the process cannot be started");
    }
    if (mode.kills) {
        killSometime(child, order.log, random);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL) {
        return fail(fmt::format("the process crashed by itself, with signal {}", WTERMSIG(status)));
    }
    if (mode.locksFolder) {
        ::chmod(folder.c_str(), 0755);
        for (const auto& entry : fs::directory_iterator(folder)) {
            ::chmod(entry.path().c_str(), entry.is_directory() ? 0755 : 0644);
        }
    }
    return checkRound(mode, folder, order, std::move(*beginning), totals);
}

/// Every backup that the sessions left can be gone back to.
std::string checkBackups(const fs::path& folder)
{
    const auto backups = project::listBackups(folder);
    if (!backups) {
        return fail(describe(backups.error()));
    }
    for (const auto& backup : *backups) {
        if (const auto restored = project::restoreBackup(folder, toUtf8(backup.file)); !restored) {
            return fail("a backup cannot be restored: " + describe(restored.error()));
        }
        if (const auto opened = Project::open(folder, project::OpenMode::ReadOnly); !opened) {
            return fail("a restored backup does not open: " + describe(opened.error()));
        }
    }
    return {};
}

bool play(const Mode& mode, int rounds, std::uint64_t seed)
{
    const TemporaryFolder folder;
    const auto home = folder / "project";
    if (const auto made = makeProject(home); !made) {
        std::cerr << describe(made.error()) << '\n';
        return false;
    }
    Totals totals;
    std::string wrong;
    for (int round = 0; round < rounds && wrong.empty(); ++round) {
        wrong = playRound(mode, home, seed, round, totals);
        if (!wrong.empty()) {
            wrong = fmt::format("round {} of seed {}: {}", round, seed, wrong);
        }
    }
    if (wrong.empty()) {
        wrong = checkBackups(home);
    }
    std::cout << fmt::format(
        "{}: {} rounds, {} killed while opening, {} edits called saved and found, {} more in "
        "the file, {} failures told, longest from edit to saved {:.0f} ms\n",
        mode.name, totals.rounds, totals.killedAtOpening, totals.saved, totals.beyond, totals.failures,
        totals.longestMs);
    if (!wrong.empty()) {
        std::cerr << mode.name << ": " << wrong << '\n';
    }
    return wrong.empty();
}

} // namespace
} // namespace sorby::test

int main(int argc, char** argv)
{
    using namespace sorby::test;
    const std::string_view wanted = argc > 1 ? argv[1] : "all";
    if (wanted == "--child" && argc == 9) {
        return runChild(argv);
    }
    const int rounds = argc > 2 ? toInt(argv[2], 10) : 10;
    const auto seed = static_cast<std::uint64_t>(argc > 3 ? toInt(argv[3], 1) : 1);
    bool known = false;
    bool good = true;
    for (const auto& mode : kModes) {
        if (wanted == "all" || wanted == mode.name) {
            known = true;
            good = play(mode, rounds, seed) && good;
        }
    }
    if (!known) {
        std::cerr << "usage: sorby_crash_test kill|full|error|readonly|recover|folder|all [ROUNDS] [SEED]\n";
        return 2;
    }
    return good ? 0 : 1;
}
