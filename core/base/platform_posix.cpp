// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/base/utf8.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <thread>
#ifdef __linux__
#include <sched.h>
#endif

namespace sorby::platform {
namespace {

std::uint64_t readNumber(const char* path, std::uint64_t fallback)
{
    std::ifstream stream(path);
    std::uint64_t value = 0;
    return stream >> value ? value : fallback;
}

class PosixFileLock final : public FileLock {
  public:
    explicit PosixFileLock(int descriptor) : m_descriptor(descriptor) {}
    PosixFileLock(const PosixFileLock&) = delete;
    PosixFileLock& operator=(const PosixFileLock&) = delete;
    ~PosixFileLock() override { ::close(m_descriptor); }

  private:
    int m_descriptor;
};

} // namespace

Memory memory()
{
    Memory result;
    const auto pageSize = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    result.totalBytes = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * pageSize;
    result.availableBytes = result.totalBytes;
#ifdef __linux__
    std::ifstream info("/proc/meminfo");
    std::string key;
    std::string unit;
    std::uint64_t kibibytes = 0;
    while (info >> key >> kibibytes && std::getline(info, unit)) {
        if (key == "MemAvailable:") {
            result.availableBytes = kibibytes * 1024;
        }
    }
    const auto limit = readNumber("/sys/fs/cgroup/memory.max", 0);
    if (limit > 0 && limit < result.totalBytes) {
        const auto used = std::min(readNumber("/sys/fs/cgroup/memory.current", 0), limit);
        result.totalBytes = limit;
        result.availableBytes = std::min(result.availableBytes, limit - used);
    }
#endif
    return result;
}

std::uint64_t peakResidentBytes()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    return static_cast<std::uint64_t>(usage.ru_maxrss);
#else
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
#endif
}

int usableCores()
{
#ifdef __linux__
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof(set), &set) == 0) {
        return std::max(1, CPU_COUNT(&set));
    }
#endif
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

std::string userName()
{
    std::array<char, 16384> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr &&
        isUtf8(entry.pw_name)) {
        return entry.pw_name;
    }
    return "unknown";
}

std::string processorName()
{
    std::ifstream info("/proc/cpuinfo");
    std::string line;
    while (std::getline(info, line)) {
        const auto colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos) {
            return line.substr(colon + 2);
        }
    }
    return "CPU";
}

std::filesystem::path executablePath()
{
    std::error_code failure;
    return std::filesystem::read_symlink("/proc/self/exe", failure);
}

std::filesystem::path settingsFolder()
{
    const char* chosen = std::getenv("XDG_CONFIG_HOME");
    if (chosen != nullptr && chosen[0] == '/') {
        return std::filesystem::path(chosen) / "sorby";
    }
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr ? home : ".") / ".config" / "sorby";
}

bool standardErrorIsTerminal()
{
    return ::isatty(STDERR_FILENO) == 1;
}

int terminalColumns()
{
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string utcNow()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text.data();
}

Status flushToDisk(const std::filesystem::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return Error{ErrorCode::Io, std::string("cannot be written: ") + std::strerror(errno), toUtf8(path)};
    }
    const int status = ::fsync(descriptor);
    const int reason = errno;
    ::close(descriptor);
    if (status != 0 && reason != EINVAL && reason != EROFS) {
        return Error{ErrorCode::Io, std::string("cannot be written: ") + std::strerror(reason), toUtf8(path)};
    }
    return {};
}

void ensureEnvironment(const char* name, const char* value, char** argv)
{
    if (std::getenv(name) == nullptr && ::setenv(name, value, 0) == 0) {
        ::execv(executablePath().c_str(), argv);
    }
}

Result<std::unique_ptr<FileLock>> tryLock(const std::filesystem::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        return Error{ErrorCode::Io, std::string("cannot be locked: ") + std::strerror(errno), toUtf8(path)};
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor);
        return std::unique_ptr<FileLock>();
    }
    return std::unique_ptr<FileLock>(std::make_unique<PosixFileLock>(descriptor));
}

Result<SharedLibrary> SharedLibrary::load(const std::filesystem::path& path, bool global)
{
    void* handle = ::dlopen(path.c_str(), RTLD_NOW | (global ? RTLD_GLOBAL : RTLD_LOCAL));
    if (handle == nullptr) {
        const char* reason = ::dlerror();
        return Error{ErrorCode::Unreadable, reason != nullptr ? reason : "cannot be loaded", toUtf8(path)};
    }
    return SharedLibrary(handle);
}

void* SharedLibrary::symbol(const char* name) const
{
    return ::dlsym(m_handle, name);
}

} // namespace sorby::platform
