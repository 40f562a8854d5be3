// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/version.h"
#include "tests/integration/scenario.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace sorby::test {
namespace {

using Words = std::vector<std::string>;

TEST(Usage, WithoutADisplayTheVerbsAreNamed)
{
    const auto result = runSorby({});
    EXPECT_NE(result.exitCode, 0);
    for (const auto* const verb : {"sample", "import", "train", "devices"}) {
        EXPECT_NE(result.err.find(verb), std::string::npos) << result.err;
    }
}

TEST(Usage, VersionNamesSorbyAndItsLibrariesWithoutLoadingLibTorch)
{
    const auto version = succeed({"--version"});
    EXPECT_EQ(version["versions"]["Sorby"], kVersion);
    for (const auto* const library :
         {"LibTorch", "OpenCV", "SQLite", "libpng", "libtiff", "libjpeg", "Boost", "zstd"}) {
        EXPECT_FALSE(version["versions"].value(library, "").empty()) << library;
    }
}

TEST(Usage, HelpListsWhatIsThereAndNothingElse)
{
    const auto help = runSorby({"train", "--help"});
    EXPECT_EQ(help.exitCode, 0);
    EXPECT_TRUE(help.err.empty());
    for (const auto* const option :
         {"--epochs", "--memory-limit", "--json", "--device", "--encoder", "deeplabv3+", "imagenet",
          "--schedule", "--resume", "--recipe", "--init", "--resize", "--class-weights"}) {
        EXPECT_NE(help.out.find(option), std::string::npos) << option;
    }
}

struct BadUsage {
    const char* what;
    Words arguments;
    const char* said;
};
void PrintTo(const BadUsage& usage, std::ostream* out)
{
    *out << usage.what;
}

class UsageErrors : public testing::TestWithParam<BadUsage> {};

TEST_P(UsageErrors, ExitWithTwoAndSayWhy)
{
    const auto& usage = GetParam();
    const auto message = failWith(2, usage.arguments);
    EXPECT_NE(message.find(usage.said), std::string::npos) << message;
}

INSTANTIATE_TEST_SUITE_P(
    All, UsageErrors,
    testing::Values(
        BadUsage{"unknownVerb", {"trian", "p"}, "train"}, BadUsage{"missingProject", {"info"}, "PROJECT"},
        BadUsage{"missingRun", {"evaluate", "p"}, "--run"},
        BadUsage{"unknownOption", {"train", "p", "--tta"}, "--tta"},
        BadUsage{"networkNotThere", {"train", "p", "--network", "segformer"}, "unet"},
        BadUsage{"widthZero", {"train", "p", "--width", "0"}, "--width"},
        BadUsage{"epochsNotANumber", {"train", "p", "--epochs", "many"}, "--epochs"},
        BadUsage{"epochsWithATail", {"train", "p", "--epochs", "5x"}, "--epochs"},
        BadUsage{"learningRateNaN", {"train", "p", "--lr", "nan"}, "--lr"},
        BadUsage{"precisionNotThere", {"train", "p", "--precision", "fp8"}, "bf16"},
        BadUsage{"recipeNotThere", {"train", "p", "--recipe", "cake"}, "pilot"},
        BadUsage{"patchAndResize", {"train", "p", "--patch", "256x256", "--resize", "512x512"}, "resize"},
        BadUsage{
            "weightsOfAreas", {"train", "p", "--loss", "dice", "--class-weights", "root"}, "class weights"},
        BadUsage{"hasUpMaybe", {"train", "p", "--has-up", "maybe"}, "yes"},
        BadUsage{"resumeWithOptions", {"train", "p", "--resume", "r", "--lr", "0.1"}, "--lr"},
        BadUsage{"patchNonsense", {"train", "p", "--patch", "big"}, "--patch"},
        BadUsage{"memoryNonsense", {"train", "p", "--memory-limit", "lots"}, "--memory-limit"},
        BadUsage{"formatNotThere", {"import", "p", "s", "--format", "doc"}, "aachen"},
        BadUsage{"exportNotThere", {"export", "p", "--format", "doc", "--out", "o"}, "masks"},
        BadUsage{"networkWithoutRun", {"export", "p", "--format", "onnx", "--out", "o"}, "--run"},
        BadUsage{"networkOfOneSide",
                 {"export", "p", "--format", "safetensors", "--run", "r", "--split", "test", "--out", "o"},
                 "--split"},
        BadUsage{"deviceNotThere", {"devices", "--device", "tpu"}, "--device"},
        BadUsage{"seedNegative", {"split", "p", "--seed", "-1"}, "--seed"},
        BadUsage{"threadsZero", {"train", "p", "--threads", "0"}, "--threads"},
        BadUsage{"sharesLeaveNothing", {"split", "p", "--test", "0.7", "--validation", "0.3"}, "--test"},
        BadUsage{"shareAboveOne", {"split", "p", "--test", "1.5"}, "--test"},
        BadUsage{"fromAndShares", {"split", "p", "--from", "f", "--test", "0.5"}, "--from"},
        BadUsage{"keyWithoutFrom", {"split", "p", "--key", "k"}, "--from"},
        BadUsage{"thresholdOutside", {"evaluate", "p", "--run", "r", "--threshold", "2"}, "--threshold"},
        BadUsage{"argmaxThreshold",
                 {"evaluate", "p", "--run", "r", "--postprocess", "argmax", "--threshold", "0.5"},
                 "--threshold"},
        BadUsage{"radiusWithSigmoid", {"evaluate", "p", "--run", "r", "--radius", "2"}, "--radius"},
        BadUsage{"sideNotThere", {"evaluate", "p", "--run", "r", "--split", "dev"}, "validation"},
        BadUsage{"oneClassName", {"new", "p", "--classes", "matrix"}, "--classes"},
        BadUsage{"sizeNonsense", {"sample", "p", "--size", "12"}, "--size"},
        BadUsage{"emptyPath", {"info", ""}, "PROJECT"}),
    [](const auto& parameter) { return std::string(parameter.param.what); });

TEST(Usage, AProjectMayBeCalledLikeAVerb)
{
    const TemporaryFolder folder;
    std::filesystem::current_path(folder.path());
    succeed({"new", "train"});
    EXPECT_EQ(succeed({"info", "train"})["images"], 0);
    std::filesystem::current_path("/");
}

TEST(Usage, TextForPeopleGoesToStdoutAndQuietKeepsTheResult)
{
    const TemporaryFolder folder;
    const auto made = makeSampleProject(folder.path(), 3);
    const auto text = runSorby({"info", made.project});
    EXPECT_EQ(text.exitCode, 0);
    EXPECT_TRUE(text.err.empty()) << text.err;
    EXPECT_NE(text.out.find("MA island"), std::string::npos) << text.out;
    EXPECT_EQ(runSorby({"info", made.project, "--quiet"}).out, text.out);
}

TEST(Usage, AFullDiskBehindStdoutIsAnError)
{
    if (!std::filesystem::exists("/dev/full")) {
        GTEST_SKIP() << "there is no /dev/full";
    }
    ProcessOptions full;
    full.standardOutput = "/dev/full";
    const auto line = failWith(1, {"--version"}, full);
    EXPECT_NE(line.find("standard output"), std::string::npos) << line;
}

} // namespace
} // namespace sorby::test
