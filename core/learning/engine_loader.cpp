// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/base/version.h"
#include "core/learning/engine.h"

#include <cstdlib>
#include <mutex>
#include <system_error>

namespace sorby::learning {

#ifdef SORBY_LIBTORCH_VERSION

namespace fs = std::filesystem;
namespace {

std::vector<fs::path> placesToLook(const fs::path& folder)
{
    if (!folder.empty()) {
        return {folder};
    }
    if (const char* named = std::getenv("SORBY_ENGINE_DIR"); named != nullptr && *named != '\0') {
        return {fromUtf8(named)};
    }
    const auto program = platform::executablePath().parent_path();
    return {program, program.parent_path() / "lib" / "sorby"};
}

Result<std::shared_ptr<Engine>> loadFrom(const fs::path& file)
{
    auto library = platform::SharedLibrary::load(file);
    if (!library) {
        Error error = library.error();
        error.message = "the learning engine cannot be loaded: " + error.message +
                        "; if LibTorch is missing, `packaging/bootstrap deps` installs it";
        return error;
    }
    using Create = Engine* (*)(const char* programVersion);
    const auto create = reinterpret_cast<Create>(library->symbol("sorby_create_engine"));
    if (create == nullptr) {
        return Error{ErrorCode::Malformed, "is no learning engine of Sorby; reinstall Sorby", toUtf8(file)};
    }
    std::shared_ptr<Engine> engine(create(kVersion));
    if (!engine) {
        return Error{ErrorCode::Mismatch,
                     std::string("the learning engine is not of version ") + kVersion +
                         " as the program is; reinstall Sorby",
                     toUtf8(file)};
    }
    return engine;
}

} // namespace

const char* libtorchVersion()
{
    return SORBY_LIBTORCH_VERSION;
}

Result<std::shared_ptr<Engine>> loadEngine(const fs::path& folder)
{
    // LibTorch can be loaded only once into a process, so the engine is the one object of the program that
    // all callers share.
    static std::mutex mutex;
    static std::shared_ptr<Engine> loaded;
    const std::lock_guard lock(mutex);
    if (loaded) {
        return loaded;
    }
    std::string looked;
    for (const auto& place : placesToLook(folder)) {
        const auto file = place / SORBY_ENGINE_FILE;
        std::error_code failure;
        if (fs::exists(file, failure)) {
            auto engine = loadFrom(file);
            if (engine) {
                loaded = *engine;
            }
            return engine;
        }
        looked += (looked.empty() ? "" : " and ") + toUtf8(place);
    }
    return Error{ErrorCode::NotFound,
                 std::string("the learning engine ") + SORBY_ENGINE_FILE + " is not in " + looked +
                     "; reinstall Sorby, or set SORBY_ENGINE_DIR to the folder that holds it",
                 {}};
}

#else

const char* libtorchVersion()
{
    return "none";
}

Result<std::shared_ptr<Engine>> loadEngine(const std::filesystem::path& /*folder*/)
{
    return Error{ErrorCode::Unsupported,
                 "this Sorby was built without learning; build it with SORBY_LEARNING=ON and LibTorch",
                 {}};
}

#endif

} // namespace sorby::learning
