// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/learning/checkpoint.h"
#include "core/learning/safetensors.h"
#include "tests/support/temporary_folder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace sorby::learning {
namespace {

Checkpoint smallCheckpoint()
{
    Checkpoint checkpoint;
    checkpoint.options.network.width = 2;
    checkpoint.options.network.depth = 2;
    checkpoint.options.network.classCount = 3;
    checkpoint.options.network.normalization = Normalization::Batch;
    checkpoint.options.seed = 42;
    checkpoint.epoch = 12;
    checkpoint.tensors = initialTensors(checkpoint.options.network, 42);
    return checkpoint;
}

/// Writes the checkpoint's tensors with this metadata instead of the right one.
void writeWith(const std::filesystem::path& path, const safetensors::Metadata& metadata,
               const std::vector<NamedTensor>& tensors)
{
    std::vector<safetensors::Tensor> described;
    for (const auto& [name, tensor] : tensors) {
        described.push_back({name,
                             safetensors::Type::F32,
                             tensor.sizes().vec(),
                             {static_cast<const std::byte*>(tensor.const_data_ptr()), tensor.nbytes()}});
    }
    ASSERT_TRUE(safetensors::write(path, metadata, described));
}

void expectRefused(const std::filesystem::path& path, ErrorCode code, const std::string& words)
{
    const auto read = readCheckpoint(path);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, code);
    EXPECT_EQ(read.error().where, toUtf8(path));
    EXPECT_NE(read.error().message.find(words), std::string::npos) << read.error().message;
}

TEST(CheckpointTest, GivesIdenticalLogitsAndItsDescriptionBack)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "run/best.safetensors";
    const auto checkpoint = smallCheckpoint();
    ASSERT_TRUE(writeCheckpoint(path, checkpoint));
    const auto read = readCheckpoint(path);
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(read->epoch, 12);
    EXPECT_EQ(toJson(read->options), toJson(checkpoint.options));
    const auto image = at::randn({1, 1, 21, 30});
    EXPECT_TRUE(at::equal(Network(checkpoint.options.network, checkpoint.tensors).forward(image),
                          Network(read->options.network, read->tensors).forward(image)));
}

TEST(CheckpointTest, ChannelsLastWeightsAreWrittenRowMajor)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "last.safetensors";
    auto checkpoint = smallCheckpoint();
    const auto plain = checkpoint.tensors;
    checkpoint.tensors = placed(plain, c10::Device(c10::kCPU), true);
    ASSERT_TRUE(writeCheckpoint(path, checkpoint));
    const auto read = readCheckpoint(path);
    ASSERT_TRUE(read) << describe(read.error());
    for (std::size_t i = 0; i < plain.size(); ++i) {
        EXPECT_TRUE(at::equal(read->tensors[i].tensor, plain[i].tensor)) << plain[i].name;
    }
    const auto reader = safetensors::Reader::open(path);
    ASSERT_TRUE(reader);
    EXPECT_NE(reader->find("encoder.0.conv1.weight"), nullptr);
}

TEST(CheckpointTest, TruncatedAtThirtyPlacesIsRefused)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "cut.safetensors";
    ASSERT_TRUE(writeCheckpoint(path, smallCheckpoint()));
    const auto whole = readText(path);
    ASSERT_TRUE(whole);
    for (std::size_t i = 0; i < 30; ++i) {
        ASSERT_TRUE(writeFileAtomically(path, std::string_view(*whole).substr(0, whole->size() * i / 30)));
        expectRefused(path, ErrorCode::Malformed, "cut off");
    }
}

TEST(CheckpointTest, ForeignFilesAreRefused)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "foreign.safetensors";
    ASSERT_TRUE(writeFileAtomically(path, "PK\x03\x04 a zip file, as Python writes its networks"));
    expectRefused(path, ErrorCode::Malformed, "safetensors");
    writeWith(path, {{"format", "pt"}}, smallCheckpoint().tensors);
    expectRefused(path, ErrorCode::Unsupported, "no checkpoint of Sorby");
    expectRefused(folder / "missing.safetensors", ErrorCode::NotFound, "does not exist");
}

TEST(CheckpointTest, NewerAndSenselessVersionsAreRefused)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "newer.safetensors";
    const auto checkpoint = smallCheckpoint();
    writeWith(path, {{"sorby_checkpoint", "2"}}, checkpoint.tensors);
    expectRefused(path, ErrorCode::NewerVersion, "newer Sorby");
    for (const char* version : {"", "0", "-1", "one", "1 "}) {
        writeWith(path, {{"sorby_checkpoint", version}}, checkpoint.tensors);
        expectRefused(path, ErrorCode::Malformed, "version");
    }
}

TEST(CheckpointTest, AHostileDescriptionIsRefusedBeforeAnythingIsAllocated)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "hostile.safetensors";
    const auto checkpoint = smallCheckpoint();
    const auto describedAs = [&](const std::string& options, const std::string& epoch) {
        writeWith(path, {{"sorby_checkpoint", "1"}, {"options", options}, {"epoch", epoch}},
                  checkpoint.tensors);
    };
    describedAs(R"({"network": {"width": 1024, "depth": 7}})", "1");
    expectRefused(path, ErrorCode::Mismatch, "is expected");
    describedAs(R"({"network": {"width": 1099511627776}})", "1");
    expectRefused(path, ErrorCode::Malformed, "width");
    describedAs(R"({"network": {"depth": 60}})", "1");
    expectRefused(path, ErrorCode::InvalidArgument, "depth");
    describedAs("{", "1");
    expectRefused(path, ErrorCode::Malformed, "JSON");
    describedAs("{}", "-1");
    expectRefused(path, ErrorCode::Malformed, "trained");
}

TEST(CheckpointTest, TensorsThatDoNotFitTheNetworkAreRefused)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "misfit.safetensors";
    auto checkpoint = smallCheckpoint();
    const safetensors::Metadata metadata{
        {"sorby_checkpoint", "1"}, {"options", toJson(checkpoint.options)}, {"epoch", "1"}};
    auto tensors = checkpoint.tensors;
    writeWith(path, metadata, tensors);
    EXPECT_TRUE(readCheckpoint(path));

    tensors[0].tensor = tensors[0].tensor.reshape({1, 2, 3, 3}).contiguous();
    writeWith(path, metadata, tensors);
    expectRefused(path, ErrorCode::Mismatch, "'encoder.0.conv1.weight' is 1x2x3x3 where 2x1x3x3 (F32)");

    tensors = checkpoint.tensors;
    tensors.pop_back();
    writeWith(path, metadata, tensors);
    expectRefused(path, ErrorCode::Mismatch, "no tensor 'head.bias'");

    tensors = checkpoint.tensors;
    tensors.push_back({"surplus", at::ones({1})});
    writeWith(path, metadata, tensors);
    expectRefused(path, ErrorCode::Mismatch, "that its network has not");
}

TEST(CheckpointTest, AFailedWriteLeavesTheOldFile)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "best.safetensors";
    auto checkpoint = smallCheckpoint();
    ASSERT_TRUE(writeCheckpoint(path, checkpoint));
    std::filesystem::create_directories(folder / "best.safetensors.partial");
    checkpoint.epoch = 13;
    const auto status = writeCheckpoint(path, checkpoint);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().where, toUtf8(path));
    const auto read = readCheckpoint(path);
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(read->epoch, 12);
}

} // namespace
} // namespace sorby::learning
