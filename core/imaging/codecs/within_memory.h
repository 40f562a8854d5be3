// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/base/result.h"

#include <filesystem>
#include <new>
#include <stdexcept>

namespace sorby::imaging::codecs {

/// Runs `work()`, which reads the file; a failed allocation becomes an Error that names it.
template <typename T, typename Work>
[[nodiscard]] Result<T> withinMemory(const std::filesystem::path& path, const Work& work)
{
    const Error noMemory{ErrorCode::OutOfMemory, "there is no memory left to read it", toUtf8(path)};
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return noMemory;
    } catch (const std::length_error&) {
        return noMemory;
    }
}

} // namespace sorby::imaging::codecs
