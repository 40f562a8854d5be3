// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/torch_error.h"

#include <c10/util/Exception.h>

#include <new>
#include <string>
#include <string_view>

namespace sorby::learning {
namespace {

std::string firstLine(const std::exception& exception)
{
    const auto* torchError = dynamic_cast<const c10::Error*>(&exception);
    const std::string text = torchError != nullptr ? torchError->what_without_backtrace() : exception.what();
    return text.substr(0, text.find('\n'));
}

} // namespace

bool isOutOfMemory(const std::exception& exception)
{
    if (dynamic_cast<const c10::OutOfMemoryError*>(&exception) != nullptr ||
        dynamic_cast<const std::bad_alloc*>(&exception) != nullptr) {
        return true;
    }
    // The CPU's allocator and cuDNN say so in words alone.
    const std::string_view text = exception.what();
    for (const std::string_view words :
         {"can't allocate memory", "not enough memory", "out of memory", "ALLOC_FAILED"}) {
        if (text.find(words) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

Error errorFrom(const std::exception& exception)
{
    if (isOutOfMemory(exception)) {
        return {ErrorCode::OutOfMemory,
                "memory ran out; use smaller tiles, patches or a smaller width, or close other programs",
                {}};
    }
    return {ErrorCode::Internal, "LibTorch failed: " + firstLine(exception), {}};
}

} // namespace sorby::learning
