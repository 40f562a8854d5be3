// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/learning/onnx/onnx_model.h"
#include "core/learning/onnx/protobuf_writer.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

namespace sorby::learning {
namespace {

using protobuf::Message;

std::string hex(const std::string& bytes)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        text.push_back(kDigits[value >> 4U]);
        text.push_back(kDigits[value & 0xFU]);
    }
    return text;
}

TEST(ProtobufMessage, IsWrittenAsTheDocumentationOfTheFormatSays)
{
    Message inner;
    inner.addInteger(1, 150);
    EXPECT_EQ(hex(inner.bytes()), "089601");
    Message message;
    message.addBytes(2, "testing");
    EXPECT_EQ(hex(message.bytes()), "120774657374696e67");
    Message outer;
    outer.add(3, inner);
    EXPECT_EQ(hex(outer.bytes()), "1a03089601");
}

TEST(ProtobufMessage, KnowsNegativeNumbersFloatsAndLargeFields)
{
    Message message;
    message.addInteger(1, -1);
    EXPECT_EQ(hex(message.bytes()), "08ffffffffffffffffff01");
    Message real;
    real.addFloat(2, 1.0F);
    EXPECT_EQ(hex(real.bytes()), "150000803f");
    Message far;
    far.addInteger(20, 0);
    EXPECT_EQ(hex(far.bytes()), "a00100");
    Message begun;
    begun.beginBytes(1, 300);
    EXPECT_EQ(hex(begun.bytes()), "0aac02");
}

class OnnxModel : public testing::Test {
  protected:
    static onnx::Model model()
    {
        onnx::Model model;
        model.name = "twice";
        model.nodes.push_back({"Mul", {"in", "two"}, "out", {}});
        model.tensors.push_back({"two", onnx::Element::Float, {1}, std::string("\0\0\0\x40", 4)});
        model.input = {"in", {"N"}};
        model.output = {"out", {"N"}};
        return model;
    }
    test::TemporaryFolder m_folder;
};

TEST_F(OnnxModel, EveryByteIsWhereTheFormatWantsIt)
{
    const auto path = m_folder / "new/twice.onnx";
    ASSERT_TRUE(onnx::write(path, model()));
    const auto bytes = readText(path);
    ASSERT_TRUE(bytes);
    EXPECT_EQ(hex(*bytes), "0808"                                     // version of the format
                           "1205536f726279"                           // "Sorby"
                           "1a00"                                     // its version
                           "42021011"                                 // set of operators 17
                           "3a59"                                     // graph, 89 bytes
                           "12057477696365"                           // "twice"
                           "5a110a02696e120b0a09080112050a0312014e"   // input: float, one side "N"
                           "62120a036f7574120b0a09080112050a0312014e" // output
                           "0a180a02696e0a0374776f12036f75741a036f757422034d756c" // Mul
                           "2a0f08011001420374776f4a0400000040");                 // 2.0
}

TEST_F(OnnxModel, WhatIsTooLargeForTheFormatIsRefusedBeforeAnythingIsWritten)
{
    const auto path = m_folder / "twice.onnx";
    ASSERT_TRUE(onnx::write(path, model()));
    const auto length = std::filesystem::file_size(path);
    EXPECT_TRUE(onnx::write(path, model(), length));
    const auto refused = onnx::write(m_folder / "other.onnx", model(), length - 1);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Unsupported);
    EXPECT_NE(refused.error().message.find("safetensors"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(m_folder / "other.onnx"));
    EXPECT_FALSE(std::filesystem::exists(m_folder / "other.onnx.partial"));
}

} // namespace
} // namespace sorby::learning
