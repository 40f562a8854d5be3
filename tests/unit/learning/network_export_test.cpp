// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/learning/network_export.h"
#include "core/learning/network_layout.h"
#include "core/learning/safetensors.h"
#include "core/learning/torch_engine.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/learning/rule_weights.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace sorby::learning {
namespace {

/// What onnxruntime makes of exported networks is compared in tests/oracles.
class NetworkExport : public testing::Test {
  protected:
    void write(const NetworkSpec& spec)
    {
        TrainOptions options;
        options.network = spec;
        const auto tensors = ruleTensors(spec);
        ASSERT_TRUE(writeCheckpoint(checkpoint, {options, 3, tensors},
                                    {{"optimizer.first." + tensors[0].name, tensors[0].tensor}}, 12));
    }
    static NetworkSpec batchUnet()
    {
        NetworkSpec spec;
        spec.width = 4;
        spec.depth = 2;
        spec.normalization = Normalization::Batch;
        spec.deepSupervision = true;
        spec.dropout = 0.5;
        return spec;
    }

    test::TemporaryFolder folder;
    std::filesystem::path checkpoint = folder / "run/best.safetensors";
    std::unique_ptr<Engine> engine = makeTorchEngine();
};

TEST_F(NetworkExport, AStateDictHasTheNetworksTensorsAndTheCountersOfPyTorch)
{
    const auto spec = batchUnet();
    write(spec);
    const auto file = folder / "out/net.safetensors";
    ASSERT_TRUE(engine->exportNetwork(checkpoint, NetworkFormat::Safetensors, file));
    auto reader = safetensors::Reader::open(file);
    ASSERT_TRUE(reader) << describe(reader.error());
    std::size_t normalisations = 0;
    for (const auto& [name, tensor] : ruleTensors(spec)) {
        const auto* entry = reader->find(name);
        ASSERT_NE(entry, nullptr) << name;
        ASSERT_EQ(entry->shape, tensor.sizes().vec()) << name;
        auto read = at::empty(entry->shape, at::kFloat);
        ASSERT_TRUE(reader->read(*entry, {static_cast<std::byte*>(read.mutable_data_ptr()), read.nbytes()}));
        EXPECT_TRUE(at::equal(read, tensor)) << name;
        normalisations += name.ends_with(".running_mean") ? 1 : 0;
    }
    const auto* counter = reader->find("bottom.norm1.num_batches_tracked");
    ASSERT_NE(counter, nullptr);
    EXPECT_EQ(counter->type, safetensors::Type::I64);
    EXPECT_TRUE(counter->shape.empty());
    EXPECT_EQ(normalisations, 10U);
    EXPECT_EQ(reader->entries().size(), networkLayout(spec).size() + normalisations);
    EXPECT_EQ(*reader->metadata("format"), "pt");
    EXPECT_EQ(*reader->metadata("grey_mean"), "[0.5]");
    EXPECT_EQ(*reader->metadata("grey_deviation"), "[0.25]");
    EXPECT_EQ(*reader->metadata("stride"), "4");
    EXPECT_EQ(*reader->metadata("classes"), "2");
    EXPECT_EQ(*reader->metadata("network"), toJson(spec));
}

TEST_F(NetworkExport, AnOnnxFileHasWhatPredictsAndNothingElse)
{
    write(batchUnet());
    const auto file = folder / "net.onnx";
    ASSERT_TRUE(engine->exportNetwork(checkpoint, NetworkFormat::Onnx, file));
    const auto text = readText(file);
    ASSERT_TRUE(text);
    for (const auto* there : {"bottom.conv1.weight", "bottom.conv1.bias", "head.weight", "ConvTranspose"}) {
        EXPECT_NE(text->find(there), std::string::npos) << there;
    }
    for (const auto* gone : {"norm1", "supervision.", "optimizer", "Dropout", "Normalization"}) {
        EXPECT_EQ(text->find(gone), std::string::npos) << gone;
    }
}

TEST_F(NetworkExport, NeitherReplacesTheCheckpointNorTakesAnythingElseForOne)
{
    write(batchUnet());
    const auto before = readBytes(checkpoint);
    for (const auto format : {NetworkFormat::Onnx, NetworkFormat::Safetensors}) {
        const auto same = engine->exportNetwork(checkpoint, format, folder / "run/../run/best.safetensors");
        ASSERT_FALSE(same);
        EXPECT_EQ(same.error().code, ErrorCode::InvalidArgument);
    }
    EXPECT_EQ(*readBytes(checkpoint), *before);
    ASSERT_TRUE(writeFileAtomically(checkpoint, "no checkpoint at all"));
    const auto foreign = engine->exportNetwork(checkpoint, NetworkFormat::Onnx, folder / "net.onnx");
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().where, toUtf8(checkpoint));
    EXPECT_FALSE(std::filesystem::exists(folder / "net.onnx"));
}

} // namespace
} // namespace sorby::learning
