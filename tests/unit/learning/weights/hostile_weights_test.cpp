// SPDX-License-Identifier: GPL-3.0-or-later
// Files of weights that are cut off, damaged or made to do harm: each is refused with a message, or read as
// what it was.
#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/base/random.h"
#include "core/learning/weights/torch_file.h"
#include "core/learning/weights/weights_file.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/learning/weights/torch_archive.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>

namespace sorby::learning {
namespace {

using handmade::bytesOf;
using handmade::TensorPieces;

std::span<const std::byte> bytesIn(const std::string& file)
{
    return std::as_bytes(std::span(file));
}

std::string fixture(const std::string& name)
{
    auto text = readText(test::testData() / "weights" / (name + ".pth"));
    EXPECT_TRUE(text);
    return text ? *text : "";
}

using Content = std::map<std::string, std::pair<std::vector<std::int64_t>, std::vector<float>>>;

/// What a file says, all of it; nothing when it is refused, which needs a message.
std::optional<Content> contentOf(const std::string& file)
{
    const auto tensors = readTorchFile(bytesIn(file));
    if (!tensors) {
        EXPECT_FALSE(tensors.error().message.empty());
        return std::nullopt;
    }
    Content content;
    std::uint64_t elements = 0;
    for (const auto& tensor : *tensors) {
        elements += tensor.elements;
        if (elements > 8 * file.size()) {
            ADD_FAILURE() << "more than the file can hold";
            return content;
        }
        std::vector<float> values(static_cast<std::size_t>(tensor.elements));
        copyAsFloats(tensor, values);
        content[tensor.name] = {tensor.shape, values};
    }
    return content;
}

std::string refusalOf(const std::string& file)
{
    const auto tensors = readTorchFile(bytesIn(file));
    EXPECT_FALSE(tensors);
    return tensors ? "" : tensors.error().message;
}

TEST(HostileWeightsTest, WhatTheTestsPutTogetherIsSoundToBeginWith)
{
    const Content expected{{"w", {{2, 3}, {0, 1, 2, 3, 4, 5}}}};
    EXPECT_EQ(contentOf(handmade::zipFile(handmade::stateOf({}))), expected);
    EXPECT_EQ(contentOf(handmade::legacyFile(handmade::stateOf({}))), expected);
}

TEST(HostileWeightsTest, AFileCutOffAtAnyByteIsRefused)
{
    for (const auto* name : {"state_zip", "nested_zip", "state_legacy", "nested_legacy", "types_legacy"}) {
        const auto whole = fixture(name);
        for (std::size_t length = 0; length < whole.size(); ++length) {
            EXPECT_FALSE(contentOf(whole.substr(0, length))) << name << " " << length;
        }
    }
}

TEST(HostileWeightsTest, AnyByteChangedInAnArchiveIsFoundOrWithoutEffect)
{
    for (const auto* name : {"state_zip", "views_zip"}) {
        const auto whole = fixture(name);
        const auto content = contentOf(whole);
        ASSERT_TRUE(content);
        std::size_t refused = 0;
        Random random(1, "flips");
        for (std::size_t place = 0; place < whole.size(); ++place) {
            auto damaged = whole;
            damaged[place] = static_cast<char>(damaged[place] ^ static_cast<char>(1 + random.below(255)));
            const auto found = contentOf(damaged);
            EXPECT_TRUE(!found || *found == *content) << name << " " << place;
            refused += found ? 0 : 1;
        }
        EXPECT_GT(refused, whole.size() / 4) << name;
    }
}

TEST(HostileWeightsTest, ManyBytesChangedOrMovedNeverHarm)
{
    // The old format and archives without checksums cannot tell what was changed; what they give stays in
    // bounds.
    for (const auto* name :
         {"state_legacy", "views_legacy", "types_legacy", "nested_legacy", "without_checksums_zip"}) {
        const auto whole = fixture(name);
        Random random(2, name);
        for (int variant = 0; variant < 3000; ++variant) {
            auto damaged = whole;
            for (std::uint64_t change = 0; change <= random.below(4); ++change) {
                const auto place = static_cast<std::size_t>(random.below(damaged.size()));
                switch (random.below(3)) {
                case 0:
                    damaged[place] = static_cast<char>(random.below(256));
                    break;
                case 1:
                    damaged.erase(place, static_cast<std::size_t>(1 + random.below(8)));
                    break;
                default:
                    damaged.insert(place,
                                   damaged.substr(static_cast<std::size_t>(random.below(damaged.size())),
                                                  static_cast<std::size_t>(1 + random.below(16))));
                    break;
                }
            }
            contentOf(damaged);
        }
    }
}

TEST(HostileWeightsTest, WhatAPickleWantsToCallIsNamedAndNotCalled)
{
    const auto argument = handmade::tuple({handmade::text("touch /tmp/harm")});
    for (const auto& [module, name] : {std::pair{"builtins", "eval"},
                                       {"builtins", "exec"},
                                       {"builtins", "getattr"},
                                       {"builtins", "__import__"},
                                       {"__builtin__", "eval"},
                                       {"os", "system"},
                                       {"posix", "system"},
                                       {"nt", "system"},
                                       {"subprocess", "Popen"},
                                       {"runpy", "run_path"},
                                       {"torch", "load"},
                                       {"torch.hub", "load"},
                                       {"torch.storage", "_load_from_bytes"},
                                       {"torch._utils", "_rebuild_tensor_v3"},
                                       {"torch._utils._rebuild_tensor_v2", "__globals__"},
                                       {"collections", "OrderedDict.__class__"},
                                       {"numpy.core.multiarray", "_reconstruct"},
                                       {"functools", "partial"},
                                       {"torch.jit", "load"},
                                       {"_codecs", "encode"}}) {
        const auto expected = std::string("wants to call ") + module + "." + name;
        const auto called = handmade::call(handmade::global(module, name), argument);
        const auto byStack = handmade::text(module) + handmade::text(name) + "\x93" + argument + "R";
        const auto instance = "(" + handmade::text("x") + "i" + module + "\n" + name + "\n";
        for (const auto& value : {called, byStack, instance}) {
            // Alone, as a value of a state dict, as its key, and thrown away before.
            for (const auto& pickle :
                 {handmade::pickleOf(value),
                  handmade::pickleOf(handmade::dict({{"w", handmade::tensor({})}, {"x", value}})),
                  handmade::pickleOf("}" + value + "Ns"),
                  handmade::pickleOf(value + "0" + handmade::dict({{"w", handmade::tensor({})}}))}) {
                EXPECT_NE(refusalOf(handmade::zipFile(pickle)).find(expected), std::string::npos);
                EXPECT_NE(refusalOf(handmade::legacyFile(pickle)).find(expected), std::string::npos);
            }
        }
    }
}

TEST(HostileWeightsTest, ATensorThatDoesNotLieInItsStorageIsRefused)
{
    constexpr std::int64_t kHuge = std::int64_t{1} << 40;
    constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
    const std::string floats = "FloatStorage";
    const std::vector<TensorPieces> wrong{
        {floats, "0", 6, 1, {2, 3}, {3, 1}}, // one element too far
        {floats, "0", 6, 0, {3, 3}, {3, 1}},
        {floats, "0", 6, 0, {2, 3}, {4, 1}},
        {floats, "0", 6, 6, {}, {}},
        {floats, "0", 6, -1, {2, 3}, {3, 1}},
        {floats, "0", 6, 0, {-2, -3}, {3, 1}},
        {floats, "0", 6, 5, {2, 3}, {-3, -1}},
        {floats, "0", 6, kLargest, {}, {}},
        {floats, "0", 6, kLargest, {2}, {kLargest}},
        {floats, "0", 6, 0, {kHuge}, {1}},
        {floats, "0", 6, 0, {kHuge, kHuge}, {0, 0}}, // 2^80 elements out of one
        {floats, "0", 6, 0, {7}, {0}},
        {floats, "0", 6, 0, {kLargest, kLargest, kLargest}, {1, 1, 1}},
        {floats, "0", 6, 0, {2, 2}, {kLargest, kLargest}},
        {floats, "0", 6, 0, {2, 3}, {3}}, // a stride is missing
        {floats, "0", 6, 0, {1, 1, 1, 1, 1, 1, 1, 1, 6}, {0, 0, 0, 0, 0, 0, 0, 0, 1}},
        {floats, "0", 6, 7, {0}, {1}},
        {floats, "0", 7, 0, {7}, {1}},          // the storage is shorter than it says
        {"DoubleStorage", "0", 6, 0, {6}, {1}}, // as is one of longer elements
        {floats, "0", kHuge, 0, {kHuge}, {1}},
        {floats, "0", kLargest, 0, {kLargest}, {1}},
        {floats, "0", -1, 0, {2}, {1}},
        {floats, "1", 6, 0, {6}, {1}}, // no such storage
        {floats, "../0", 6, 0, {6}, {1}},
        {floats, "", 6, 0, {6}, {1}},
    };
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        EXPECT_FALSE(contentOf(handmade::zipFile(handmade::stateOf(wrong[i])))) << i;
        EXPECT_FALSE(contentOf(handmade::legacyFile(handmade::stateOf(wrong[i])))) << i;
    }
    // What only looks odd is a tensor.
    const std::vector<TensorPieces> sound{{floats, "0", 6, 0, {6}, {0}},
                                          {floats, "0", 6, 5, {1}, {kLargest}},
                                          {floats, "0", 6, 6, {0, kHuge}, {1, 1}}};
    for (std::size_t i = 0; i < sound.size(); ++i) {
        EXPECT_TRUE(contentOf(handmade::zipFile(handmade::stateOf(sound[i])))) << i;
    }
}

TEST(HostileWeightsTest, AStorageDescribedInTwoWaysDoesNotReachBeyondItself)
{
    const auto two = handmade::pickleOf(handmade::dict(
        {{"a", handmade::tensor({})}, {"b", handmade::tensor({"DoubleStorage", "0", 6, 0, {6}, {1}})}}));
    EXPECT_FALSE(contentOf(handmade::zipFile(two)));
    EXPECT_FALSE(contentOf(handmade::legacyFile(two)));
    // A view of floats as integers: newer files may hold it, in the old ones a storage has one type.
    const auto views = handmade::pickleOf(
        handmade::dict({{"a", handmade::tensor({})}, {"b", handmade::tensor({"IntStorage"})}}));
    EXPECT_TRUE(contentOf(handmade::zipFile(views)));
    EXPECT_NE(refusalOf(handmade::legacyFile(views)).find("in two ways"), std::string::npos);
}

TEST(HostileWeightsTest, ManyTensorsOfOneStorageAreBounded)
{
    // A thousand tensors of a storage of 40 kB in a file of 150 kB would be 40 MB.
    std::vector<std::pair<std::string, std::string>> items;
    for (int i = 0; i < 1000; ++i) {
        items.emplace_back("w" + std::to_string(i),
                           handmade::tensor({"FloatStorage", "0", 10'000, 0, {10'000}, {1}}));
    }
    const auto file = handmade::zipOf(
        {{"a/data.pkl", handmade::pickleOf(handmade::dict(items))}, {"a/data/0", std::string(40'000, '\0')}});
    EXPECT_NE(refusalOf(file).find("times as large as the file"), std::string::npos);
}

TEST(HostileWeightsTest, DescriptionsThatAreNoneAreRefused)
{
    const auto rebuild = handmade::global("torch._utils", "_rebuild_tensor_v2");
    const auto storage = handmade::global("torch", "FloatStorage");
    const auto reference = handmade::tuple({handmade::text("storage"), storage, handmade::text("0"),
                                            handmade::text("cpu"), "K\x06"}) +
                           "Q";
    const auto shape = handmade::integers({6});
    const auto ones = handmade::integers({1});
    const std::vector<std::string> values{
        handmade::call(rebuild, ")"),
        handmade::call(rebuild, handmade::tuple({"N", "K\x01", shape, ones})),
        handmade::call(rebuild, handmade::tuple({"NQ", "K\x01", shape, ones})),
        handmade::call(rebuild, handmade::tuple({")Q", "K\x01", shape, ones})),
        handmade::call(rebuild, handmade::tuple({reference, "N", shape, ones})),
        handmade::call(rebuild, handmade::tuple({reference, "K\x01", "N", ones})),
        handmade::call(rebuild, handmade::tuple({reference, "K\x01", handmade::tuple({"N"}), ones})),
        handmade::call(rebuild, handmade::tuple({reference, "K\x01", rebuild, ones})),
        handmade::call(rebuild, handmade::tuple({handmade::tuple({handmade::text("module"), storage,
                                                                  handmade::text("0"), "N", "K\x06"}) +
                                                     "Q",
                                                 "K\x01", shape, ones})),
        handmade::call(rebuild, handmade::tuple({handmade::tuple({handmade::text("storage"), rebuild,
                                                                  handmade::text("0"), "N", "K\x06"}) +
                                                     "Q",
                                                 "K\x01", shape, ones})),
        handmade::call(
            rebuild,
            handmade::tuple({handmade::tuple({handmade::text("storage"), storage, "N", "N", "K\x06"}) + "Q",
                             "K\x01", shape, ones})),
        handmade::call(handmade::global("torch._utils", "_rebuild_parameter"), ")"),
        handmade::call(handmade::global("torch", "Size"), ")"),
        rebuild,
        storage,
        reference,
        "K\x01",
        "N",
        "]",
        ")",
        handmade::text("w")};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto pickle = handmade::pickleOf(handmade::dict({{"w", values[i]}}));
        EXPECT_FALSE(contentOf(handmade::zipFile(pickle))) << i;
        EXPECT_FALSE(contentOf(handmade::legacyFile(pickle))) << i;
        EXPECT_FALSE(contentOf(handmade::zipFile(handmade::pickleOf(values[i])))) << i;
    }
    EXPECT_FALSE(contentOf(handmade::zipFile(
        handmade::pickleOf("}" + handmade::text("\xFF\xFE") + handmade::tensor({}) + "s"))));
}

TEST(HostileWeightsTest, DictsThatHoldThemselvesAndDoublingsEnd)
{
    // {"state_dict": itself, "model": itself}
    const auto itself = handmade::pickleOf("}q\x01" + handmade::text("state_dict") + "h\x01s" +
                                           handmade::text("model") + "h\x01s");
    EXPECT_NE(refusalOf(handmade::zipFile(itself)).find("no state dict"), std::string::npos);
    // Each list holds the one before twice: 2^1000 in all, a thousand here.
    std::string doubling = "](K\x01K\x01"
                           "e";
    for (int i = 0; i < 1000; ++i) {
        doubling += "q\x01";
        doubling += "0](h\x01h\x01"
                    "e";
    }
    EXPECT_NE(refusalOf(handmade::zipFile(handmade::pickleOf(doubling))).find("no state dict"),
              std::string::npos);
    // A dict with 100,000 entries of the key that is looked for, each the dict itself.
    std::string keys = "}q\x01" + handmade::text("state_dict") +
                       "q\x02"
                       "0";
    for (int i = 0; i < 100'000; ++i) {
        keys += "h\x02h\x01s";
    }
    EXPECT_NE(refusalOf(handmade::zipFile(handmade::pickleOf(keys))).find("no state dict"),
              std::string::npos);
}

TEST(HostileWeightsTest, BombsTakeNoMoreMemoryThanTheirLimit)
{
    const auto before = platform::peakResidentBytes();
    for (const auto letter : {'(', ']', '}', ')', 'N', '\x88'}) {
        EXPECT_FALSE(contentOf(handmade::zipFile(handmade::pickleOf(std::string(4'000'000, letter)))));
    }
    std::string remembered = "N";
    for (std::uint32_t i = 0; i < 1'100'000; ++i) {
        remembered += "r" + bytesOf(i);
    }
    EXPECT_NE(refusalOf(handmade::zipFile(handmade::pickleOf(remembered))).find("more values"),
              std::string::npos);
    std::string deep = ")";
    deep.append(900'000, '\x85');
    EXPECT_FALSE(contentOf(handmade::zipFile(handmade::pickleOf(deep))));
#ifdef __SANITIZE_ADDRESS__ // which keeps what is freed
    constexpr std::uint64_t kMost = std::uint64_t{4} << 30;
#else
    constexpr std::uint64_t kMost = std::uint64_t{400} << 20;
#endif
    EXPECT_LT(platform::peakResidentBytes() - before, kMost);
}

TEST(HostileWeightsTest, ArchivesThatAreNotTorchsAreNamed)
{
    const auto state = handmade::stateOf({});
    EXPECT_NE(refusalOf(handmade::zipOf({{"word/document.xml", "<xml/>"}})).find("no data.pkl"),
              std::string::npos);
    EXPECT_NE(refusalOf(handmade::zipOf({{"a/b/data.pkl", state}})).find("no data.pkl"), std::string::npos);
    EXPECT_NE(
        refusalOf(handmade::zipOf({{"a/data.pkl", state}, {"a/constants.pkl", ""}})).find("TorchScript"),
        std::string::npos);
    EXPECT_NE(refusalOf(handmade::zipOf({{"a/data.pkl", state}, {"a/byteorder", "big"}})).find("byte order"),
              std::string::npos);
    EXPECT_NE(refusalOf(handmade::zipOf({{"a/data.pkl", state}})).find("missing"), std::string::npos);
    EXPECT_NE(refusalOf(handmade::zipOf({{"a/data.pkl", state}, {"b/data/0", std::string(24, 'x')}}))
                  .find("missing"),
              std::string::npos);
    EXPECT_NE(refusalOf(handmade::zipOf({{"a/data.pkl", ""}})).find("cut off"), std::string::npos);
}

TEST(HostileWeightsTest, LegacyFilesThatContradictThemselvesAreRefused)
{
    const auto whole = handmade::legacyFile(handmade::stateOf({}));
    const auto keys = whole.rfind("](");
    const auto count = whole.size() - 6 * sizeof(float) - 8;
    for (const auto number :
         {std::uint64_t{0}, std::uint64_t{5}, std::uint64_t{7}, std::uint64_t{1} << 62, ~std::uint64_t{0}}) {
        auto wrong = whole;
        EXPECT_NE(refusalOf(wrong.replace(count, 8, bytesOf(number))).find("another length"),
                  std::string::npos);
    }
    auto wrong = whole;
    EXPECT_FALSE(contentOf(wrong + "x"));
    EXPECT_FALSE(contentOf(wrong.replace(keys, 2, "N(")));
    wrong = whole;
    wrong[whole.rfind("0e.")] = '1'; // the key of another storage
    EXPECT_FALSE(contentOf(wrong));
    wrong = whole;
    wrong[whole.find('\x88')] = '\x89'; // big-endian
    EXPECT_NE(refusalOf(wrong).find("byte order"), std::string::npos);
    wrong = whole;
    wrong[4] = '\x6D';
    EXPECT_NE(refusalOf(wrong).find("magic number"), std::string::npos);
}

TEST(HostileWeightsTest, AnErrorNamesTheFile)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "harm.pth";
    const auto pickle = handmade::pickleOf(
        handmade::call(handmade::global("builtins", "eval"), handmade::tuple({handmade::text("1")})));
    ASSERT_TRUE(writeFileAtomically(path, handmade::zipFile(pickle)));
    const auto file = openWeights(path);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().where, toUtf8(path));
    EXPECT_NE(file.error().message.find("builtins.eval"), std::string::npos);
}

} // namespace
} // namespace sorby::learning
