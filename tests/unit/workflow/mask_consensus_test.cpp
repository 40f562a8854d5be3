// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/mask_consensus.h"
#include "tests/unit/workflow/sample_data.h"

#include <algorithm>
#include <set>

namespace sorby::workflow {
namespace {

using namespace test;
using evaluation::ConsensusMethod;
using imaging::LabelImage;
using sorby::test::sharedData;
using sorby::test::text;

class MaskConsensusTest : public testing::Test {
  protected:
    MaskConsensusTest()
    {
        request.folders = {folder / "Ada", folder / "Jörg #2", folder / "Cleo"};
        request.out = folder / "merged masks";
    }
    /// The masks of one image, by annotator; an empty one is not written.
    void image(const std::string& stem, const std::vector<LabelImage>& masks)
    {
        for (std::size_t i = 0; i < masks.size(); ++i) {
            if (!masks[i].isEmpty()) {
                writeMask(request.folders[i] / fromUtf8(stem + ".png"), masks[i]);
            }
        }
    }
    void name(const std::filesystem::path& place, std::string_view json)
    {
        expectGood(writeFileAtomically(place / "classes.json", json));
    }
    [[nodiscard]] Result<MaskConsensusReport> merge() { return mergeMasks(request, {}, findings.sink()); }
    [[nodiscard]] std::string merged(const std::string& stem)
    {
        return text(valueOf(imaging::readLabelPng(request.out / fromUtf8(stem + ".png"))));
    }

    TemporaryFolder folder;
    MaskConsensusRequest request;
    Findings findings;
};

TEST_F(MaskConsensusTest, writesWhatMostSay)
{
    image("Gefüge #1", {labels("11.2.x"), labels("1.12.1"), labels("1..1x.")});
    image("field 2", {labels("1111"), labels(".111"), labels("..11")});
    const auto report = valueOf(merge());
    EXPECT_EQ(report.images, 2U);
    EXPECT_EQ(report.files, 2U);
    EXPECT_EQ(report.pixels, 10U);
    EXPECT_EQ(report.ignoredPixels, 1U);
    EXPECT_EQ(merged("Gefüge #1"), text(labels("1..2.x")));
    EXPECT_EQ(merged("field 2"), text(labels(".111")));
    ASSERT_EQ(report.classes.size(), 3U);
    EXPECT_EQ(valueOf(annotation::parseClassesJson(valueOf(readText(request.out / "classes.json")), "")),
              report.classes);
    ASSERT_EQ(report.annotators.size(), 3U);
    EXPECT_EQ(report.annotators[1].name, "Jörg #2");
    EXPECT_EQ(report.annotators[1].images, 2U);
    // Of the four pixels that are class 1 in the end Cleo has one in the first image, two in the second.
    EXPECT_EQ(report.annotators[2].rates[1].sensitivity, 3.0 / 4);
    EXPECT_TRUE(findings.all.empty());
}

TEST_F(MaskConsensusTest, comparesEachTwoOverAllImages)
{
    image("a", {labels("11.."), labels("1..."), labels("1x..")});
    image("b", {labels("111."), {}, labels(".111")});
    const auto report = valueOf(merge());
    ASSERT_EQ(report.pairs.size(), 3U);
    EXPECT_EQ(report.pairs[0].first, "Ada");
    EXPECT_EQ(report.pairs[0].second, "Jörg #2");
    EXPECT_EQ(report.pairs[0].images, 1U);
    EXPECT_EQ(report.pairs[0].agreement.pixels, 4U);
    EXPECT_DOUBLE_EQ(report.pairs[0].agreement.classes[1].iou, 1.0 / 2);
    EXPECT_NEAR(report.pairs[0].agreement.kappa.value_or(9), 0.5, 1e-12) << "0.75 alike, 0.5 by chance";
    EXPECT_EQ(report.pairs[1].second, "Cleo");
    EXPECT_EQ(report.pairs[1].images, 2U);
    EXPECT_EQ(report.pairs[1].agreement.pixels, 7U);
    EXPECT_DOUBLE_EQ(report.pairs[1].agreement.classes[1].iou, 3.0 / 5);
    EXPECT_EQ(merged("b"), text(labels("x11x"))) << "two decide where the third has no mask";
    EXPECT_TRUE(findings.mentions("Jörg #2", "1 of the 2 images"));
}

TEST_F(MaskConsensusTest, asksForAsManyVotesAsItIsTold)
{
    image("a", {labels("111."), labels("11.."), labels("1...")});
    request.agree = 3;
    EXPECT_EQ(valueOf(merge()).ignoredPixels, 2U);
    EXPECT_EQ(merged("a"), text(labels("1xx.")));
    request.agree = 4;
    const auto tooMany = merge();
    ASSERT_FALSE(tooMany);
    EXPECT_EQ(tooMany.error().code, ErrorCode::InvalidArgument);
}

TEST_F(MaskConsensusTest, stapleTrustsTheOneWhoIsReliable)
{
    // Ada and Cleo agree about nearly everything; Jörg says the opposite of what they say.
    for (int i = 0; i < 6; ++i) {
        auto opposite = block(i);
        for (auto& value : opposite.pixels()) {
            value = value == 1 ? 0 : 1;
        }
        auto cleo = block(i);
        cleo.at(i, 2) = 0;
        image("field" + std::to_string(i), {block(i), opposite, cleo});
    }
    request.method = ConsensusMethod::Staple;
    const auto report = valueOf(merge());
    EXPECT_GT(report.iterations, 1);
    EXPECT_GT(report.annotators[0].rates[1].sensitivity.value_or(0), 0.9);
    EXPECT_LT(report.annotators[1].rates[1].sensitivity.value_or(1), 0.1);
    EXPECT_LT(report.annotators[1].rates[1].specificity.value_or(1), 0.1);
    EXPECT_LT(report.pairs[0].agreement.kappa.value_or(9), 0);
    const auto result = valueOf(imaging::readLabelPng(request.out / "field3.png"));
    EXPECT_EQ(result.at(5, 5), 1);
    EXPECT_EQ(result.at(0, 0), 0);
}

TEST_F(MaskConsensusTest, warnsOfStapleWithTwo)
{
    request.folders.pop_back();
    image("a", {labels("11.."), labels("1...")});
    request.method = ConsensusMethod::Staple;
    EXPECT_EQ(valueOf(merge()).images, 1U);
    EXPECT_TRUE(findings.mentions("Ada", "three or more"));
}

TEST_F(MaskConsensusTest, refusesWhatDoesNotFit)
{
    image("good", {block(1), block(1), block(2)});
    image("lonely", {{}, block(1), {}});
    image("odd size", {block(1), block(1), LabelImage(5, 4, 1)});
    image("two sizes", {block(1), LabelImage(5, 4, 1), {}});
    image("three sizes", {block(1), LabelImage(5, 4, 1), LabelImage(4, 5, 1)});
    image("damaged", {block(1), block(1), block(1)});
    expectGood(writeFileAtomically(folder / "Ada/damaged.png", std::string_view("no picture")));
    image("values", {block(1), block(1), LabelImage(12, 8, 200)});
    const auto report = valueOf(merge());
    EXPECT_EQ(report.images, 4U) << "good, odd size, damaged, values";
    EXPECT_EQ(report.files, 4U);
    EXPECT_EQ(report.classes.size(), 2U);
    EXPECT_EQ(merged("odd size"), text(block(1)));
    EXPECT_TRUE(findings.mentions("lonely", "two annotators"));
    EXPECT_TRUE(findings.mentions("odd size", "is 5x4, and other annotators' masks of this image are 12x8"));
    EXPECT_TRUE(findings.mentions("two sizes", "is 12x8"));
    EXPECT_TRUE(findings.mentions("three sizes", "5x4 and 12x8"));
    EXPECT_TRUE(findings.mentions("damaged", ""));
    EXPECT_TRUE(findings.mentions("values", "200"));
    // The masks: one of odd size, two and three of several sizes, damaged, values; and three images.
    EXPECT_EQ(findings.count(formats::Severity::Refused), 8U + 3U);
}

TEST_F(MaskConsensusTest, takesTheClassesThatAreNamed)
{
    image("a", {labels("1.."), labels("1.."), labels("1.3")});
    const std::string names = R"({"0": "matrix", "1": "ferrite", "2": "pearlite"})";
    name(folder.path(), names);
    EXPECT_EQ(valueOf(merge()).classes[2].name, "pearlite") << "beside the folders";
    EXPECT_TRUE(findings.mentions("Cleo", "outside the 3 classes: 3"));
    name(folder / "Cleo", R"({"0": "matrix", "1": "ferrite", "2": "pearlite", "3": "pore"})");
    EXPECT_EQ(valueOf(merge()).classes.size(), 4U) << "one may know more";
    name(folder / "Cleo", R"({"0": "matrix", "1": "pearlite", "2": "ferrite"})");
    const auto mixed = merge();
    ASSERT_FALSE(mixed);
    EXPECT_EQ(mixed.error().code, ErrorCode::Mismatch);
    EXPECT_EQ(mixed.error().where, toUtf8(folder / "Cleo"));
}

TEST_F(MaskConsensusTest, understandsBlackAndWhiteMasks)
{
    auto white = block(1);
    std::replace(white.pixels().begin(), white.pixels().end(), std::uint8_t{1}, std::uint8_t{255});
    image("a", {block(1), white, block(2)});
    EXPECT_EQ(valueOf(merge()).ignoredPixels, 0U);
    EXPECT_EQ(merged("a"), text(block(1)));
    EXPECT_TRUE(findings.mentions("Jörg #2", "255 was taken for class 1"));
}

TEST_F(MaskConsensusTest, callsFoldersOfOneNameByTheirParents)
{
    request.folders = {folder / "Ada/masks", folder / "Ben/masks/"};
    image("a", {block(1), block(1)});
    const auto report = valueOf(merge());
    EXPECT_EQ(report.annotators[0].name, "Ada/masks");
    EXPECT_EQ(report.annotators[1].name, "Ben/masks");
}

TEST_F(MaskConsensusTest, neverOverwritesAnAnnotatorsMasks)
{
    image("a", {block(1), block(1), block(2)});
    request.out = folder / "Cleo/";
    const auto refused = merge();
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("overwritten"), std::string::npos);
    EXPECT_EQ(text(valueOf(imaging::readLabelPng(folder / "Cleo/a.png"))), text(block(2)));
}

TEST_F(MaskConsensusTest, needsTwoFoldersWithAnImageInCommon)
{
    image("a", {block(1), {}, {}});
    image("b", {{}, block(1), {}});
    image("c", {{}, {}, block(1)});
    const auto none = merge();
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::Mismatch);
    EXPECT_FALSE(std::filesystem::exists(request.out));
    request.folders = {folder / "Ada", folder / "Ada/../Ada"};
    const auto twice = merge();
    ASSERT_FALSE(twice);
    EXPECT_NE(twice.error().message.find("named twice"), std::string::npos);
    request.folders = {folder / "Ada"};
    const auto alone = merge();
    ASSERT_FALSE(alone);
    EXPECT_EQ(alone.error().code, ErrorCode::InvalidArgument);
    request.folders = {folder / "Ada", folder / "nowhere"};
    const auto missing = merge();
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().where, toUtf8(folder / "nowhere"));
}

TEST_F(MaskConsensusTest, writesNothingUnasked)
{
    image("a", {labels("11"), labels("1."), labels("x1")});
    request.out.clear();
    const auto report = valueOf(merge());
    EXPECT_EQ(report.files, 0U);
    EXPECT_EQ(report.images, 1U);
}

TEST_F(MaskConsensusTest, canBeStopped)
{
    for (int i = 0; i < 20; ++i) {
        image("field" + std::to_string(i), {block(1), block(2), block(3)});
    }
    for (const std::size_t last : {3U, 23U}) { // while counting, while writing
        std::stop_source stop;
        const JobControl control{stop.get_token(), [&](const Progress& progress) {
                                     EXPECT_LE(progress.done, last);
                                     EXPECT_EQ(progress.total, 40U);
                                     if (progress.done == last) {
                                         stop.request_stop();
                                     }
                                 }};
        const auto stopped = mergeMasks(request, control, {});
        ASSERT_FALSE(stopped);
        EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    }
}

TEST_F(MaskConsensusTest, findsRealMasksAgainBehindThreeImpreciseAnnotators)
{
    const auto data = sharedData();
    if (data.empty()) {
        GTEST_SKIP() << "there are no shared micrographs (SORBY_TEST_DATA)";
    }
    // Each moves the mask by a pixel or two another way, and the third forgets the second class.
    const std::vector<std::pair<int, int>> shifts{{1, 0}, {-1, 1}, {0, -2}};
    std::vector<std::pair<std::string, LabelImage>> truths;
    for (const auto& file : valueOf(listFiles(data / "nasa_super/masks"))) {
        if (lowerExtension(file) != ".png" || truths.size() == 6) {
            continue;
        }
        const auto truth = valueOf(imaging::readLabelPng(file));
        std::vector<LabelImage> masks;
        for (const auto& [dx, dy] : shifts) {
            masks.push_back(crop(truth, {dx, dy, truth.width(), truth.height()}, std::uint8_t{0}));
        }
        std::replace(masks[2].pixels().begin(), masks[2].pixels().end(), std::uint8_t{2}, std::uint8_t{0});
        image(stemOf(file), masks);
        truths.emplace_back(stemOf(file), truth);
    }
    ASSERT_FALSE(truths.empty());
    name(folder.path(), valueOf(readText(data / "nasa_super/classes.json")));
    for (const auto method : {ConsensusMethod::Majority, ConsensusMethod::Staple}) {
        request.method = method;
        const auto report = valueOf(merge());
        EXPECT_EQ(report.images, truths.size());
        for (const auto& annotator : report.annotators) {
            EXPECT_GT(annotator.rates[1].sensitivity.value_or(0), 0.9) << annotator.name;
            EXPECT_GT(annotator.rates[1].specificity.value_or(0), 0.9) << annotator.name;
        }
        EXPECT_EQ(report.annotators[2].rates[2].sensitivity.value_or(9), 0) << toText(method);
        for (const auto& pair : report.pairs) {
            EXPECT_GT(pair.agreement.kappa.value_or(0), 0.7);
        }
        for (const auto& [stem, truth] : truths) {
            const auto result = valueOf(imaging::readLabelPng(request.out / fromUtf8(stem + ".png")));
            const auto iou = evaluation::scoresOf(evaluation::countConfusion(truth, result, 3)[1]).iou;
            EXPECT_GT(iou, 0.9) << stem << ", " << toText(method);
        }
    }
}

} // namespace
} // namespace sorby::workflow
