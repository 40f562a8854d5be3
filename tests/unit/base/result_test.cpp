// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace sorby {
namespace {

Error someError()
{
    return {ErrorCode::Malformed, "column 'polygon' is missing; add it", "a.csv:3"};
}

Result<int> half(int number)
{
    if (number % 2 != 0) {
        return Error{ErrorCode::InvalidArgument, "odd", {}};
    }
    return number / 2;
}

struct Base {
    virtual ~Base() = default;
    [[nodiscard]] virtual int number() const { return 1; }
};
struct Derived final : Base {
    [[nodiscard]] int number() const override { return 2; }
};

TEST(Result, HoldsEitherTheValueOrTheError)
{
    const auto good = half(6);
    ASSERT_TRUE(good);
    EXPECT_EQ(*good, 3);
    EXPECT_EQ(good.valueOr(9), 3);
    const auto bad = half(7);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(bad.valueOr(9), 9);
}

TEST(Result, GivesUpAMoveOnlyValue)
{
    Result<std::unique_ptr<int>> result(std::make_unique<int>(5));
    const std::unique_ptr<int> owned = std::move(result).value();
    EXPECT_EQ(*owned, 5);
}

TEST(Result, PassesDerivedPointersAndTheirErrorsThrough)
{
    const Result<std::unique_ptr<Base>> value = Result<std::unique_ptr<Derived>>(std::make_unique<Derived>());
    ASSERT_TRUE(value);
    EXPECT_EQ((*value)->number(), 2);
    const Result<std::unique_ptr<Base>> error = Result<std::unique_ptr<Derived>>(someError());
    ASSERT_FALSE(error);
    EXPECT_EQ(error.error(), someError());
}

TEST(Result, StatusIsSuccessUnlessItHasAnError)
{
    EXPECT_TRUE(Status());
    const Status failed = someError();
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error(), someError());
}

TEST(ErrorText, NamesThePlaceWhenThereIsOne)
{
    EXPECT_EQ(describe(someError()), "a.csv:3: column 'polygon' is missing; add it");
    EXPECT_EQ(describe({ErrorCode::Io, "the disk is full", {}}), "the disk is full");
}

} // namespace
} // namespace sorby
