// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <exception>
#include <functional>
#include <type_traits>

/// Where LibTorch's exceptions become Errors.
namespace sorby::learning {

/// Did memory run out, of the machine or of the device?
[[nodiscard]] bool isOutOfMemory(const std::exception& exception);

/// The first line of what LibTorch says, without its list of C++ calls.
[[nodiscard]] Error errorFrom(const std::exception& exception);

/// Calls `work`, which gives a Result; an exception becomes its Error.
template <typename Work>
[[nodiscard]] std::invoke_result_t<Work> guarded(const Work& work)
{
    try {
        return work();
    } catch (const std::exception& exception) {
        return errorFrom(exception);
    }
}

} // namespace sorby::learning
