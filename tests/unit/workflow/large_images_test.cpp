// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph.h"
#include "core/workflow/banded_prediction.h"
#include "core/workflow/evaluate.h"
#include "core/workflow/export.h"
#include "core/workflow/large_images.h"
#include "core/workflow/predict.h"
#include "core/workflow/prediction.h"
#include "core/workflow/train.h"
#include "tests/unit/workflow/fake_engine.h"
#include "tests/unit/workflow/sample_data.h"

#include <algorithm>
#include <random>

namespace sorby::workflow::test {
namespace {

namespace fs = std::filesystem;
using evaluation::PostprocessKind;
using imaging::LabelImage;

constexpr Size kSize{20, 150};

/// Specks, so that opening and closing have something to do in every row.
LabelImage specks(int seed)
{
    std::mt19937 random(static_cast<unsigned>(seed));
    LabelImage labels(kSize);
    for (auto& pixel : labels.pixels()) {
        pixel = random() % 5 < 2 ? 1 : 0;
    }
    return labels;
}

/// Three images, each of which is larger than any limit of 1 pixel; a run that finds what is bright.
class LargeProject : public ::testing::Test {
  protected:
    void SetUp() override
    {
        for (int i = 0; i < 3; ++i) {
            const auto name = "field" + std::to_string(i) + ".png";
            writeMicrograph(m_folder / ("data/images/" + name), specks(i));
            writeMask(m_folder / ("data/masks/" + name), specks(i + 10));
        }
        m_project = valueOf(project::Project::create(m_folder / "project", annotation::numberedClasses(1)));
        ImportOptions options;
        options.source = m_folder / "data";
        static_cast<void>(valueOf(importInto(*m_project, options, {}, {})));
        const auto images = valueOf(m_project->images());
        expectGood(m_project->setRegion({images[1].id}, project::SpecimenRegion{{2, 5, 17, 120}, "by hand"}));
        expectGood(m_project->setMemberships({{images[0].id, Membership::Train},
                                              {images[1].id, Membership::Test},
                                              {images[2].id, Membership::Test}}));
        static_cast<void>(valueOf(trainProject(*m_project, *m_engine, training(), {}, {})));
    }
    [[nodiscard]] static TrainRequest training()
    {
        TrainRequest request;
        request.name = "run";
        request.options.epochs = 1;
        return request;
    }
    [[nodiscard]] RunFiles run() const
    {
        return valueOf(readRunFolder(m_project->runFolder(valueOf(m_project->findRun("run")))));
    }
    /// Names and bytes of all files.
    static std::vector<std::pair<std::string, std::vector<std::byte>>> content(const fs::path& folder)
    {
        std::vector<std::pair<std::string, std::vector<std::byte>>> result;
        for (const auto& file : valueOf(listFiles(folder, true))) {
            result.emplace_back(toUtf8(file.lexically_relative(folder)), valueOf(readBytes(file)));
        }
        return result;
    }

    TemporaryFolder m_folder;
    std::shared_ptr<FakeEngine> m_engine = std::make_shared<FakeEngine>();
    std::unique_ptr<project::Project> m_project;
    Findings m_findings;
};

TEST_F(LargeProject, bandsArePredictedAsTheWhole)
{
    const auto images = valueOf(m_project->images());
    const auto predictor = valueOf(m_engine->openPredictor(run().checkpoint, {}));
    const auto whole = valueOf(readNetworkInput(images[0]));
    for (const auto kind : {PostprocessKind::Sigmoid, PostprocessKind::Argmax, PostprocessKind::Morphology}) {
        for (const int radius : {1, 3}) {
            const evaluation::Postprocess postprocess{kind, {}, radius};
            const auto expected = valueOf(predictLabels(*predictor, whole, postprocess, {}));
            for (const int pixels : {1, 20 * 40, 20 * 64, 1 << 20}) {
                auto input = valueOf(openNetworkInput(images[0]));
                LabelImage together(kSize, 77);
                int next = 0;
                expectGood(predictBands(
                    *predictor, input, postprocess, {},
                    [&](int firstRow, const LabelImage& rows) -> Status {
                        EXPECT_EQ(firstRow, next);
                        next += rows.height();
                        std::copy(rows.pixels().begin(), rows.pixels().end(), together.row(firstRow).begin());
                        return {};
                    },
                    pixels));
                EXPECT_EQ(next, kSize.height);
                EXPECT_EQ(together, expected) << static_cast<int>(kind) << " " << radius << " " << pixels;
            }
        }
    }
}

TEST_F(LargeProject, isPredictedIntoTheSameFiles)
{
    const auto inputs = valueOf(predictInputs(*m_project));
    for (const bool isLarge : {false, true}) {
        PredictRequest request;
        request.out = m_folder / (isLarge ? "large" : "whole");
        request.probabilities = isLarge;
        request.mostPixelsWhole = isLarge ? 1 : kMostPixelsPredictedWhole;
        const auto report = valueOf(predictImages(inputs, run(), *m_engine, request, {}, m_findings.sink()));
        EXPECT_EQ(report.files, 3U);
    }
    EXPECT_EQ(content(m_folder / "large"), content(m_folder / "whole"));
    EXPECT_EQ(m_findings.count(formats::Severity::Flagged), 3U) << "no probabilities";
    PredictRequest loose;
    loose.out = m_folder / "loose";
    loose.mostPixelsWhole = 1;
    const auto files = valueOf(predictInputs({m_folder / "data/images"}));
    EXPECT_EQ(valueOf(predictImages(files, run(), *m_engine, loose, {}, {})).files, 3U);
    EXPECT_EQ(valueOf(readBytes(m_folder / "loose/field0.png")),
              valueOf(readBytes(m_folder / "whole/field0.png")));
}

TEST_F(LargeProject, leavesNothingHalfPredicted)
{
    std::stop_source stop;
    m_engine->onPredict = [&] { stop.request_stop(); };
    PredictRequest request;
    request.out = m_folder / "out";
    request.mostPixelsWhole = 1;
    const auto stopped = predictImages(valueOf(predictInputs(*m_project)), run(), *m_engine, request,
                                       {stop.get_token(), {}}, {});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(valueOf(listFiles(m_folder / "out")).empty());
}

TEST_F(LargeProject, isScoredAsTheWhole)
{
    std::vector<project::ScoreRecord> scores;
    for (const bool isLarge : {false, true}) {
        EvaluateRequest request;
        request.run = "run";
        request.out = m_folder / (isLarge ? "large" : "whole");
        request.mostPixelsWhole = isLarge ? 1 : kMostPixelsPredictedWhole;
        static_cast<void>(valueOf(evaluateRun(*m_project, *m_engine, request, {}, {})));
        const auto now = valueOf(m_project->scores(run().id));
        ASSERT_EQ(now.size(), 2U);
        for (std::size_t i = 0; isLarge && i < now.size(); ++i) {
            EXPECT_EQ(now[i].tp, scores[i].tp);
            EXPECT_EQ(now[i].fp, scores[i].fp);
            EXPECT_EQ(now[i].fn, scores[i].fn);
            EXPECT_EQ(now[i].tn, scores[i].tn);
        }
        scores = now;
        fs::rename(run().folder / "predictions", m_folder / (isLarge ? "p large" : "p whole"));
    }
    EXPECT_EQ(content(m_folder / "p large"), content(m_folder / "p whole"));
    EXPECT_EQ(valueOf(readText(m_folder / "large/images.csv")),
              valueOf(readText(m_folder / "whole/images.csv")));
    for (const char* name : {"overlays/field1.png", "overlays/field2.png"}) {
        EXPECT_EQ(valueOf(imaging::readMicrograph(m_folder / "large" / name)),
                  valueOf(imaging::readMicrograph(m_folder / "whole" / name)))
            << name;
    }
}

TEST_F(LargeProject, isExportedAsTheWhole)
{
    const EngineSource engine = [this]() -> Result<std::shared_ptr<learning::Engine>> {
        return std::shared_ptr<learning::Engine>(m_engine);
    };
    for (const char* format : {"masks", "coco", "overlays"}) {
        for (const bool isLarge : {false, true}) {
            ExportRequest request;
            request.format = format;
            request.run = "run";
            request.out = m_folder / (isLarge ? "large" : "whole") / format;
            request.mostPixelsWhole = isLarge ? 1 : kMostPixelsPredictedWhole;
            EXPECT_GT(valueOf(exportProject(*m_project, request, engine, {}, {})).files, 0U);
        }
    }
    EXPECT_EQ(content(m_folder / "large/masks"), content(m_folder / "whole/masks"));
    EXPECT_EQ(content(m_folder / "large/overlays"), content(m_folder / "whole/overlays"));
}

TEST_F(LargeProject, isTrainedOnInPatches)
{
    auto request = training();
    request.name = "whole";
    request.mostPixelsHeld = 1;
    const auto refused = trainProject(*m_project, *m_engine, request, {}, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(refused.error().message.find("--patch"), std::string::npos) << refused.error().message;
    EXPECT_NE(refused.error().where.find("field0.png"), std::string::npos) << refused.error().where;
    request.options.patch = Size{16, 16};
    const auto png = trainProject(*m_project, *m_engine, request, {}, {});
    ASSERT_FALSE(png);
    EXPECT_NE(png.error().message.find("TIFF"), std::string::npos) << png.error().message;
}

TEST_F(LargeProject, validatesOnLargeImagesAndHashesThemAlike)
{
    // A small image is trained on, a large one validated: the run is the same as when both are held.
    writeMicrograph(m_folder / "small.png", block(1));
    ImportOptions options;
    options.source = m_folder / "small.png";
    static_cast<void>(valueOf(importInto(*m_project, options, {}, {})));
    const auto images = valueOf(m_project->images());
    static_cast<void>(valueOf(m_project->setAnnotations(images[3].id, {})));
    expectGood(m_project->setMemberships({{images[0].id, Membership::None},
                                          {images[1].id, Membership::Validation},
                                          {images[3].id, Membership::Train}}));
    std::vector<std::string> hashes;
    for (const bool isLarge : {false, true}) {
        auto request = training();
        request.name = isLarge ? "large" : "held";
        request.mostPixelsHeld = kSize.area() - (isLarge ? 1U : 0U);
        hashes.push_back(valueOf(trainProject(*m_project, *m_engine, request, {}, {})).run.dataHash);
        EXPECT_EQ(m_engine->validationNames, std::vector<std::string>{"field1.png"});
    }
    EXPECT_EQ(hashes[0], hashes[1]);
}

TEST_F(LargeProject, rowsOfAReferenceAreThoseOfTheWhole)
{
    for (const auto& image : valueOf(m_project->images())) {
        const auto whole = valueOf(referenceOf(*m_project, image));
        const auto annotations = valueOf(m_project->annotations(image.id));
        for (const PixelRect part :
             {PixelRect{0, 0, 20, 150}, PixelRect{0, 3, 20, 7}, PixelRect{4, 100, 9, 50}}) {
            EXPECT_EQ(referenceOf(annotations, image, part), crop(whole, part));
        }
        LabelImage rows(20, 30, 1);
        leaveOutSurroundings(rows, image, 110, annotation::kMatrix);
        LabelImage all(kSize, 1);
        leaveOutSurroundings(all, image, annotation::kMatrix);
        EXPECT_EQ(rows, crop(all, {0, 110, 20, 30}));
    }
}

} // namespace
} // namespace sorby::workflow::test
