// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/learning/weights/weights_file.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

namespace sorby::learning {
namespace {

std::unique_ptr<WeightsFile> openFixture(const std::string& name)
{
    auto file = openWeights(test::testData() / "weights" / (name + ".pth"));
    EXPECT_TRUE(file) << (file ? "" : describe(file.error()));
    return file ? std::move(*file) : nullptr;
}

std::vector<float> numbersOf(WeightsFile& file, const std::string& name)
{
    const auto* entry = file.find(name);
    if (entry == nullptr) {
        ADD_FAILURE() << name << " is missing";
        return {};
    }
    std::vector<float> values(static_cast<std::size_t>(entry->elements));
    const auto copied = file.copyTo(*entry, values);
    EXPECT_TRUE(copied);
    return values;
}

/// What make_weights.py writes into floating-point tensors.
std::vector<float> counted(std::size_t count)
{
    std::vector<float> values;
    for (std::size_t i = 0; i < count; ++i) {
        values.push_back(static_cast<float>(i) / 8 - 3);
    }
    return values;
}

std::vector<float> countedIntegers(std::size_t count)
{
    std::vector<float> values;
    for (std::size_t i = 0; i < count; ++i) {
        values.push_back(static_cast<float>(i));
    }
    return values;
}

using Shape = std::vector<std::int64_t>;

/// Both of PyTorch's formats have the same content.
class FixtureTest : public testing::TestWithParam<const char*> {
  protected:
    static std::unique_ptr<WeightsFile> open(const std::string& name)
    {
        return openFixture(name + "_" + GetParam());
    }
};
INSTANTIATE_TEST_SUITE_P(Formats, FixtureTest, testing::Values("zip", "legacy"));

void expectState(WeightsFile& file)
{
    std::vector<std::string> names;
    for (const auto& entry : file.entries()) {
        names.push_back(entry.name);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"conv.weight", "conv.bias", "norm.weight", "norm.bias",
                                               "norm.running_mean", "norm.running_var",
                                               "norm.num_batches_tracked"}));
    EXPECT_EQ(file.find("conv.weight")->shape, (Shape{4, 3, 3, 3}));
    EXPECT_EQ(numbersOf(file, "conv.weight"), counted(108));
    EXPECT_EQ(numbersOf(file, "norm.running_var"), counted(4));
    EXPECT_EQ(file.find("norm.num_batches_tracked")->type, ElementType::I64);
    EXPECT_EQ(file.find("norm.num_batches_tracked")->shape, Shape{});
    EXPECT_EQ(numbersOf(file, "norm.num_batches_tracked"), std::vector<float>{0});
}

TEST_P(FixtureTest, AStateDictComesInItsOrder)
{
    const auto file = open("state");
    ASSERT_TRUE(file);
    expectState(*file);
}

TEST_P(FixtureTest, AStateDictIsFoundInACheckpointAndLosesTheParallelPrefix)
{
    const auto file = open("nested");
    ASSERT_TRUE(file);
    expectState(*file);
}

TEST_P(FixtureTest, EveryElementTypeComesAsFloat)
{
    const auto file = open("types");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->entries().size(), 10U);
    EXPECT_EQ(file->find("float")->shape, (Shape{2, 3}));
    EXPECT_EQ(numbersOf(*file, "float"), counted(6));
    EXPECT_EQ(numbersOf(*file, "double"), counted(5));
    EXPECT_EQ(numbersOf(*file, "half"), counted(8));
    EXPECT_EQ(file->find("bfloat16")->type, ElementType::Bf16);
    EXPECT_EQ(numbersOf(*file, "bfloat16"), counted(7));
    for (const auto* name : {"byte", "char", "short", "int", "long"}) {
        EXPECT_EQ(numbersOf(*file, name), countedIntegers(3)) << name;
    }
    EXPECT_EQ(numbersOf(*file, "bool"), (std::vector<float>{1, 0, 0, 1}));
}

TEST_P(FixtureTest, ViewsOfAStorageComeInRowMajorOrder)
{
    const auto file = open("views");
    ASSERT_TRUE(file);
    const auto whole = counted(24); // 4 x 6
    EXPECT_EQ(numbersOf(*file, "whole"), whole);
    std::vector<float> turned;
    for (std::size_t x = 0; x < 6; ++x) {
        for (std::size_t y = 0; y < 4; ++y) {
            turned.push_back(whole[y * 6 + x]);
        }
    }
    EXPECT_EQ(file->find("turned")->shape, (Shape{6, 4}));
    EXPECT_EQ(numbersOf(*file, "turned"), turned);
    EXPECT_EQ(file->find("part")->shape, (Shape{2, 3}));
    EXPECT_EQ(numbersOf(*file, "part"),
              (std::vector<float>{whole[7], whole[9], whole[11], whole[13], whole[15], whole[17]}));
    EXPECT_EQ(numbersOf(*file, "row"), std::vector<float>(whole.begin() + 12, whole.begin() + 18));
    EXPECT_EQ(numbersOf(*file, "number"), std::vector<float>{whole[23]});
    EXPECT_EQ(file->find("none")->shape, (Shape{0, 3}));
    EXPECT_TRUE(numbersOf(*file, "none").empty());
    EXPECT_EQ(numbersOf(*file, "channels_last"), counted(12));
}

TEST(WeightsFileTest, AnArchiveWithoutChecksumsIsRead)
{
    const auto file = openFixture("without_checksums_zip");
    ASSERT_TRUE(file);
    EXPECT_EQ(numbersOf(*file, "w"), counted(3));
    EXPECT_EQ(file->find("v"), nullptr);
}

TEST(WeightsFileTest, SafetensorsIsReadThroughTheSameDoor)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "weights";
    const std::array<float, 4> floats{1, -2, 0.5F, 8};
    const std::array<std::uint16_t, 2> halves{0x3C00, 0xC100}; // 1, -2.5
    const std::array<safetensors::Tensor, 2> tensors{
        {{"conv.weight", ElementType::F32, {2, 2}, std::as_bytes(std::span(floats))},
         {"scale", ElementType::F16, {2}, std::as_bytes(std::span(halves))}}};
    ASSERT_TRUE(safetensors::write(path, {}, tensors));
    const auto file = openWeights(path);
    ASSERT_TRUE(file) << describe(file.error());
    EXPECT_EQ((*file)->entries().size(), 2U);
    EXPECT_EQ((*file)->find("conv.weight")->shape, (Shape{2, 2}));
    EXPECT_EQ(numbersOf(**file, "conv.weight"), (std::vector<float>{1, -2, 0.5F, 8}));
    EXPECT_EQ(numbersOf(**file, "scale"), (std::vector<float>{1, -2.5F}));
}

TEST(WeightsFileTest, WhatIsNoFileOfWeightsIsNamedWithTheRemedy)
{
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "text.pth", std::string_view("these are no weights")));
    ASSERT_TRUE(makeFolder(folder / "folder.pth"));
    const auto weights = test::testData() / "weights";
    struct Case {
        std::filesystem::path path;
        ErrorCode code;
        std::string words;
    };
    const std::array cases{
        Case{folder / "missing.pth", ErrorCode::NotFound, "does not exist"},
        Case{folder / "folder.pth", ErrorCode::Unreadable, "cannot be opened"},
        Case{folder / "text.pth", ErrorCode::Unsupported, "torch.save(network.state_dict(), FILE)"},
        Case{weights / "whole_module_zip.pth", ErrorCode::Unsupported, "torch.nn.modules.linear.Linear"},
        Case{weights / "no_dict_zip.pth", ErrorCode::Unsupported, "no state dict"},
    };
    for (const auto& [path, code, words] : cases) {
        const auto file = openWeights(path);
        ASSERT_FALSE(file) << path;
        EXPECT_EQ(file.error().code, code) << path;
        EXPECT_EQ(file.error().where, toUtf8(path));
        EXPECT_NE(file.error().message.find(words), std::string::npos) << file.error().message;
    }
}

} // namespace
} // namespace sorby::learning
