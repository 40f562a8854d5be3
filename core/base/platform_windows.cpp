// SPDX-License-Identifier: GPL-3.0-or-later
#define NOMINMAX
#define WIN32_LEAN_AND_MEAN
#include "core/base/files.h"
#include "core/base/platform.h"

#include <io.h>
#include <psapi.h>
#include <windows.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <system_error>

namespace sorby::platform {
namespace {

std::string lastError()
{
    return std::system_category().message(static_cast<int>(::GetLastError()));
}

class WindowsFileLock final : public FileLock {
  public:
    explicit WindowsFileLock(HANDLE handle) : m_handle(handle) {}
    WindowsFileLock(const WindowsFileLock&) = delete;
    WindowsFileLock& operator=(const WindowsFileLock&) = delete;
    ~WindowsFileLock() override { ::CloseHandle(m_handle); }

  private:
    HANDLE m_handle;
};

} // namespace

Memory memory()
{
    MEMORYSTATUSEX status{};
    status.dwLength = sizeof(status);
    ::GlobalMemoryStatusEx(&status);
    return {status.ullTotalPhys, status.ullAvailPhys};
}

std::uint64_t peakResidentBytes()
{
    PROCESS_MEMORY_COUNTERS counters{};
    ::GetProcessMemoryInfo(::GetCurrentProcess(), &counters, sizeof(counters));
    return counters.PeakWorkingSetSize;
}

int usableCores()
{
    return static_cast<int>(::GetActiveProcessorCount(ALL_PROCESSOR_GROUPS));
}

std::string userName()
{
    std::array<wchar_t, 257> name{};
    DWORD length = static_cast<DWORD>(name.size());
    return ::GetUserNameW(name.data(), &length) != 0 ? toUtf8(std::filesystem::path(name.data())) : "unknown";
}

std::string processorName()
{
    std::array<char, 256> name{};
    DWORD size = static_cast<DWORD>(name.size());
    const auto status =
        ::RegGetValueA(HKEY_LOCAL_MACHINE, "HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0",
                       "ProcessorNameString", RRF_RT_REG_SZ, nullptr, name.data(), &size);
    return status == ERROR_SUCCESS ? name.data() : "CPU";
}

std::filesystem::path executablePath()
{
    std::wstring path(MAX_PATH, L'\0');
    for (;;) {
        const DWORD length = ::GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
        if (length < path.size()) {
            path.resize(length);
            return path;
        }
        path.resize(path.size() * 2);
    }
}

std::filesystem::path settingsFolder()
{
    const wchar_t* folder = _wgetenv(L"APPDATA");
    return std::filesystem::path(folder != nullptr ? folder : L".") / L"Sorby";
}

bool standardErrorIsTerminal()
{
    return ::_isatty(::_fileno(stderr)) != 0;
}

int terminalColumns()
{
    CONSOLE_SCREEN_BUFFER_INFO info{};
    return ::GetConsoleScreenBufferInfo(::GetStdHandle(STD_ERROR_HANDLE), &info) != 0
               ? info.srWindow.Right - info.srWindow.Left + 1
               : 80;
}

std::string utcNow()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_s(&parts, &now);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text.data();
}

Status flushToDisk(const std::filesystem::path& path)
{
    const HANDLE handle = ::CreateFileW(path.c_str(), GENERIC_WRITE, FILE_SHARE_READ, nullptr, OPEN_EXISTING,
                                        FILE_ATTRIBUTE_NORMAL, nullptr);
    if (handle == INVALID_HANDLE_VALUE) {
        return Error{ErrorCode::Io, "cannot be written: " + lastError(), toUtf8(path)};
    }
    const bool flushed = ::FlushFileBuffers(handle) != 0;
    const auto reason = lastError();
    ::CloseHandle(handle);
    return flushed ? Status{} : Status{Error{ErrorCode::Io, "cannot be written: " + reason, toUtf8(path)}};
}

void ensureEnvironment(const char* name, const char* value, char**)
{
    // A library that is loaded while the program runs sees it; no other start is needed here.
    if (std::getenv(name) == nullptr) {
        ::_putenv_s(name, value);
    }
}

Result<std::unique_ptr<FileLock>> tryLock(const std::filesystem::path& path)
{
    // No sharing: the open file is the lock.
    const HANDLE handle =
        ::CreateFileW(path.c_str(), GENERIC_WRITE, 0, nullptr, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (handle != INVALID_HANDLE_VALUE) {
        return std::unique_ptr<FileLock>(std::make_unique<WindowsFileLock>(handle));
    }
    if (::GetLastError() == ERROR_SHARING_VIOLATION) {
        return std::unique_ptr<FileLock>();
    }
    return Error{ErrorCode::Io, "cannot be locked: " + lastError(), toUtf8(path)};
}

Result<SharedLibrary> SharedLibrary::load(const std::filesystem::path& path, bool)
{
    const HMODULE handle = ::LoadLibraryW(path.c_str());
    if (handle == nullptr) {
        return Error{ErrorCode::Unreadable, lastError(), toUtf8(path)};
    }
    return SharedLibrary(handle);
}

void* SharedLibrary::symbol(const char* name) const
{
    return reinterpret_cast<void*>(::GetProcAddress(static_cast<HMODULE>(m_handle), name));
}

} // namespace sorby::platform
