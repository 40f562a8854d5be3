// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph.h"
#include "core/imaging/overlay.h"
#include "core/workflow/evaluate.h"
#include "core/workflow/export.h"
#include "core/workflow/export_network.h"
#include "core/workflow/predict.h"
#include "core/workflow/selection.h"
#include "core/workflow/train.h"
#include "tests/unit/workflow/fake_engine.h"
#include "tests/unit/workflow/sample_data.h"

#include <algorithm>

namespace sorby::workflow::test {
namespace {

namespace fs = std::filesystem;
using imaging::LabelImage;

/// From micrographs to a trained run, with an engine that finds what is bright.
class TrainedProject : public ::testing::Test {
  protected:
    void SetUp() override
    {
        m_project = importedProject(m_folder, 6);
        TrainRequest request;
        request.name = "run";
        request.options.epochs = 1;
        m_runId = valueOf(trainProject(*m_project, *m_engine, request, {}, {})).run.id;
    }

    void setReference(const std::string& stem, const LabelImage& labels)
    {
        const auto image = valueOf(m_project->findImage(stem));
        static_cast<void>(valueOf(
            m_project->setAnnotations(image.id, {{}, annotation::PixelEdits::fromLabels(labels), {}})));
    }
    [[nodiscard]] EvaluateReport evaluate(std::optional<Membership> side, const fs::path& out = {})
    {
        EvaluateRequest request;
        request.run = "run";
        request.side = side;
        request.out = out;
        return valueOf(evaluateRun(*m_project, *m_engine, request, {}, m_findings.sink()));
    }
    [[nodiscard]] EngineSource engine()
    {
        return [this]() -> Result<std::shared_ptr<learning::Engine>> {
            return std::shared_ptr<learning::Engine>(m_engine);
        };
    }
    [[nodiscard]] std::size_t exportAs(const std::string& format, const fs::path& out, const std::string& run)
    {
        ExportRequest request;
        request.format = format;
        request.out = out;
        request.run = run;
        const auto report = valueOf(exportProject(*m_project, request, engine(), {}, m_findings.sink()));
        EXPECT_EQ(report.out, out);
        return report.files;
    }

    TemporaryFolder m_folder;
    std::shared_ptr<FakeEngine> m_engine = std::make_shared<FakeEngine>();
    std::unique_ptr<project::Project> m_project;
    std::string m_runId;
    Findings m_findings;
};

TEST_F(TrainedProject, scoresAgainstTheReference)
{
    // The prediction of field5 is its block at x = 5 (12 pixels); the reference is moved by one column.
    setReference("field5", block(6));
    const auto report = evaluate(Membership::Test, m_folder / "out");
    EXPECT_EQ(report.run, m_runId);
    EXPECT_EQ(report.postprocess, "sigmoid");
    const auto rows = report.report.worstFirst();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].image, "field5.png");
    EXPECT_EQ(rows[0].split, "test");
    EXPECT_EQ(rows[0].confusion, (evaluation::Confusion{8, 4, 4, 80}));
    EXPECT_DOUBLE_EQ(rows[0].scores.iou, 0.5);

    const auto scores = valueOf(m_project->scores(m_runId));
    ASSERT_EQ(scores.size(), 1U);
    EXPECT_EQ(scores[0].image, valueOf(m_project->findImage("field5")).id);
    EXPECT_EQ(scores[0].classId, 1);
    EXPECT_EQ(scores[0].tp, 8U);
    EXPECT_EQ(scores[0].tn, 80U);

    const auto run = valueOf(m_project->findRun("run"));
    EXPECT_EQ(valueOf(imaging::readLabelPng(m_project->runFolder(run) / "predictions/field5.png")), block(5));
    EXPECT_TRUE(fs::exists(m_folder / "out/images.csv"));
    EXPECT_NE(valueOf(readText(m_folder / "out/summary.json")).find("0.5"), std::string::npos);
}

TEST_F(TrainedProject, overlaysShowWhereItIsWrong)
{
    setReference("field5", block(6));
    static_cast<void>(evaluate(Membership::Test, m_folder / "out"));
    const auto overlay = valueOf(imaging::readMicrograph(m_folder / "out/overlays/field5.png"));
    const auto* pixels = std::get_if<Raster<Rgb8>>(&overlay.pixels);
    ASSERT_NE(pixels, nullptr);
    EXPECT_EQ(pixels->at(4, 3), (Rgb8{0, 0, 0})) << "neither";
    EXPECT_EQ(pixels->at(5, 3), (Rgb8{0, 255, 255})) << "predicted and not there: cyan";
    EXPECT_EQ(pixels->at(6, 3), (Rgb8{255, 255, 255})) << "both: white";
    EXPECT_EQ(pixels->at(7, 3), (Rgb8{255, 255, 255}));
    EXPECT_EQ(pixels->at(8, 3), (Rgb8{255, 0, 255})) << "missed: magenta";
    EXPECT_EQ(pixels->at(9, 3), (Rgb8{0, 0, 0}));
}

TEST_F(TrainedProject, aNewEvaluationTakesThePlaceOfTheOldOne)
{
    EXPECT_EQ(evaluate(std::nullopt).report.summary().images, 6U);
    EXPECT_EQ(valueOf(m_project->scores(m_runId)).size(), 6U);
    static_cast<void>(evaluate(Membership::Train));
    EXPECT_EQ(valueOf(m_project->scores(m_runId)).size(), 4U);
    const auto folder = m_project->runFolder(valueOf(m_project->findRun("run"))) / "predictions";
    EXPECT_EQ(valueOf(listFiles(folder)).size(), 4U);
    EXPECT_FALSE(fs::exists(folder.parent_path() / "predictions.partial"));
}

TEST_F(TrainedProject, aStoppedEvaluationChangesNothing)
{
    static_cast<void>(evaluate(Membership::Test));
    std::stop_source stop;
    int predicted = 0;
    m_engine->onPredict = [&] {
        if (++predicted == 3) {
            stop.request_stop();
        }
    };
    EvaluateRequest request;
    request.run = "run";
    request.side = std::nullopt;
    request.out = m_folder / "out";
    const auto stopped = evaluateRun(*m_project, *m_engine, request, {stop.get_token(), {}}, {});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(predicted, 3) << "no further image was begun";
    EXPECT_EQ(valueOf(m_project->scores(m_runId)).size(), 1U);
    const auto folder = m_project->runFolder(valueOf(m_project->findRun("run")));
    EXPECT_EQ(valueOf(listFiles(folder / "predictions")).size(), 1U);
    EXPECT_FALSE(fs::exists(folder / "predictions.partial"));
    EXPECT_FALSE(fs::exists(m_folder / "out/summary.json"));
}

TEST_F(TrainedProject, anEmptySideSaysWhatToDo)
{
    for (const auto& image : valueOf(m_project->images())) {
        expectGood(m_project->setMemberships({{image.id, Membership::Train}}));
    }
    EvaluateRequest request;
    request.run = "run";
    const auto refused = evaluateRun(*m_project, *m_engine, request, {}, {});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("split"), std::string::npos);
    request.run = "other";
    request.side = Membership::Train;
    const auto unknown = evaluateRun(*m_project, *m_engine, request, {}, {});
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().message.find("there are: run"), std::string::npos);
}

TEST_F(TrainedProject, leavesOutMicrographsThatHaveChanged)
{
    writeMicrograph(m_folder / "data/images/field0.png", LabelImage(5, 5, 1));
    fs::remove(m_folder / "data/images/field1.png");
    const auto report = evaluate(Membership::Train);
    EXPECT_EQ(report.report.summary().images, 2U);
    EXPECT_TRUE(m_findings.mentions("field0.png", "5x5"));
    EXPECT_TRUE(m_findings.mentions("field1.png", ""));
}

TEST_F(TrainedProject, refusesARunOfOtherClasses)
{
    expectGood(m_project->setClasses(annotation::numberedClasses(2)));
    EvaluateRequest request;
    request.run = "run";
    EXPECT_EQ(evaluateRun(*m_project, *m_engine, request, {}, {}).error().code, ErrorCode::Mismatch);
}

TEST_F(TrainedProject, exportAndScoreAgreeWithTheEvaluation)
{
    setReference("field5", block(6));
    setReference("field0", block(8));
    EXPECT_EQ(exportAs("masks", m_folder / "reference", {}), 6U) << "classes.json is beside them";
    EXPECT_EQ(exportAs("masks", m_folder / "prediction", "run"), 6U);
    ScoreRequest request{m_folder / "reference", m_folder / "prediction", 0, m_folder / "scores"};
    const auto scored = valueOf(scoreFolders(request, {}, m_findings.sink()));
    EXPECT_TRUE(m_findings.all.empty());
    const auto evaluated = evaluate(std::nullopt).report;
    const auto a = scored.worstFirst();
    const auto b = evaluated.worstFirst();
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].image, b[i].image);
        EXPECT_EQ(a[i].confusion, b[i].confusion);
    }
    EXPECT_EQ(scored.summary().pooledIou, evaluated.summary().pooledIou);
    EXPECT_LT(scored.summary().pooledIou, 1);
    EXPECT_EQ(scored.classes(), valueOf(m_project->classes())) << "named by the export's classes.json";
}

TEST_F(TrainedProject, exportedMasksComeBackAsTheyWere)
{
    setReference("field2", labels("x11.........\n"
                                  "............\n"
                                  ".....1......\n"
                                  "............\n"
                                  "............\n"
                                  "............\n"
                                  "............\n"
                                  "..........xx"));
    static_cast<void>(exportAs("masks", m_folder / "out", {}));
    const auto other = valueOf(project::Project::create(m_folder / "other", annotation::numberedClasses(1)));
    ImportOptions options;
    options.source = m_folder / "out";
    options.images = m_folder / "data/images";
    options.format = "masks";
    static_cast<void>(valueOf(importInto(*other, options, {}, {})));
    for (const auto& image : valueOf(m_project->images())) {
        EXPECT_EQ(valueOf(referenceOf(*other, valueOf(other->findImage(image.name)))),
                  valueOf(referenceOf(*m_project, image)))
            << image.name;
    }
}

TEST_F(TrainedProject, exportsPredictionsAsPolygons)
{
    static_cast<void>(exportAs("aachen", m_folder / "out", "run"));
    const auto other = valueOf(project::Project::create(m_folder / "other", annotation::numberedClasses(1)));
    ImportOptions options;
    options.source = m_folder / "out";
    options.images = m_folder / "data/images";
    options.format = "aachen";
    static_cast<void>(valueOf(importInto(*other, options, {}, {})));
    for (int i = 0; i < 6; ++i) {
        const auto image = valueOf(other->findImage("field" + std::to_string(i)));
        EXPECT_EQ(image.objectCount, 1);
        EXPECT_EQ(sorby::test::text(valueOf(referenceOf(*other, image))), sorby::test::text(block(i)));
    }
}

TEST_F(TrainedProject, exportsTheReferenceOverTheMicrograph)
{
    EXPECT_EQ(exportAs("overlays", m_folder / "out", {}), 6U);
    const auto overlay = valueOf(imaging::readMicrograph(m_folder / "out/field3.png"));
    const auto* pixels = std::get_if<Raster<Rgb8>>(&overlay.pixels);
    ASSERT_NE(pixels, nullptr);
    EXPECT_EQ(pixels->at(0, 0), (Rgb8{0, 0, 0})) << "black micrograph, matrix";
    const auto colour = valueOf(m_project->classes())[1].colour;
    const auto half = [](std::uint8_t value) { return (255 + value) / 2.0; };
    EXPECT_NEAR(pixels->at(3, 2).r, half(colour.r), 1);
    EXPECT_NEAR(pixels->at(3, 2).g, half(colour.g), 1);
    EXPECT_NEAR(pixels->at(3, 2).b, half(colour.b), 1);
}

TEST_F(TrainedProject, exportsOverlaysOfARun)
{
    setReference("field1", block(2));
    EXPECT_EQ(exportAs("overlays", m_folder / "out", "run"), 6U);
    const auto overlay = valueOf(imaging::readMicrograph(m_folder / "out/field1.png"));
    EXPECT_EQ(std::get<Raster<Rgb8>>(overlay.pixels), imaging::iouOverlayAllClasses(block(2), block(1)));
}

TEST_F(TrainedProject, exportsTheNetworkAsAFileOrIntoAFolder)
{
    using learning::NetworkFormat;
    const auto exported = [this](NetworkFormat format, const fs::path& out, const std::string& run = "run") {
        return exportNetwork(*m_project, {format, run, out}, engine());
    };
    const auto report = valueOf(exported(NetworkFormat::Onnx, m_folder / "out/net.ONNX"));
    EXPECT_EQ(report.file, m_folder / "out/net.ONNX");
    EXPECT_EQ(report.run, m_runId);
    EXPECT_EQ(valueOf(readText(report.file)), "onnx");
    // What does not end as files of the format do is a folder.
    EXPECT_EQ(valueOf(exported(NetworkFormat::Safetensors, m_folder / "weights")).file,
              m_folder / "weights/run.safetensors");
    EXPECT_EQ(valueOf(readText(m_folder / "weights/run.safetensors")), "safetensors");
    EXPECT_EQ(valueOf(exported(NetworkFormat::Onnx, m_folder / "weights")).file,
              m_folder / "weights/run.onnx");

    const auto folder = m_project->runFolder(valueOf(m_project->findRun("run")));
    for (const auto& out : {folder, folder / "best.safetensors"}) {
        EXPECT_EQ(exported(NetworkFormat::Safetensors, out).error().code, ErrorCode::InvalidArgument) << out;
    }
    EXPECT_EQ(exported(NetworkFormat::Onnx, m_folder / "net.safetensors").error().code,
              ErrorCode::InvalidArgument);
    EXPECT_FALSE(fs::exists(m_folder / "net.safetensors"));
    EXPECT_EQ(exported(NetworkFormat::Onnx, m_folder / "out", "nobody").error().code, ErrorCode::NotFound);
}

TEST_F(TrainedProject, aRunsNameBecomesTheNameOfAFile)
{
    TrainRequest request;
    request.name = "a/b: \"c\"";
    request.options.epochs = 1;
    static_cast<void>(valueOf(trainProject(*m_project, *m_engine, request, {}, {})));
    EXPECT_EQ(
        valueOf(exportNetwork(*m_project, {learning::NetworkFormat::Onnx, request.name, m_folder / "out"},
                              engine()))
            .file,
        m_folder / "out/a_b_ _c_.onnx");
}

TEST_F(TrainedProject, exportsOneSide)
{
    ExportRequest request;
    request.out = m_folder / "out";
    request.side = Membership::Test;
    static_cast<void>(valueOf(exportProject(*m_project, request, engine(), {}, {})));
    EXPECT_TRUE(fs::exists(m_folder / "out/field5.png"));
    EXPECT_FALSE(fs::exists(m_folder / "out/field0.png"));
}

TEST_F(TrainedProject, writesNothingOverTheMicrographs)
{
    const auto file = m_folder / "data/images/field0.png";
    const auto before = valueOf(readBytes(file));
    ExportRequest request;
    request.out = m_folder / "data/images";
    EXPECT_EQ(exportProject(*m_project, request, engine(), {}, {}).error().code, ErrorCode::InvalidArgument);
    const auto run = valueOf(findRunFiles(*m_project, "run"));
    PredictRequest predict;
    predict.out = m_folder / "data/../data/images";
    EXPECT_EQ(predictImages(valueOf(predictInputs(*m_project)), run, *m_engine, predict, {}, {}).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(valueOf(readBytes(file)), before);
}

TEST_F(TrainedProject, saysWhatItLeavesOut)
{
    writeMicrograph(m_folder / "extra.png", block(0));
    ImportOptions options;
    options.source = m_folder / "extra.png";
    static_cast<void>(valueOf(importInto(*m_project, options, {}, {})));
    EXPECT_EQ(exportAs("masks", m_folder / "reference", {}), 6U);
    EXPECT_TRUE(m_findings.mentions("", "1 image without annotations"));
    EXPECT_FALSE(fs::exists(m_folder / "reference/extra.png"));
    EXPECT_EQ(exportAs("masks", m_folder / "prediction", "run"), 7U)
        << "predicted, for that needs no reference";
}

TEST_F(TrainedProject, knowsItsFormats)
{
    ExportRequest request;
    request.out = m_folder / "out";
    request.format = "docx";
    const auto unknown = exportProject(*m_project, request, engine(), {}, {});
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().message.find("overlays"), std::string::npos);
    request.format = "images";
    EXPECT_EQ(exportProject(*m_project, request, engine(), {}, {}).error().code, ErrorCode::Unsupported);
}

TEST_F(TrainedProject, predictsLooseFilesWithTheRunAlone)
{
    writeMicrograph(m_folder / "new/one/a.png", block(4));
    writeMicrograph(m_folder / "new/two/a.png", block(7));
    expectGood(writeFileAtomically(m_folder / "new/two/b.png", std::string_view("no picture")));
    const auto inputs = valueOf(predictInputs({m_folder / "new/one/a.png", m_folder / "new/two"}));
    ASSERT_EQ(inputs.size(), 3U);
    EXPECT_EQ(inputs[1].stem, "two_a");
    const auto run = valueOf(readRunFolder(m_project->runFolder(valueOf(m_project->findRun("run")))));
    PredictRequest request;
    request.out = m_folder / "out";
    request.probabilities = true;
    const auto report = valueOf(predictImages(inputs, run, *m_engine, request, {}, m_findings.sink()));
    EXPECT_EQ(report.files, 2U);
    EXPECT_EQ(report.skipped, 1U);
    EXPECT_TRUE(m_findings.mentions("b.png", ""));
    EXPECT_EQ(valueOf(imaging::readLabelPng(m_folder / "out/a.png")), block(4));
    EXPECT_EQ(valueOf(imaging::readLabelPng(m_folder / "out/two_a.png")), block(7));
    const auto probability = valueOf(imaging::readMicrograph(m_folder / "out/a_probability.png"));
    const auto* pixels = std::get_if<Raster<std::uint16_t>>(&probability.pixels);
    ASSERT_NE(pixels, nullptr);
    EXPECT_EQ(pixels->at(4, 2), std::lround(65535 / (1 + std::exp(-10.0))));
    EXPECT_EQ(pixels->at(0, 0), std::lround(65535 / (1 + std::exp(10.0))));
}

TEST_F(TrainedProject, aReaderEvaluatesWithoutKeepingTheScores)
{
    const auto reader = valueOf(project::Project::open(m_folder / "project"));
    ASSERT_TRUE(reader->isReadOnly());
    EvaluateRequest request;
    request.run = "run";
    const auto report = valueOf(evaluateRun(*reader, *m_engine, request, {}, m_findings.sink()));
    EXPECT_EQ(report.report.summary().images, 1U);
    EXPECT_TRUE(m_findings.mentions("", "not kept"));
    EXPECT_TRUE(valueOf(m_project->scores(m_runId)).empty());
    EXPECT_EQ(trainProject(*reader, *m_engine, {}, {}, {}).error().code, ErrorCode::ReadOnly);
}

TEST(SeveralClasses, areScoredAndShownEach)
{
    const TemporaryFolder folder;
    const auto truth = labels(R"(....1111
                                 ....1111
                                 2222....
                                 2222....)");
    writeMicrograph(folder / "data/images/a.png", truth);
    writeMask(folder / "data/masks/a.png", truth);
    auto engine = std::make_shared<FakeEngine>();
    const auto project = valueOf(project::Project::create(folder / "p", annotation::numberedClasses(2)));
    ImportOptions options;
    options.source = folder / "data";
    static_cast<void>(valueOf(importInto(*project, options, {}, {})));
    const auto id = valueOf(project->findImage("a")).id;
    expectGood(project->setMemberships({{id, Membership::Train}}));
    TrainRequest train;
    train.name = "run";
    train.options.epochs = 1;
    static_cast<void>(valueOf(trainProject(*project, *engine, train, {}, {})));
    // The reference now calls half of class 1 class 2 and misses half of class 2.
    static_cast<void>(
        valueOf(project->setAnnotations(id, {{},
                                             annotation::PixelEdits::fromLabels(labels(R"(....1122
                                                              ....1122
                                                              22......
                                                              22......)")),
                                             {}})));
    EvaluateRequest request;
    request.run = "run";
    request.side = Membership::Train;
    request.out = folder / "out";
    static_cast<void>(valueOf(evaluateRun(*project, *engine, request, {}, {})));
    const auto scores = valueOf(project->scores(valueOf(project->findRun("run")).id));
    ASSERT_EQ(scores.size(), 3U) << "the matrix, too";
    EXPECT_EQ(scores[1].tp, 4U);
    EXPECT_EQ(scores[1].fp, 4U);
    EXPECT_EQ(scores[1].fn, 0U);
    EXPECT_EQ(scores[2].tp, 4U);
    EXPECT_EQ(scores[2].fp, 4U);
    EXPECT_EQ(scores[2].fn, 4U);
    for (const char* file : {"a.png", "class_0/a.png", "class_1/a.png", "class_2/a.png"}) {
        EXPECT_TRUE(fs::exists(folder / "out/overlays" / file)) << file;
    }
    const auto overlay = valueOf(imaging::readMicrograph(folder / "out/overlays/class_2/a.png"));
    EXPECT_EQ(std::get<Raster<Rgb8>>(overlay.pixels).at(7, 0), (Rgb8{255, 0, 255}));
}

} // namespace
} // namespace sorby::workflow::test
