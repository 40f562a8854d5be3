// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph.h"
#include "core/workflow/evaluate.h"
#include "tests/unit/workflow/sample_data.h"

namespace sorby::workflow::test {
namespace {

using imaging::LabelImage;

class ScoreFolders : public ::testing::Test {
  protected:
    void pair(const std::string& stem, const LabelImage& reference, const LabelImage& prediction)
    {
        writeMask(m_folder / ("reference/" + stem + ".png"), reference);
        writeMask(m_folder / ("prediction/" + stem + ".png"), prediction);
    }
    [[nodiscard]] Result<evaluation::Report> score(int classes = 0)
    {
        return scoreFolders({m_folder / "reference", m_folder / "prediction", classes, {}}, {},
                            m_findings.sink());
    }

    TemporaryFolder m_folder;
    Findings m_findings;
};

TEST_F(ScoreFolders, givesHandValues)
{
    pair("a", labels(R"(11..
                   11..)"),
         labels(R"(.11.
                   .11.)"));
    pair("b", labels(R"(1111
                   1111)"),
         labels(R"(1111
                   1111)"));
    pair("c", LabelImage(4, 2), LabelImage(4, 2));
    pair("d", labels(R"(xx1.
                   xx..)"),
         labels(R"(111.
                   11..)"));
    const auto report = valueOf(score());
    const auto rows = report.worstFirst();
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[0].image, "a.png");
    EXPECT_DOUBLE_EQ(rows[0].scores.iou, 2.0 / 6.0);
    EXPECT_EQ(rows[0].split, "none");
    for (const auto& row : rows) {
        EXPECT_EQ(row.classId, 1);
        EXPECT_EQ(row.scores.empty, row.image == "c.png");
        if (row.image == "d.png") {
            EXPECT_EQ(row.confusion, (evaluation::Confusion{1, 0, 0, 3})) << "ignored pixels count nowhere";
        }
    }
    const auto summary = report.summary();
    EXPECT_EQ(summary.images, 4U);
    EXPECT_DOUBLE_EQ(summary.meanIou, (2.0 / 6.0 + 3) / 4);
    EXPECT_DOUBLE_EQ(summary.pooledIou, 11.0 / 15.0);
    EXPECT_TRUE(m_findings.all.empty());
}

TEST_F(ScoreFolders, countsAllClassesThatOccurAnywhere)
{
    pair("a", labels("112"), labels("122"));
    pair("b", labels(".11"), labels(".11"));
    const auto report = valueOf(score());
    ASSERT_EQ(report.classes().size(), 3U);
    const auto rows = report.worstFirst();
    ASSERT_EQ(rows.size(), 6U);
    for (const auto& row : rows) {
        if (row.image == "b.png" && row.classId == 2) {
            EXPECT_EQ(row.confusion, (evaluation::Confusion{0, 0, 0, 3}));
            EXPECT_TRUE(row.scores.empty);
        }
        if (row.image == "a.png" && row.classId == 2) {
            EXPECT_EQ(row.confusion, (evaluation::Confusion{1, 1, 0, 1}));
        }
    }
}

TEST_F(ScoreFolders, isTheSameInEveryOrderOfThreads)
{
    for (int i = 0; i < 60; ++i) {
        pair("field" + std::to_string(i), block(i % 9), block((i * 7) % 9));
    }
    const auto first = evaluation::toCsv(valueOf(score()).worstFirst());
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(evaluation::toCsv(valueOf(score()).worstFirst()), first);
    }
}

TEST_F(ScoreFolders, refusesWhatDoesNotFit)
{
    pair("good", block(1), block(1));
    pair("other size", block(1), LabelImage(5, 5, 1));
    pair("other values", labels("..1"), labels("..7"));
    writeMask(m_folder / "reference/lonely.png", block(1));
    writeMask(m_folder / "prediction/stray.png", block(1));
    pair("damaged", block(1), block(1));
    expectGood(writeFileAtomically(m_folder / "prediction/damaged.png", std::string_view("no picture")));
    pair("colour", block(1), block(1));
    expectGood(imaging::writePng(m_folder / "prediction/colour.png", Raster<Rgb8>(12, 8, {1, 2, 3})));
    const auto report = valueOf(score(2));
    EXPECT_EQ(report.summary().images, 1U);
    EXPECT_EQ(m_findings.count(formats::Severity::Refused), 6U);
    EXPECT_TRUE(m_findings.mentions("other size", "5x5"));
    EXPECT_TRUE(m_findings.mentions("other size", "12x8"));
    EXPECT_TRUE(m_findings.mentions("other values", "7"));
    EXPECT_TRUE(m_findings.mentions("lonely", "no prediction"));
    EXPECT_TRUE(m_findings.mentions("stray", "no reference"));
    EXPECT_TRUE(m_findings.mentions("damaged", ""));
    EXPECT_TRUE(m_findings.mentions("colour", ""));
}

TEST_F(ScoreFolders, comparesLargeMasksBandByBand)
{
    // More pixels than are held at once.
    LabelImage reference(2200, 4000);
    LabelImage prediction(reference.size());
    fillOutside(reference, {100, 10, 50, 3980}, std::uint8_t{1});
    fillOutside(prediction, {100, 0, 60, 3990}, std::uint8_t{1});
    reference.at(0, 3999) = annotation::kIgnore;
    pair("large", reference, prediction);
    const auto rows = valueOf(score(2)).worstFirst();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].confusion, evaluation::countConfusion(reference, prediction, 2)[1]);
    prediction.at(2199, 3999) = 7;
    pair("large", reference, prediction);
    EXPECT_FALSE(score(2));
    EXPECT_TRUE(m_findings.mentions("large", "7"));
}

TEST_F(ScoreFolders, findsAStrayValueWhereverItIs)
{
    constexpr int kWidth = 21;
    for (int x = 0; x < kWidth; ++x) {
        LabelImage stray(kWidth, 1, 1);
        stray.at(x, 0) = 2;
        pair("stray at " + std::to_string(x), LabelImage(kWidth, 1, 1), stray);
    }
    LabelImage ignored(kWidth, 1, 1);
    ignored.at(10, 0) = annotation::kIgnore;
    pair("good", LabelImage(kWidth, 1, 1), ignored);
    EXPECT_EQ(valueOf(score(2)).summary().images, 1U);
    EXPECT_EQ(m_findings.count(formats::Severity::Refused), static_cast<std::size_t>(kWidth));
}

TEST_F(ScoreFolders, takesNamesFromClassesJson)
{
    pair("a", labels("112"), labels("122"));
    const std::string json = R"({"0": "matrix", "1": "ferrite", "2": "pearlite"})";
    expectGood(writeFileAtomically(m_folder / "reference/classes.json", std::string_view(json)));
    EXPECT_EQ(valueOf(score()).classes()[2].name, "pearlite");
    EXPECT_EQ(valueOf(score(4)).classes().size(), 4U);
}

TEST_F(ScoreFolders, takesNamesFromBesideTheFolder)
{
    pair("a", labels("11."), labels("12."));
    const std::string json = R"({"0": "matrix", "1": "ferrite", "2": "pearlite", "3": "pore"})";
    expectGood(writeFileAtomically(m_folder / "classes.json", std::string_view(json)));
    EXPECT_EQ(valueOf(score()).classes().size(), 4U);
}

TEST_F(ScoreFolders, aPredictionOfFewerClassesIsScoredAgainstAllOfTheReference)
{
    pair("a", labels("112"), labels("11."));
    const std::string two = R"({"0": "matrix", "1": "ferrite"})";
    expectGood(writeFileAtomically(m_folder / "prediction/classes.json", std::string_view(two)));
    EXPECT_EQ(valueOf(score()).classes().size(), 3U);
    pair("a", labels("11."), labels("1.."));
    EXPECT_EQ(valueOf(score()).classes()[1].name, "ferrite");
}

TEST_F(ScoreFolders, understandsBlackAndWhiteMasks)
{
    const auto white = [](LabelImage labels) {
        for (auto& value : labels.pixels()) {
            value = value == 1 ? 255 : 0;
        }
        return labels;
    };
    pair("a", white(block(1)), block(2));
    pair("b", white(LabelImage(12, 8)), block(0));
    const auto rows = valueOf(score()).worstFirst();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[1].image, "a.png");
    EXPECT_EQ(rows[1].confusion, (evaluation::Confusion{8, 4, 4, 80}));
    EXPECT_TRUE(m_findings.mentions("reference", "255 was taken for class 1"));
    EXPECT_EQ(m_findings.all.size(), 1U);
}

TEST_F(ScoreFolders, needsPairs)
{
    EXPECT_FALSE(score());
    writeMask(m_folder / "reference/a.png", block(1));
    writeMask(m_folder / "prediction/b.png", block(1));
    const auto none = score();
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::Mismatch);
    EXPECT_EQ(score(1).error().code, ErrorCode::InvalidArgument);
}

TEST_F(ScoreFolders, canBeStopped)
{
    for (int i = 0; i < 20; ++i) {
        pair("field" + std::to_string(i), block(1), block(2));
    }
    std::stop_source stop;
    const JobControl control{stop.get_token(), [&](const Progress& progress) {
                                 EXPECT_LE(progress.done, 3U);
                                 if (progress.done == 3) {
                                     stop.request_stop();
                                 }
                             }};
    const auto stopped = scoreFolders({m_folder / "reference", m_folder / "prediction", 0, {}}, control, {});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace sorby::workflow::test
