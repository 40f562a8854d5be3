// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/learning/engine.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace sorby::learning {
namespace {

#ifdef SORBY_TEST_ENGINE_DIR

TEST(EngineLoaderTest, MissingSharedObjectIsAnErrorWithPlaceAndRemedy)
{
    const test::TemporaryFolder folder;
    const auto engine = loadEngine(folder.path());
    ASSERT_FALSE(engine);
    EXPECT_EQ(engine.error().code, ErrorCode::NotFound);
    EXPECT_NE(engine.error().message.find(toUtf8(folder.path())), std::string::npos)
        << engine.error().message;
    EXPECT_NE(engine.error().message.find("SORBY_ENGINE_DIR"), std::string::npos);
}

TEST(EngineLoaderTest, TheEnvironmentVariableNamesThePlace)
{
    const test::TemporaryFolder folder;
    ::setenv("SORBY_ENGINE_DIR", toUtf8(folder.path()).c_str(), 1);
    const auto engine = loadEngine();
    ::unsetenv("SORBY_ENGINE_DIR");
    ASSERT_FALSE(engine);
    EXPECT_NE(engine.error().message.find(toUtf8(folder.path())), std::string::npos)
        << engine.error().message;
}

TEST(EngineLoaderTest, AFileThatIsNoLibraryIsAnErrorThatNamesIt)
{
    const test::TemporaryFolder folder;
    const auto file = folder.path() / SORBY_TEST_ENGINE_FILE;
    ASSERT_TRUE(writeFileAtomically(file, "no library"));
    const auto engine = loadEngine(folder.path());
    ASSERT_FALSE(engine);
    EXPECT_EQ(engine.error().where, toUtf8(file));
    EXPECT_NE(engine.error().message.find("cannot be loaded"), std::string::npos);
}

TEST(EngineLoaderTest, LoadsOnceAndTellsItsDevices)
{
    const auto engine = loadEngine(fromUtf8(SORBY_TEST_ENGINE_DIR));
    ASSERT_TRUE(engine) << describe(engine.error());
    const auto again = loadEngine("/nowhere");
    ASSERT_TRUE(again);
    EXPECT_EQ(engine->get(), again->get());

    const auto report = (*engine)->devices();
    ASSERT_FALSE(report.devices.empty());
    const auto& cpu = report.devices.front();
    EXPECT_EQ(cpu.id, "cpu");
    EXPECT_FALSE(cpu.name.empty());
    EXPECT_GE(cpu.cores, 1);
    EXPECT_GT(cpu.totalBytes, 0U);
    EXPECT_LE(cpu.freeBytes, cpu.totalBytes);
    EXPECT_EQ(report.cudaAbsence.empty(), report.devices.size() > 1) << report.cudaAbsence;
    EXPECT_STRNE(libtorchVersion(), "none");
}

#else

TEST(EngineLoaderTest, ABuildWithoutLearningSaysSo)
{
    const auto engine = loadEngine();
    ASSERT_FALSE(engine);
    EXPECT_EQ(engine.error().code, ErrorCode::Unsupported);
    EXPECT_STREQ(libtorchVersion(), "none");
}

#endif

} // namespace
} // namespace sorby::learning
