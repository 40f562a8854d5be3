// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/reference.h"
#include "tests/gui/widgets/sample_project.h"
#include "tests/support/label_text.h"
#include "widgets/document/image_content.h"
#include "widgets/document/project_document.h"
#include "widgets/support/qt_convert.h"

#include <QSignalSpy>
#include <gtest/gtest.h>

#include <future>
#include <numeric>

namespace sorby::document {
namespace {

using project::RunState;
using test::expectOk;
using test::SampleProject;

TEST(ProjectDocument, OpensAProjectWithItsListsAndTheFirstImage)
{
    SampleProject sample;
    const auto first = sample.addImage("a.png", Membership::Train);
    const auto second = sample.addImage("b.png", Membership::Test);
    ProjectDocument document;
    EXPECT_FALSE(document.isOpen());
    bool consistent = false;
    QObject::connect(&document, &ProjectDocument::opened, [&] {
        consistent = document.isOpen() && document.images().size() == 2 && document.currentImage() == first;
    });
    QSignalSpy current(&document, &ProjectDocument::currentImageChanged);
    sample.openIn(document);
    EXPECT_TRUE(consistent);
    EXPECT_EQ(current.count(), 1);
    ASSERT_EQ(document.images().size(), 2U);
    ASSERT_NE(document.image(second), nullptr);
    EXPECT_EQ(document.image(second)->name, "b.png");
    EXPECT_EQ(document.image(second)->membership, Membership::Test);
    EXPECT_EQ(document.image(12345), nullptr);
    EXPECT_EQ(document.classes().size(), 2U);
    EXPECT_EQ(document.currentRun(), nullptr);
    EXPECT_TRUE(document.predictionFile(first).empty());
}

TEST(ProjectDocument, WhileATaskHoldsTheStoreChangesAreRefusedAndReadingGoesOn)
{
    SampleProject sample;
    const auto image = sample.addImage("a.png", Membership::Train);
    ProjectDocument document;
    sample.openIn(document);
    const auto project = document.project();
    std::promise<void> isOpen;
    std::promise<void> end;
    const auto task = std::async(std::launch::async, [&] {
        return project->inTransaction([&]() -> Status {
            isOpen.set_value();
            end.get_future().wait();
            return {};
        });
    });
    isOpen.get_future().wait();
    document.barEdits(QStringLiteral("Wait for the import."));
    document.readAgain({image}); // that these end shows that they do not wait
    document.refresh();
    ASSERT_EQ(document.images().size(), 1U);
    const auto refused = document.setStatus({image}, ReviewStatus::Done);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "Wait for the import.");
    EXPECT_EQ(document.image(image)->status, ReviewStatus::None);
    end.set_value();
    task.wait();
    document.barEdits({});
    expectOk(document.setStatus({image}, ReviewStatus::Done));
    EXPECT_EQ(document.image(image)->status, ReviewStatus::Done);
}

TEST(ProjectDocument, AChangeOfImagesThatAreGoneHoldsUpNothing)
{
    SampleProject sample;
    const auto image = sample.addImage("a.png");
    ProjectDocument document;
    sample.openIn(document);
    expectOk(document.setStatus({image, image + 99}, ReviewStatus::Done));
    expectOk(document.flush());
    EXPECT_EQ(document.project()->image(image)->status, ReviewStatus::Done);
}

TEST(ProjectDocument, CreatesAndClosesAProject)
{
    const test::TemporaryFolder folder;
    ProjectDocument document;
    expectOk(document.create(folder / "new", annotation::parseClassNames("matrix, pore").value()));
    EXPECT_TRUE(document.isOpen());
    EXPECT_EQ(document.currentImage(), 0);
    QSignalSpy opened(&document, &ProjectDocument::opened);
    document.close();
    EXPECT_FALSE(document.isOpen());
    EXPECT_EQ(document.project(), nullptr);
    EXPECT_TRUE(document.classes().empty());
    EXPECT_EQ(opened.count(), 1);
}

TEST(ProjectDocument, KeepsTheOpenProjectWhenAnotherCannotBeOpened)
{
    SampleProject sample;
    sample.addImage("a.png");
    ProjectDocument document;
    sample.openIn(document);
    QSignalSpy opened(&document, &ProjectDocument::opened);
    EXPECT_FALSE(document.open(sample.folder() / "nothing here"));
    EXPECT_TRUE(document.isOpen());
    EXPECT_EQ(document.images().size(), 1U);
    EXPECT_TRUE(opened.isEmpty());
}

TEST(ProjectDocument, StaysWritableWhenItsProjectIsOpenedAgain)
{
    SampleProject sample;
    ProjectDocument document;
    sample.openIn(document);
    expectOk(document.open(sample.folder() / project::Project::kFileName));
    expectOk(document.open(sample.folder()));
    EXPECT_FALSE(document.project()->isReadOnly());
}

TEST(ProjectDocument, StepsThroughTheImagesAndStaysAtTheEnds)
{
    SampleProject sample;
    const auto a = sample.addImage("a.png");
    const auto b = sample.addImage("b.png");
    const auto c = sample.addImage("c.png");
    ProjectDocument document;
    sample.openIn(document);
    document.stepImage(1);
    EXPECT_EQ(document.currentImage(), b);
    document.stepImage(5);
    EXPECT_EQ(document.currentImage(), c);
    document.stepImage(-9);
    EXPECT_EQ(document.currentImage(), a);
    QSignalSpy changed(&document, &ProjectDocument::currentImageChanged);
    document.stepImage(-1);
    document.setCurrentImage(4711);
    EXPECT_TRUE(changed.isEmpty());
    EXPECT_EQ(document.currentImage(), a);
    document.setCurrentImage(0);
    document.stepImage(-1);
    EXPECT_EQ(document.currentImage(), c);
}

TEST(ProjectDocument, ShowsTheNewestEndedRunThatHasSomethingToShow)
{
    SampleProject sample;
    sample.addRun("old", "2026-01-01T00:00:00Z", RunState::Finished, 3);
    const auto expected = sample.addRun("stopped", "2026-01-02T00:00:00Z", RunState::Stopped, 1);
    sample.addRun("empty", "2026-01-03T00:00:00Z", RunState::Finished, 0);
    sample.addRun("failed", "2026-01-04T00:00:00Z", RunState::Failed, 2);
    ProjectDocument document;
    sample.openIn(document);
    ASSERT_NE(document.currentRun(), nullptr);
    EXPECT_EQ(document.currentRun()->id, expected);
    project::RunRecord running;
    running.name = "running";
    const auto begun = document.project()->createRun(running);
    ASSERT_TRUE(begun);
    ASSERT_TRUE(document.project()->addEpoch(begun->id, {1, 0.5, {}, {}, 1, 1}));
    document.refresh();
    EXPECT_EQ(document.currentRun()->id, expected);
    ASSERT_EQ(document.runs().size(), 5U);
    EXPECT_EQ(document.runs().front().name, "running");
}

TEST(ProjectDocument, CountsARunOfForeignWeightsOnceItHasScores)
{
    SampleProject sample;
    const auto image = sample.addImage("a.png");
    sample.addRun("trained", "2026-01-01T00:00:00Z", RunState::Finished, 3);
    const auto foreign = sample.addRun("foreign", "2026-01-02T00:00:00Z", RunState::Finished, 0);
    sample.setScores(foreign, {{image, 1, 1, 1, 0, 0}});
    ProjectDocument document;
    sample.openIn(document);
    EXPECT_EQ(document.currentRun()->id, foreign);
}

TEST(ProjectDocument, GivesTheForegroundIouInBinaryProjects)
{
    SampleProject sample;
    const auto a = sample.addImage("a.png");
    const auto b = sample.addImage("b.png");
    const auto c = sample.addImage("c.png");
    const auto run = sample.addRun("run", "2026-01-01T00:00:00Z", RunState::Finished, 1);
    // 6 / (6 + 2 + 4) = 0.5; neither in reference nor prediction: 1.
    sample.setScores(run, {{a, 1, 6, 2, 4, 100}, {b, 1, 0, 0, 0, 112}});
    ProjectDocument document;
    sample.openIn(document);
    EXPECT_DOUBLE_EQ(document.iou(a).value(), 0.5);
    EXPECT_DOUBLE_EQ(document.iou(b).value(), 1.0);
    EXPECT_EQ(document.iou(c), std::nullopt);
    EXPECT_EQ(document.scores().size(), 2U);
}

TEST(ProjectDocument, GivesTheMeanIouOverAllClassesInOtherProjects)
{
    SampleProject sample("matrix, ferrite, pore");
    const auto a = sample.addImage("a.png");
    const auto run = sample.addRun("run", "2026-01-01T00:00:00Z", RunState::Finished, 1);
    // 9/12 = 0.75, 1/4 = 0.25 and an empty class: 1. Their mean is 2/3.
    sample.setScores(run, {{a, 0, 9, 2, 1, 0}, {a, 1, 1, 1, 2, 0}, {a, 2, 0, 0, 0, 12}});
    ProjectDocument document;
    sample.openIn(document);
    EXPECT_DOUBLE_EQ(document.iou(a).value(), 2.0 / 3.0);
}

TEST(ProjectDocument, ChangesTheRunAndItsScores)
{
    SampleProject sample;
    const auto a = sample.addImage("a b#1.png");
    const auto older = sample.addRun("older", "2026-01-01T00:00:00Z", RunState::Finished, 1);
    const auto newer = sample.addRun("newer", "2026-01-02T00:00:00Z", RunState::Finished, 1);
    sample.setScores(older, {{a, 1, 1, 1, 0, 0}});
    sample.setScores(newer, {{a, 1, 1, 0, 0, 0}});
    ProjectDocument document;
    sample.openIn(document);
    EXPECT_DOUBLE_EQ(document.iou(a).value(), 1.0);
    QSignalSpy changed(&document, &ProjectDocument::scoresChanged);
    document.setCurrentRun(older);
    EXPECT_EQ(changed.count(), 1);
    EXPECT_DOUBLE_EQ(document.iou(a).value(), 0.5);
    EXPECT_EQ(document.predictionFile(a),
              document.project()->folder() / "runs" / older / "predictions" / "a b#1.png");
    document.setCurrentRun("no such run");
    EXPECT_EQ(changed.count(), 1);
    EXPECT_EQ(document.currentRun()->id, older);
}

TEST(ProjectDocument, RefreshKeepsTheCurrentImageAndRun)
{
    SampleProject sample;
    sample.addImage("a.png");
    const auto b = sample.addImage("b.png");
    const auto run = sample.addRun("run", "2026-01-01T00:00:00Z", RunState::Finished, 1);
    ProjectDocument document;
    sample.openIn(document);
    document.setCurrentImage(b);
    project::NewImage image;
    image.name = "c.png";
    image.broken = "cut off";
    ASSERT_TRUE(document.project()->addImage(image));
    project::RunRecord newer;
    newer.createdAt = "2026-02-01T00:00:00Z";
    auto created = document.project()->createRun(newer).value();
    created.state = RunState::Finished;
    expectOk(document.project()->updateRun(created));
    expectOk(document.project()->addEpoch(created.id, {}));

    QSignalSpy images(&document, &ProjectDocument::imagesChanged);
    QSignalSpy runs(&document, &ProjectDocument::runsChanged);
    QSignalSpy current(&document, &ProjectDocument::currentImageChanged);
    document.refresh();
    EXPECT_EQ(images.count(), 1);
    EXPECT_EQ(runs.count(), 1);
    EXPECT_TRUE(current.isEmpty());
    EXPECT_EQ(document.images().size(), 3U);
    EXPECT_EQ(document.runs().size(), 2U);
    EXPECT_EQ(document.currentImage(), b);
    EXPECT_EQ(document.currentRun()->id, run);
}

TEST(ProjectDocument, RefreshChoosesTheFirstImageThatArrives)
{
    const test::TemporaryFolder folder;
    ProjectDocument document;
    expectOk(document.create(folder / "new", annotation::parseClassNames("matrix, pore").value()));
    project::NewImage image;
    image.name = "c.png";
    const auto id = document.project()->addImage(image).value();
    QSignalSpy current(&document, &ProjectDocument::currentImageChanged);
    document.refresh();
    EXPECT_EQ(document.currentImage(), id);
    EXPECT_EQ(current.count(), 1);
}

TEST(ImageContent, HoldsAllThatIsShownOfAnAnnotatedImage)
{
    SampleProject sample;
    const auto id = sample.addImage("a.png");
    sample.annotate(id);
    const auto prediction = sample.folder() / "prediction.png";
    imaging::LabelImage labels(24, 16);
    labels.at(3, 2) = 1;
    const auto classes = sample.store().classes().value();
    expectOk(imaging::writeIndexedPng(prediction, labels, classes));

    const auto loaded = loadImageContent(sample.store(), id, prediction);
    ASSERT_TRUE(loaded) << describe(loaded.error());
    const auto& content = **loaded;
    EXPECT_EQ(content.record.name, "a.png");
    EXPECT_EQ(content.size(), (Size{24, 16}));
    ASSERT_NE(content.micrograph(), nullptr);
    EXPECT_EQ(content.window, imaging::percentileWindow(imaging::toGrey(*content.micrograph())));
    EXPECT_EQ(content.fullWindow, (imaging::Window{0, 255}));
    EXPECT_EQ(std::accumulate(content.histogram.begin(), content.histogram.end(), 0U), 24U * 16U);
    const auto part = content.grey({20, 10, 9, 9});
    ASSERT_TRUE(part);
    EXPECT_EQ(part->size(), (Size{4, 6}));
    EXPECT_EQ(part->at(1, 2), imaging::toGrey(*content.micrograph()).at(21, 12));
    ASSERT_EQ(content.annotations.objects.size(), 1U);
    ASSERT_TRUE(content.reference);
    ASSERT_TRUE(content.labelCounts);
    EXPECT_EQ((*content.labelCounts)[1], 64U);
    ASSERT_TRUE(content.prediction);
    EXPECT_EQ(test::text(content.prediction->labels({0, 0, 24, 16})), test::text(labels));
}

TEST(ImageContent, HasNoReferenceWithoutAnnotationsAndNoPredictionOfAnotherSize)
{
    SampleProject sample;
    const auto id = sample.addImage("a.png");
    const auto prediction = sample.folder() / "prediction.png";
    expectOk(
        imaging::writeIndexedPng(prediction, imaging::LabelImage(5, 5), sample.store().classes().value()));
    const auto loaded = loadImageContent(sample.store(), id, prediction);
    ASSERT_TRUE(loaded);
    EXPECT_FALSE((*loaded)->reference);
    EXPECT_FALSE((*loaded)->prediction);

    expectOk(writeFileAtomically(prediction, std::string_view("not a picture")));
    const auto damaged = loadImageContent(sample.store(), id, prediction);
    ASSERT_TRUE(damaged);
    EXPECT_FALSE((*damaged)->prediction);
    EXPECT_FALSE((*loadImageContent(sample.store(), id, {}))->prediction);
}

TEST(ImageContent, NamesWhyABrokenOrMissingImageCannotBeShown)
{
    SampleProject sample;
    const auto broken = sample.addBroken("b.png", "is cut off after 12 bytes");
    const auto missing = sample.addImage("m.png");
    std::filesystem::remove(sample.store().image(missing)->file);

    const auto first = loadImageContent(sample.store(), broken, {});
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().message, "is cut off after 12 bytes");
    EXPECT_NE(first.error().where.find("b.png"), std::string::npos);
    const auto second = loadImageContent(sample.store(), missing, {});
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().where.find("m.png"), std::string::npos);
    EXPECT_FALSE(loadImageContent(sample.store(), 4711, {}));
}

} // namespace
} // namespace sorby::document
