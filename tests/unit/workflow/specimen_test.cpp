// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph.h"
#include "core/workflow/check.h"
#include "core/workflow/evaluate.h"
#include "core/workflow/selection.h"
#include "core/workflow/split.h"
#include "core/workflow/train.h"
#include "tests/unit/workflow/fake_engine.h"
#include "tests/unit/workflow/sample_data.h"

#include <algorithm>
#include <functional>
#include <map>

/// What lies outside of the specimen, an information bar, is in no training and in no score.
namespace sorby::workflow::test {
namespace {

using evaluation::Confusion;
using imaging::LabelImage;
using learning::Part;
using Grey = Raster<std::uint8_t>;

const PixelRect kAboveTheBar{0, 0, 12, 6};

/// What the micrograph shows, and so what FakeEngine predicts; the last two rows are the bar.
const LabelImage kSeen = labels(R"(....1111....
                                   ....1111....
                                   22..........
                                   22..........
                                   ............
                                   ............
                                   111111......
                                   111111222222)");
/// The same above the bar; in it no pixel agrees.
const LabelImage kReference = labels(R"(....1111....
                                        ....1111....
                                        22..........
                                        22..........
                                        ............
                                        ............
                                        ......111111
                                        2222......11)");

/// An engine that shows the data that it is to be trained on.
class LookingEngine final : public learning::Engine {
  public:
    std::function<void(const learning::TrainingData&)> look;

    [[nodiscard]] learning::DeviceReport devices() const override { return m_fake.devices(); }
    [[nodiscard]] Result<learning::TrainReport>
    train(const learning::TrainOptions& options, const learning::TrainingData& data,
          const std::filesystem::path& runFolder, const learning::TrainOrigin& origin, std::stop_token stop,
          const learning::TrainEventSink& sink) override
    {
        if (look) {
            look(data);
        }
        return m_fake.train(options, data, runFolder, origin, std::move(stop), sink);
    }
    [[nodiscard]] Result<std::vector<learning::Sample>> preview(const learning::TrainOptions& options,
                                                                const learning::TrainingData& data,
                                                                std::size_t count,
                                                                std::stop_token stop) override
    {
        return m_fake.preview(options, data, count, std::move(stop));
    }
    [[nodiscard]] Result<std::unique_ptr<learning::Predictor>>
    openPredictor(const std::filesystem::path& checkpoint, const learning::PredictOptions& options) override
    {
        return m_fake.openPredictor(checkpoint, options);
    }
    [[nodiscard]] Status exportNetwork(const std::filesystem::path& checkpoint,
                                       learning::NetworkFormat format,
                                       const std::filesystem::path& file) override
    {
        return m_fake.exportNetwork(checkpoint, format, file);
    }

  private:
    FakeEngine m_fake;
};

class Specimen : public testing::Test {
  protected:
    project::ImageId add(const std::string& name, const Grey& grey, const LabelImage& reference,
                         Membership side)
    {
        const auto file = m_folder / ("images/" + name);
        expectGood(imaging::writePng(file, grey));
        ImportOptions options;
        options.source = file;
        options.keepsBar = true;
        static_cast<void>(valueOf(importInto(*m_project, options, {}, {})));
        const auto id = valueOf(m_project->findImage(name)).id;
        setReference(id, reference);
        expectGood(m_project->setMemberships({{id, side}}));
        expectGood(m_project->setRegion({id}, project::SpecimenRegion{kAboveTheBar, "by hand"}));
        return id;
    }
    void setReference(project::ImageId id, const LabelImage& reference)
    {
        static_cast<void>(
            valueOf(m_project->setAnnotations(id, {{}, annotation::PixelEdits::fromLabels(reference), {}})));
    }
    static Grey shown(const LabelImage& seen)
    {
        Grey grey(seen.size());
        std::transform(seen.pixels().begin(), seen.pixels().end(), grey.pixels().begin(),
                       [](std::uint8_t label) -> std::uint8_t {
                           return label == 1 ? 220 : label == 2 ? 125 : 30;
                       });
        return grey;
    }
    /// Trains a run of this name; `look` sees the data.
    project::RunRecord train(const std::string& name,
                             std::function<void(const learning::TrainingData&)> look = {})
    {
        m_engine.look = std::move(look);
        TrainRequest request;
        request.name = name;
        request.options.epochs = 1;
        return valueOf(trainProject(*m_project, m_engine, request, {}, {})).run;
    }
    [[nodiscard]] evaluation::Report evaluate(std::uint64_t mostPixelsWhole = kMostPixelsPredictedWhole)
    {
        EvaluateRequest request;
        request.run = "run";
        request.mostPixelsWhole = mostPixelsWhole;
        return valueOf(evaluateRun(*m_project, m_engine, request, {}, {})).report;
    }

    TemporaryFolder m_folder;
    std::unique_ptr<project::Project> m_project =
        valueOf(project::Project::create(m_folder / "project", annotation::numberedClasses(2)));
    LookingEngine m_engine;
};

std::map<int, Confusion> confusionsOf(const evaluation::Report& report)
{
    std::map<int, Confusion> found;
    for (const auto& row : report.worstFirst()) {
        found[row.classId] = row.confusion;
    }
    return found;
}

// ---- scores
// ------------------------------------------------------------------------------------------------

class SpecimenScores : public Specimen {
  protected:
    void SetUp() override
    {
        m_image = add("a.png", shown(kSeen), kReference, Membership::Test);
        add("trained on.png", shown(kSeen), kReference, Membership::Train);
        static_cast<void>(train("run"));
    }

    project::ImageId m_image = 0;
};

TEST_F(SpecimenScores, countThePixelsAboveTheBarAlone)
{
    for (const std::uint64_t mostPixelsWhole : {kMostPixelsPredictedWhole, std::uint64_t{1}}) {
        const auto report = evaluate(mostPixelsWhole);
        // 12 x 6 pixels, 8 of class 1 and 4 of class 2.
        EXPECT_EQ(confusionsOf(report),
                  (std::map<int, Confusion>{{0, {60, 0, 0, 12}}, {1, {8, 0, 0, 64}}, {2, {4, 0, 0, 68}}}));
        for (const auto& row : report.worstFirst()) {
            EXPECT_EQ(row.scores.iou, 1.0);
            EXPECT_EQ(row.scores.dice, 1.0);
        }
        EXPECT_EQ(report.summary().pooledIou, 1.0);
        EXPECT_EQ(report.summary().meanIou, 1.0);
        const auto stored = valueOf(m_project->scores(valueOf(m_project->findRun("run")).id));
        ASSERT_EQ(stored.size(), 3U);
        for (const auto& score : stored) {
            EXPECT_EQ(score.tp + score.fp + score.fn + score.tn, 72U);
            EXPECT_EQ(score.fp + score.fn, 0U);
        }
    }
}

TEST_F(SpecimenScores, countTheBarWhenAPersonSaysThatItIsSpecimen)
{
    expectGood(m_project->setRegion({m_image}, std::nullopt));
    // Of class 1 the bar has 12 predicted and 8 annotated pixels, of class 2 6 and 4, of the matrix 6 and 12.
    EXPECT_EQ(confusionsOf(evaluate()),
              (std::map<int, Confusion>{{0, {60, 6, 12, 18}}, {1, {8, 12, 8, 68}}, {2, {4, 6, 4, 82}}}));
}

TEST_F(SpecimenScores, countWhatIsInsideOfAnyRegion)
{
    for (const PixelRect region :
         {PixelRect{0, 1, 12, 5}, PixelRect{3, 0, 9, 6}, PixelRect{1, 1, 5, 2}, PixelRect{11, 5, 1, 1}}) {
        expectGood(m_project->setRegion({m_image}, project::SpecimenRegion{region, "by hand"}));
        for (const std::uint64_t mostPixelsWhole : {kMostPixelsPredictedWhole, std::uint64_t{1}}) {
            for (const auto& [classId, confusion] : confusionsOf(evaluate(mostPixelsWhole))) {
                EXPECT_EQ(confusion.fp + confusion.fn, 0U) << classId;
                EXPECT_EQ(confusion.tp + confusion.tn, region.size().area()) << classId;
            }
        }
    }
}

TEST_F(SpecimenScores, thePredictionThatIsKeptHasNothingInTheBar)
{
    static_cast<void>(evaluate());
    const auto run = valueOf(m_project->findRun("run"));
    auto expected = kSeen;
    fillOutside(expected, kAboveTheBar, std::uint8_t{annotation::kMatrix});
    EXPECT_EQ(
        sorby::test::text(valueOf(imaging::readLabelPng(m_project->runFolder(run) / "predictions/a.png"))),
        sorby::test::text(expected));
}

TEST_F(SpecimenScores, ofTwoFoldersLeaveOutWhatTheReferenceIgnores)
{
    // The reference as training and evaluation use it, against what was seen.
    writeMask(m_folder / "reference/a.png",
              valueOf(referenceOf(*m_project, valueOf(m_project->image(m_image)))));
    writeMask(m_folder / "prediction/a.png", kSeen);
    const ScoreRequest request{m_folder / "reference", m_folder / "prediction", 3, {}};
    const auto report = valueOf(scoreFolders(request, {}, {}));
    EXPECT_EQ(confusionsOf(report),
              (std::map<int, Confusion>{{0, {60, 0, 0, 12}}, {1, {8, 0, 0, 64}}, {2, {4, 0, 0, 68}}}));
    EXPECT_EQ(report.summary().pooledIou, 1.0);
}

// ---- training
// ----------------------------------------------------------------------------------------------

TEST_F(Specimen, labelsOfTheBarAreIgnoredInBothPartsOfTheTraining)
{
    add("a.png", shown(kSeen), kReference, Membership::Train);
    add("b.png", shown(kSeen), kReference, Membership::Validation);
    bool looked = false;
    static_cast<void>(train("run", [&](const learning::TrainingData& data) {
        for (const auto part : {Part::Train, Part::Validation}) {
            const auto sample = valueOf(data.image(part, 0));
            EXPECT_EQ(sorby::test::text(sample.labels), sorby::test::text(labels(R"(....1111....
                                                                                    ....1111....
                                                                                    22..........
                                                                                    22..........
                                                                                    ............
                                                                                    ............
                                                                                    xxxxxxxxxxxx
                                                                                    xxxxxxxxxxxx)")));
            const auto counts = imaging::countValues(sample.labels);
            EXPECT_EQ(counts[0], 60U);
            EXPECT_EQ(counts[1], 8U);
            EXPECT_EQ(counts[2], 4U);
            EXPECT_EQ(counts[annotation::kIgnore], 24U);
        }
        looked = true;
    }));
    EXPECT_TRUE(looked);
}

TEST_F(Specimen, noPatchIsChosenForWhatTheBarHolds)
{
    // One pixel of class 1 in the specimen; the bar is class 2 all over.
    LabelImage reference(12, 8);
    reference.at(3, 2) = 1;
    fillOutside(reference, kAboveTheBar, std::uint8_t{2});
    add("a.png", shown(kSeen), reference, Membership::Train);
    std::map<int, int> counts;
    constexpr int kPatches = 2000;
    static_cast<void>(train("run", [&](const learning::TrainingData& data) {
        for (std::size_t epoch = 0; epoch < kPatches; ++epoch) {
            ++counts[valueOf(data.patch({1, 1}, 3, epoch, epoch % 96)).labels.at(0, 0)];
        }
    }));
    EXPECT_EQ(counts[2], 0);
    // Each third patch is chosen for a class, and there is one class to choose; were the bar's class another
    // one, it would be each sixth.
    EXPECT_NEAR(counts[1], kPatches * (1.0 / 3 + 2.0 / 3 / 96), 100);
}

TEST_F(Specimen, whatTheBarShowsDoesNotChangeTheContrastOfTheSpecimen)
{
    Grey dark = shown(kSeen);
    Grey bright = dark;
    fillOutside(dark, kAboveTheBar, std::uint8_t{0});
    fillOutside(bright, kAboveTheBar, std::uint8_t{255});
    const std::vector<project::ImageId> images{add("dark.png", dark, kReference, Membership::Train),
                                               add("bright.png", bright, kReference, Membership::Train)};
    const auto seen = [&](const std::string& name) {
        std::vector<Raster<float>> specimens;
        static_cast<void>(train(name, [&](const learning::TrainingData& data) {
            for (std::size_t i = 0; i < 2; ++i) {
                specimens.push_back(crop(valueOf(data.image(Part::Train, i)).image, kAboveTheBar));
            }
        }));
        return specimens;
    };
    const auto without = seen("without the bar");
    ASSERT_EQ(without.size(), 2U);
    EXPECT_EQ(without[0], without[1]);
    EXPECT_EQ(without[0].at(4, 0), 1.0F) << "the brightest of the specimen";
    EXPECT_EQ(without[0].at(11, 5), 0.0F) << "the darkest";
    expectGood(m_project->setRegion(images, std::nullopt));
    const auto with = seen("with the bar");
    EXPECT_NE(with[0], with[1]) << "then it does";
}

TEST_F(Specimen, annotationsInTheBarAreNoPartOfTheDataThatARunRemembers)
{
    const auto id = add("a.png", shown(kSeen), kReference, Membership::Train);
    const auto first = train("first").dataHash;
    auto reference = kReference;
    fillOutside(reference, kAboveTheBar, std::uint8_t{1});
    setReference(id, reference);
    EXPECT_EQ(train("second").dataHash, first);
    reference.at(11, 5) = 1;
    setReference(id, reference);
    EXPECT_NE(train("third").dataHash, first) << "that pixel is specimen";
}

// ---- counting
// ----------------------------------------------------------------------------------------------

TEST_F(Specimen, aClassThatIsInTheBarAloneIsOnNoImage)
{
    LabelImage reference(12, 8);
    reference.at(3, 2) = 1;
    fillOutside(reference, kAboveTheBar, std::uint8_t{2});
    const auto id = add("a.png", shown(kSeen), reference, Membership::Train);
    const auto info = valueOf(describeProject(*m_project, {}));
    ASSERT_EQ(info.classes.size(), 3U);
    EXPECT_EQ(info.classes[0].pixels, 71U);
    EXPECT_EQ(info.classes[1].pixels, 1U);
    EXPECT_DOUBLE_EQ(info.classes[1].fraction, 1.0 / 72);
    EXPECT_EQ(info.classes[2].pixels, 0U);
    EXPECT_EQ(info.classes[2].images, 0U);
    EXPECT_EQ(valueOf(checkProject(*m_project, {}, {})).kinds.at("unused-class"), 1U);
    SplitRequest request;
    request.options.test = 0;
    request.options.validation = 0;
    request.describe = true;
    EXPECT_EQ(valueOf(splitProject(*m_project, request)).sides[0].classImages,
              (std::vector<std::size_t>{1, 1, 0}));
    expectGood(m_project->setRegion({id}, std::nullopt));
    EXPECT_EQ(valueOf(describeProject(*m_project, {})).classes[2].pixels, 24U);
}

} // namespace
} // namespace sorby::workflow::test
