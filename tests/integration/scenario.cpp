// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/scenario.h"

#include "core/base/files.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sorby::test {

nlohmann::json succeed(std::vector<std::string> arguments)
{
    arguments.emplace_back("--json");
    const auto result = runSorby(arguments);
    EXPECT_EQ(result.exitCode, 0) << arguments.front() << ": " << result.err;
    for (const auto& event : eventsOf(result)) {
        EXPECT_TRUE(event.contains("event")) << "no JSON event in: " << result.out;
    }
    auto last = resultOf(result);
    EXPECT_EQ(last.value("event", ""), "result") << result.out;
    EXPECT_EQ(eventsOf(result, "result").size(), 1U);
    return last;
}

std::string failWith(int exitCode, const std::vector<std::string>& arguments, const ProcessOptions& options)
{
    const auto result = runSorby(arguments, options);
    EXPECT_EQ(result.exitCode, exitCode) << result.out << result.err;
    EXPECT_EQ(result.err.rfind("sorby: error: ", 0), 0U) << result.err;
    if (exitCode == 1) {
        EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    }
    return result.err;
}

SampleProject makeSampleProject(const std::filesystem::path& folder, int images, const std::string& size)
{
    SampleProject made{toUtf8(folder / "sample"), toUtf8(folder / fromUtf8("Projekt größe #1"))};
    succeed({"sample", made.sample, "--images", std::to_string(images), "--size", size, "--seed", "3"});
    succeed({"new", made.project, "--classes", "matrix,MA island"});
    succeed({"import", made.project, made.sample, "--format", "aachen"});
    succeed({"split", made.project, "--test", "0.3", "--validation", "0.2", "--group-by", "none"});
    return made;
}

std::vector<std::string> tinyTraining(const std::string& project, const std::string& name, int epochs)
{
    return {"train",    project,     "--name",      name,       "--width",
            "4",        "--depth",   "2",           "--epochs", std::to_string(epochs),
            "--batch",  "2",         "--precision", "fp32",     "--device",
            "cpu",      "--threads", "2",           "--lr",     "1e-3",
            "--recipe", "pilot"};
}

std::size_t countFiles(const std::filesystem::path& folder, const std::string& extension)
{
    const auto files = listFiles(folder, true);
    if (!files) {
        return 0;
    }
    return static_cast<std::size_t>(std::count_if(
        files->begin(), files->end(), [&](const auto& file) { return lowerExtension(file) == extension; }));
}

} // namespace sorby::test
