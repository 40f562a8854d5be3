// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <sstream>
#include <stdexcept>

namespace sorby::test {
namespace {

struct Pipe {
    int read = -1;
    int write = -1;

    Pipe()
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw std::runtime_error("pipe");
        }
        read = ends[0];
        write = ends[1];
    }
};

/// In the child: never returns.
[[noreturn]] void becomeSorby(const std::vector<std::string>& arguments, const ProcessOptions& options,
                              const Pipe& out, const Pipe& err)
{
    const int target =
        options.standardOutput.empty() ? out.write : ::open(options.standardOutput.c_str(), O_WRONLY);
    ::dup2(target, STDOUT_FILENO);
    ::dup2(err.write, STDERR_FILENO);
    ::unsetenv("DISPLAY");
    ::unsetenv("WAYLAND_DISPLAY");
    ::unsetenv("QT_QPA_PLATFORM");
    for (const auto& [name, value] : options.environment) {
        ::setenv(name.c_str(), value.c_str(), 1);
    }
    if (options.fileSizeLimit > 0) {
        // Writing beyond the limit then fails like a full disk instead of ending the process.
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{options.fileSizeLimit, options.fileSizeLimit};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    std::vector<std::string> words = arguments;
    words.insert(words.begin(), SORBY_PROGRAM);
    std::vector<char*> pointers;
    for (auto& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    ::execv(SORBY_PROGRAM, pointers.data());
    ::_exit(127);
}

/// Takes what has arrived; false at the end of the stream.
bool drain(int file, std::string& text)
{
    std::array<char, 4096> buffer{};
    const auto count = ::read(file, buffer.data(), buffer.size());
    if (count > 0) {
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return count > 0 || (count < 0 && errno == EINTR);
}

/// Watches the whole lines of a growing text.
class LineWatch {
  public:
    explicit LineWatch(const ProcessOptions& options) : m_options(options) {}

    [[nodiscard]] bool wantsInterrupt(const std::string& text)
    {
        bool wanted = false;
        for (auto end = text.find('\n', m_seen); end != std::string::npos; end = text.find('\n', m_seen)) {
            const auto line = text.substr(m_seen, end - m_seen);
            m_seen = end + 1;
            wanted = wanted || (m_options.interruptAt && m_options.interruptAt(line));
        }
        return wanted;
    }

  private:
    const ProcessOptions& m_options;
    std::size_t m_seen = 0;
};

void collect(pid_t child, const Pipe& out, const Pipe& err, const ProcessOptions& options,
             ProcessResult& result)
{
    LineWatch watch(options);
    bool interrupted = false;
    std::array<pollfd, 2> files{pollfd{out.read, POLLIN, 0}, pollfd{err.read, POLLIN, 0}};
    while (files[0].fd >= 0 || files[1].fd >= 0) {
        if (::poll(files.data(), files.size(), -1) < 0 && errno != EINTR) {
            throw std::runtime_error("poll");
        }
        for (auto& file : files) {
            if (file.fd >= 0 && file.revents != 0 &&
                !drain(file.fd, file.fd == out.read ? result.out : result.err)) {
                file.fd = -1;
            }
        }
        if (watch.wantsInterrupt(result.out) && !interrupted) {
            interrupted = true;
            ::kill(child, options.kill ? SIGKILL : SIGINT);
        }
    }
}

} // namespace

ProcessResult runSorby(const std::vector<std::string>& arguments, const ProcessOptions& options)
{
    const Pipe out;
    const Pipe err;
    const pid_t child = ::fork();
    if (child < 0) {
        throw std::runtime_error("fork");
    }
    if (child == 0) {
        becomeSorby(arguments, options, out, err);
    }
    ::close(out.write);
    ::close(err.write);
    ProcessResult result;
    collect(child, out, err, options, result);
    ::close(out.read);
    ::close(err.read);
    int status = 0;
    ::waitpid(child, &status, 0);
    result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

std::vector<nlohmann::json> eventsOf(const ProcessResult& result)
{
    std::vector<nlohmann::json> events;
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) {
        auto event = nlohmann::json::parse(line, nullptr, false);
        events.push_back(event.is_object() ? std::move(event) : nlohmann::json::object());
    }
    return events;
}

nlohmann::json resultOf(const ProcessResult& result)
{
    const auto events = eventsOf(result);
    return events.empty() ? nlohmann::json::object() : events.back();
}

std::vector<nlohmann::json> eventsOf(const ProcessResult& result, const std::string& kind)
{
    std::vector<nlohmann::json> chosen;
    for (auto& event : eventsOf(result)) {
        if (event.value("event", "") == kind) {
            chosen.push_back(std::move(event));
        }
    }
    return chosen;
}

} // namespace sorby::test
