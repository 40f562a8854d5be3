// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/temporary_folder.h"
#include "tests/unit/project/sample_records.h"

#include <limits>
#include <set>

namespace sorby::project::test {
namespace {

using sorby::test::TemporaryFolder;

TEST(Project, startsEmptyWithItsClasses)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "steel");
    EXPECT_EQ(project->name(), "steel");
    EXPECT_FALSE(project->isReadOnly());
    EXPECT_EQ(valueOf(project->classes()), twoClasses());
    EXPECT_TRUE(valueOf(project->images()).empty());
    EXPECT_TRUE(valueOf(project->runs()).empty());
    EXPECT_EQ(valueOf(project->pointCount()), 0);
}

TEST(Project, givesImageRecordsBackAfterReopening)
{
    const TemporaryFolder folder;
    auto image = newImage(folder / "a #1.tif");
    image.bitsPerChannel = 16;
    image.channels = 3;
    image.specimen = "S1, 550 °C";
    auto broken = newImage(folder / "b.png");
    broken.size = {};
    broken.broken = "is cut off";
    {
        const auto project = makeProject(folder / "p");
        const auto id = valueOf(project->addImage(image));
        static_cast<void>(valueOf(project->addImage(broken)));
        expectGood(project->setMemberships({{id, Membership::Test}}));
    }
    const auto project = valueOf(Project::open(folder / "p"));
    const auto images = valueOf(project->images());
    ASSERT_EQ(images.size(), 2U);
    EXPECT_EQ(images[0].name, "a #1.tif");
    EXPECT_EQ(images[0].stem, "a #1");
    EXPECT_EQ(images[0].file, std::filesystem::canonical(folder.path()) / "a #1.tif");
    EXPECT_EQ(images[0].contentHash, image.contentHash);
    EXPECT_EQ(images[0].size, image.size);
    EXPECT_EQ(images[0].bitsPerChannel, 16);
    EXPECT_EQ(images[0].channels, 3);
    EXPECT_EQ(images[0].specimen, image.specimen);
    EXPECT_EQ(images[0].membership, Membership::Test);
    EXPECT_TRUE(images[0].broken.empty());
    EXPECT_FALSE(images[0].annotated);
    EXPECT_EQ(images[1].broken, "is cut off");
    EXPECT_EQ(images[1].membership, Membership::None);
}

TEST(Project, givesAnnotationsBackExactly)
{
    const TemporaryFolder folder;
    const auto wanted = someAnnotations();
    ImageId id = 0;
    annotation::Annotations stored;
    {
        const auto project = makeProject(folder / "p");
        id = valueOf(project->addImage(newImage(folder / "a.png")));
        stored = valueOf(project->setAnnotations(id, wanted));
    }
    const auto project = valueOf(Project::open(folder / "p"));
    const auto read = valueOf(project->annotations(id));
    EXPECT_EQ(read, stored);
    EXPECT_EQ(withoutIds(read), wanted);
    EXPECT_EQ(valueOf(project->pointCount()), 2);
    const auto record = valueOf(project->image(id));
    EXPECT_EQ(record.objectCount, 2);
    EXPECT_TRUE(record.annotated);
}

TEST(Project, keepsObjectIdsAndNeverGivesOneTwice)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    const auto id = valueOf(project->addImage(newImage(folder / "a.png")));
    auto annotations = valueOf(project->setAnnotations(id, someAnnotations()));
    std::set<annotation::ObjectId> given{annotations.objects[0].id, annotations.objects[1].id};
    ASSERT_EQ(given.size(), 2U);
    ASSERT_FALSE(given.contains(0));

    // A new object before the old ones; the last one removed.
    const auto kept = annotations.objects[0].id;
    annotations.objects.pop_back();
    annotations.objects.insert(annotations.objects.begin(), someAnnotations().objects[1]);
    annotations = valueOf(project->setAnnotations(id, annotations));
    ASSERT_EQ(annotations.objects.size(), 2U);
    EXPECT_EQ(annotations.objects[1].id, kept);
    EXPECT_FALSE(given.contains(annotations.objects[0].id));
    EXPECT_EQ(valueOf(project->annotations(id)), annotations);
}

TEST(Project, takesAnEmptyReferenceForAnAnnotation)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    const auto id = valueOf(project->addImage(newImage(folder / "a.png")));
    EXPECT_FALSE(valueOf(project->image(id)).annotated);
    static_cast<void>(valueOf(project->setAnnotations(id, {})));
    EXPECT_TRUE(valueOf(project->image(id)).annotated);
    EXPECT_EQ(valueOf(project->image(id)).objectCount, 0);
}

TEST(Project, refusesAnObjectOfAnUnknownClass)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    const auto id = valueOf(project->addImage(newImage(folder / "a.png")));
    const auto before = valueOf(project->setAnnotations(id, someAnnotations()));
    auto wrong = before;
    wrong.objects[0].classId = 7;
    const auto result = project->setAnnotations(id, wrong);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Mismatch);
    EXPECT_EQ(valueOf(project->annotations(id)), before);
}

TEST(Project, nothingIsKnownOfAnImageThatIsNotThere)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    EXPECT_EQ(project->image(5).error().code, ErrorCode::NotFound);
    EXPECT_EQ(project->annotations(5).error().code, ErrorCode::NotFound);
    EXPECT_EQ(project->setAnnotations(5, {}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(project->setMemberships({{5, Membership::Train}}).error().code, ErrorCode::NotFound);
    const auto missing = project->findImage("nowhere");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_NE(missing.error().where.find("project.sorby"), std::string::npos);
}

TEST(Project, changesClassesAndKeepsThoseInUse)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    // Two names that change places must not meet half-way.
    annotation::ClassList three = {
        {0, "matrix", {0, 0, 0}}, {1, "pore", {1, 2, 3}}, {2, "MA island", {4, 5, 6}}};
    expectGood(project->setClasses(three));
    EXPECT_EQ(valueOf(project->classes()), three);
    std::swap(three[1].name, three[2].name);
    expectGood(project->setClasses(three));
    EXPECT_EQ(valueOf(project->classes()), three);

    const auto id = valueOf(project->addImage(newImage(folder / "a.png")));
    annotation::Annotations painted;
    painted.pixelEdits.set(5, 5, 2);
    static_cast<void>(valueOf(project->setAnnotations(id, painted)));
    const auto refused = project->setClasses(twoClasses());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
    EXPECT_EQ(valueOf(project->classes()), three);
    // Ignored pixels belong to no class.
    painted.pixelEdits.set(5, 5, annotation::kIgnore);
    static_cast<void>(valueOf(project->setAnnotations(id, painted)));
    expectGood(project->setClasses(twoClasses()));
    EXPECT_EQ(valueOf(project->classes()), twoClasses());
}

TEST(Project, refusesAListThatIsNoListOfClasses)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    EXPECT_FALSE(project->setClasses({}));
    EXPECT_FALSE(project->setClasses({{0, "matrix", {}}}));
    EXPECT_FALSE(project->setClasses({{0, "matrix", {}}, {2, "pore", {}}}));
    EXPECT_FALSE(project->setClasses({{0, "matrix", {}}, {1, "matrix", {}}}));
    EXPECT_EQ(valueOf(project->classes()), twoClasses());
}

TEST(Project, remembersSettings)
{
    const TemporaryFolder folder;
    {
        const auto project = makeProject(folder / "p");
        EXPECT_EQ(valueOf(project->setting("palette")), std::nullopt);
        expectGood(project->setSetting("palette", "published"));
        expectGood(project->setSetting("palette", ""));
    }
    const auto project = valueOf(Project::open(folder / "p"));
    EXPECT_EQ(valueOf(project->setting("palette")), std::optional<std::string>(""));
}

TEST(Project, undoesATransactionThatFails)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    const auto id = valueOf(project->addImage(newImage(folder / "a.png")));
    const auto failed = project->inTransaction([&]() -> Status {
        static_cast<void>(valueOf(project->addImage(newImage(folder / "b.png"))));
        static_cast<void>(valueOf(project->setAnnotations(id, someAnnotations())));
        return Error{ErrorCode::Cancelled, "stopped", {}};
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(valueOf(project->images()).size(), 1U);
    EXPECT_TRUE(valueOf(project->annotations(id)).isEmpty());
    EXPECT_FALSE(valueOf(project->image(id)).annotated);
}

TEST(Project, undoesATransactionThatThrows)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    const auto work = [&]() -> Status {
        static_cast<void>(valueOf(project->addImage(newImage(folder / "b.png"))));
        throw std::bad_alloc();
    };
    EXPECT_THROW(static_cast<void>(project->inTransaction(work)), std::bad_alloc);
    EXPECT_TRUE(valueOf(project->images()).empty());
    static_cast<void>(valueOf(project->addImage(newImage(folder / "c.png"))));
}

TEST(Project, aFailedCallInsideATransactionLeavesTheRestOfItStanding)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    expectGood(project->inTransaction([&]() -> Status {
        const auto id = valueOf(project->addImage(newImage(folder / "a.png")));
        auto wrong = someAnnotations();
        wrong.objects[1].classId = 9;
        EXPECT_FALSE(project->setAnnotations(id, wrong));
        return project->inTransaction([&]() -> Status {
            static_cast<void>(valueOf(project->addImage(newImage(folder / "b.png"))));
            return {};
        });
    }));
    const auto images = valueOf(project->images());
    ASSERT_EQ(images.size(), 2U);
    EXPECT_EQ(images[0].objectCount, 0);
    EXPECT_FALSE(images[0].annotated);
}

TEST(Project, recordsRunsEpochsAndScores)
{
    const TemporaryFolder folder;
    RunRecord run;
    run.name = "first try";
    run.options = R"({"epochs":3})";
    run.seed = std::numeric_limits<std::uint64_t>::max() - 5;
    run.split = R"({"train":2})";
    run.dataHash = "abc";
    run.versions = "{}";
    const std::vector<ScoreRecord> scores = {{1, 1, 10, 20, 30, 40}, {2, 1, 0, 0, 1ULL << 40U, 5}};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    {
        const auto project = makeProject(folder / "p");
        for (const char* name : {"a.png", "b.png"}) {
            static_cast<void>(valueOf(project->addImage(newImage(folder / name))));
        }
        run = valueOf(project->createRun(run));
        run.state = RunState::Stopped;
        run.device = "cpu";
        run.epochs = 2;
        run.bestEpoch = 1;
        run.imagesPerSecond = 12.5;
        run.peakBytes = 1ULL << 42U;
        run.waitShare = 0.25;
        run.message = "stopped";
        expectGood(project->updateRun(run));
        expectGood(project->addEpoch(run.id, {1, 0.5, {}, {}, 10, 3}));
        expectGood(project->addEpoch(run.id, {2, nan, 0.25, 0.75, 11, 2}));
        expectGood(project->setScores(run.id, {{1, 1, 9, 9, 9, 9}}));
        expectGood(project->setScores(run.id, scores));
    }
    const auto project = valueOf(Project::open(folder / "p"));
    const auto read = valueOf(project->findRun("first try"));
    EXPECT_EQ(read.id, run.id);
    EXPECT_EQ(read.createdAt, run.createdAt);
    EXPECT_EQ(read.state, RunState::Stopped);
    EXPECT_EQ(read.options, run.options);
    EXPECT_EQ(read.seed, run.seed);
    EXPECT_EQ(read.split, run.split);
    EXPECT_EQ(read.dataHash, run.dataHash);
    EXPECT_EQ(read.device, "cpu");
    EXPECT_EQ(read.epochs, 2);
    EXPECT_EQ(read.bestEpoch, 1);
    EXPECT_EQ(read.imagesPerSecond, 12.5);
    EXPECT_EQ(read.peakBytes, run.peakBytes);
    EXPECT_EQ(read.waitShare, 0.25);
    EXPECT_EQ(read.message, "stopped");
    const auto epochs = valueOf(project->epochs(run.id));
    ASSERT_EQ(epochs.size(), 2U);
    EXPECT_EQ(epochs[0].validationLoss, std::nullopt);
    EXPECT_TRUE(std::isnan(epochs[1].trainLoss));
    EXPECT_EQ(epochs[1].validationIou, 0.75);
    const auto readScores = valueOf(project->scores(run.id));
    ASSERT_EQ(readScores.size(), 2U);
    EXPECT_EQ(readScores[0].tp, 10U);
    EXPECT_EQ(readScores[1].fn, 1ULL << 40U);
}

TEST(Project, givesEachRunAnIdAndAFolderOfItsOwn)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    const auto first = valueOf(project->createRun({}));
    const auto second = valueOf(project->createRun({}));
    EXPECT_NE(first.id, second.id);
    EXPECT_EQ(first.name, first.id);
    ASSERT_EQ(first.id.size(), std::string("2026-03-31-120341-ab12").size());
    EXPECT_EQ(first.id.substr(0, 10), first.createdAt.substr(0, 10));
    EXPECT_TRUE(std::filesystem::is_directory(project->runFolder(first)));
    EXPECT_EQ(project->runFolder(first), project->folder() / "runs" / first.id);
    const auto runs = valueOf(project->runs());
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs.front().id, second.id) << "the newest comes first";
}

TEST(Project, closesRunsWhoseProgramIsGone)
{
    const TemporaryFolder folder;
    const auto lost = valueOf(makeProject(folder / "p")->createRun({}));
    EXPECT_EQ(valueOf(valueOf(Project::open(folder / "p", OpenMode::ReadOnly))->findRun(lost.id)).state,
              RunState::Running)
        << "who only reads cannot know whether somebody trains";
    const auto project = valueOf(Project::open(folder / "p"));
    const auto run = valueOf(project->findRun(lost.id));
    EXPECT_EQ(run.state, RunState::Stopped);
    EXPECT_FALSE(run.message.empty());
}

TEST(Project, refusesARunNameThatIsTaken)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    RunRecord run;
    run.name = "baseline";
    const auto first = valueOf(project->createRun(run));
    EXPECT_EQ(project->createRun(run).error().code, ErrorCode::InvalidArgument);
    run.name = first.id;
    EXPECT_EQ(project->createRun(run).error().code, ErrorCode::InvalidArgument);
    const auto missing = project->findRun("other");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_NE(missing.error().message.find("baseline"), std::string::npos);
    EXPECT_FALSE(project->addEpoch("other", {}));
}

TEST(Project, holdsAsManyObjectsAsThePublishedDataSet)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    constexpr int kImages = 1705;
    constexpr int kObjects = 8909;
    expectGood(project->inTransaction([&]() -> Status {
        for (int i = 0; i < kImages; ++i) {
            annotation::Annotations annotations;
            for (int k = i; k < kObjects; k += kImages) {
                auto object = someAnnotations().objects[0];
                object.polygon.outer[0].x = k;
                annotations.objects.push_back(std::move(object));
            }
            const auto id =
                valueOf(project->addImage(newImage(folder / ("field " + std::to_string(i) + ".png"))));
            static_cast<void>(valueOf(project->setAnnotations(id, std::move(annotations))));
        }
        return {};
    }));
    std::int64_t objects = 0;
    double sum = 0;
    for (const auto& image : valueOf(project->images())) {
        objects += image.objectCount;
        for (const auto& object : valueOf(project->annotations(image.id)).objects) {
            sum += object.polygon.outer[0].x;
        }
    }
    EXPECT_EQ(objects, kObjects);
    EXPECT_EQ(sum, kObjects * (kObjects - 1) / 2.0);
}

} // namespace
} // namespace sorby::project::test
