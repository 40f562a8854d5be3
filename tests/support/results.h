// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace sorby::test {

/// The value, or a failed test that shows the error.
template <typename T>
[[nodiscard]] T valueOf(Result<T> result)
{
    if (!result) {
        ADD_FAILURE() << describe(result.error());
        throw std::runtime_error("no value");
    }
    return std::move(result).value();
}

inline void expectGood(const Status& status)
{
    EXPECT_TRUE(status) << (status ? std::string() : describe(status.error()));
}

} // namespace sorby::test
