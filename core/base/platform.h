// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

/// Everything that is different on each operating system; implemented once in platform_posix.cpp and once in
/// platform_windows.cpp.
namespace sorby::platform {

struct Memory {
    std::uint64_t totalBytes = 0;
    std::uint64_t availableBytes =
        0; ///< what can be had without swapping, container limits taken into account
};
[[nodiscard]] Memory memory();

/// Highest resident memory of this process so far.
[[nodiscard]] std::uint64_t peakResidentBytes();
/// Cores that this process may use.
[[nodiscard]] int usableCores();
/// The name that the person logged in with; "unknown" where the system does not tell.
[[nodiscard]] std::string userName();
/// The processor's name as the system gives it, "AMD EPYC".
[[nodiscard]] std::string processorName();
/// The running program's file, to find what is installed beside it.
[[nodiscard]] std::filesystem::path executablePath();
/// Where this user's settings of Sorby lie; it may not exist yet.
[[nodiscard]] std::filesystem::path settingsFolder();
/// Is the file a terminal that can show a progress bar (stderr)?
[[nodiscard]] bool standardErrorIsTerminal();
/// Columns of the terminal, 80 when not known.
[[nodiscard]] int terminalColumns();
/// UTC, ISO 8601 with seconds: "2026-03-31T12:03:41Z".
[[nodiscard]] std::string utcNow();
/// Flushes a file's content to the disk, so that it outlives a power cut.
[[nodiscard]] Status flushToDisk(const std::filesystem::path& path);

/// Makes sure of a variable that libraries read while they are loaded, before main(): when it is not set,
/// sets it and starts this program anew in the same process, with the same arguments. Returns when there is
/// nothing to do or the start failed; the variable is set then. Call it first thing in main().
void ensureEnvironment(const char* name, const char* value, char** argv);

/// A lock between processes on one file. The system frees it when the process ends, however it ends.
class FileLock {
  public:
    virtual ~FileLock() = default;
};
/// Takes the lock without waiting; null when another process (or another handle in this one) holds it.
[[nodiscard]] Result<std::unique_ptr<FileLock>> tryLock(const std::filesystem::path& path);

/// A shared library that is loaded while the program runs. It is never unloaded: its code may still be
/// referenced.
class SharedLibrary {
  public:
    [[nodiscard]] static Result<SharedLibrary> load(const std::filesystem::path& path, bool global = false);
    /// The address of an exported function, null when there is none of that name.
    [[nodiscard]] void* symbol(const char* name) const;

  private:
    explicit SharedLibrary(void* handle) : m_handle(handle) {}
    void* m_handle = nullptr;
};

} // namespace sorby::platform
