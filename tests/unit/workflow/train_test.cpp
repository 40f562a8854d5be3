// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/run_files.h"
#include "core/workflow/train.h"
#include "tests/unit/workflow/fake_engine.h"
#include "tests/unit/workflow/sample_data.h"

namespace sorby::workflow::test {
namespace {

using project::RunState;

TrainRequest request(int epochs)
{
    TrainRequest result;
    result.options.epochs = epochs;
    result.options.seed = 3;
    return result;
}

TEST(TrainProject, recordsTheRun)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 6);
    FakeEngine engine;
    std::size_t events = 0;
    auto wanted = request(2);
    wanted.name = "baseline";
    const auto outcome =
        valueOf(trainProject(*project, engine, wanted, {}, [&](const learning::TrainEvent&) { ++events; }));
    EXPECT_EQ(events, 3U) << "the plan and two epochs";
    EXPECT_EQ(engine.trainNames.size(), 4U);
    EXPECT_EQ(engine.validationNames, std::vector<std::string>{"field4.png"});
    EXPECT_EQ(engine.lastOptions.network.classCount, 2);

    const auto run = valueOf(project->findRun("baseline"));
    EXPECT_EQ(run.id, outcome.run.id);
    EXPECT_EQ(run.state, RunState::Finished);
    EXPECT_EQ(run.seed, 3U);
    EXPECT_EQ(run.epochs, 2);
    EXPECT_EQ(run.bestEpoch, 1);
    EXPECT_EQ(run.device, "cpu");
    EXPECT_EQ(run.peakBytes, 1234U);
    EXPECT_EQ(run.waitShare, 0.125);
    EXPECT_EQ(run.split, R"({"train":4,"validation":1,"test":1})");
    EXPECT_EQ(run.dataHash.size(), 32U);
    EXPECT_NE(run.versions.find("libtorch"), std::string::npos);
    EXPECT_EQ(valueOf(learning::trainOptionsFromJson(run.options)).epochs, 2);
    const auto epochs = valueOf(project->epochs(run.id));
    ASSERT_EQ(epochs.size(), 2U);
    EXPECT_EQ(epochs[1].trainLoss, 0.5);
    EXPECT_EQ(epochs[1].validationIou, 0.5);
}

TEST(TrainProject, leavesARunThatCanBeTakenElsewhere)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    FakeEngine engine;
    const auto run = valueOf(trainProject(*project, engine, request(1), {}, {})).run;
    std::filesystem::rename(project->runFolder(run), folder / "taken");
    const auto files = valueOf(readRunFolder(folder / "taken"));
    EXPECT_EQ(files.id, run.id);
    EXPECT_EQ(files.classes, valueOf(project->classes()));
    EXPECT_EQ(files.checkpoint, folder / "taken/best.safetensors");
    std::filesystem::remove(folder / "taken/best.safetensors");
    EXPECT_EQ(valueOf(readRunFolder(folder / "taken")).checkpoint, folder / "taken/last.safetensors");
    std::filesystem::remove(folder / "taken/last.safetensors");
    EXPECT_EQ(readRunFolder(folder / "taken").error().code, ErrorCode::NotFound);
}

TEST(TrainProject, hashesWhatItWasTrainedOn)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 4);
    FakeEngine engine;
    const auto hash = [&] {
        return valueOf(trainProject(*project, engine, request(1), {}, {})).run.dataHash;
    };
    const auto first = hash();
    EXPECT_EQ(hash(), first);
    const auto test = valueOf(project->findImage("field3"));
    static_cast<void>(valueOf(project->setAnnotations(test.id, {})));
    EXPECT_EQ(hash(), first) << "the test side is not trained on";
    const auto train = valueOf(project->findImage("field0"));
    auto annotations = valueOf(project->annotations(train.id));
    annotations.pixelEdits.set(0, 0, 1);
    static_cast<void>(valueOf(project->setAnnotations(train.id, annotations)));
    const auto painted = hash();
    EXPECT_NE(painted, first);
    expectGood(project->setWindow(train.id, Window{10, 90}));
    EXPECT_NE(hash(), painted) << "its greys are others";
    expectGood(project->setWindow(train.id, std::nullopt));
    EXPECT_EQ(hash(), painted);
}

TEST(TrainProject, takesASubsetThatTheSeedChooses)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 12);
    FakeEngine engine;
    const auto names = [&](std::size_t count, std::uint64_t seed) {
        auto wanted = request(1);
        wanted.subset = count;
        wanted.options.seed = seed;
        static_cast<void>(valueOf(trainProject(*project, engine, wanted, {}, {})));
        return std::set<std::string>(engine.trainNames.begin(), engine.trainNames.end());
    };
    const auto three = names(3, 1);
    EXPECT_EQ(three.size(), 3U);
    EXPECT_EQ(names(3, 1), three);
    const auto six = names(6, 1);
    EXPECT_TRUE(std::includes(six.begin(), six.end(), three.begin(), three.end()));
    std::set<std::set<std::string>> different;
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        different.insert(names(3, seed));
    }
    EXPECT_GT(different.size(), 1U);

    auto wanted = request(1);
    wanted.subset = 11;
    EXPECT_EQ(trainProject(*project, engine, wanted, {}, {}).error().code, ErrorCode::InvalidArgument);
}

TEST(TrainProject, saysWhatToDoWithoutATrainSide)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    for (const auto& image : valueOf(project->images())) {
        expectGood(project->setMemberships({{image.id, Membership::Test}}));
    }
    FakeEngine engine;
    const auto refused = trainProject(*project, engine, request(1), {}, {});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("sorby split"), std::string::npos);
    EXPECT_TRUE(valueOf(project->runs()).empty());
}

TEST(TrainProject, anEarlyEndIsARunAllTheSame)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    FakeEngine engine;
    engine.epochsBeforeStop = 2;
    const auto outcome = valueOf(trainProject(*project, engine, request(5), {}, {}));
    EXPECT_TRUE(outcome.report.stopped);
    EXPECT_EQ(outcome.run.state, RunState::Stopped);
    EXPECT_EQ(valueOf(project->findRun(outcome.run.id)).epochs, 2);
}

TEST(TrainProject, aStopBeforeTheFirstEpochIsAnError)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    FakeEngine engine;
    engine.epochsBeforeStop = 0;
    EXPECT_EQ(trainProject(*project, engine, request(5), {}, {}).error().code, ErrorCode::Cancelled);
    const auto runs = valueOf(project->runs());
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].state, RunState::Stopped);
    EXPECT_FALSE(runs[0].message.empty());
    EXPECT_EQ(findRunFiles(*project, runs[0].id).error().code, ErrorCode::NotFound);
}

TEST(TrainProject, theReadingOfTheImagesCountsInTheTimeLimit)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    FakeEngine engine;
    auto wanted = request(5);
    wanted.options.timeLimitSeconds = 3600;
    engine.timeUp = true;
    const auto outcome = valueOf(trainProject(*project, engine, wanted, {}, {}));
    EXPECT_EQ(outcome.run.state, RunState::Finished) << "it is what was asked for";
    EXPECT_NE(outcome.run.message.find("time limit"), std::string::npos);
    ASSERT_TRUE(engine.lastOptions.timeLimitSeconds);
    EXPECT_LT(*engine.lastOptions.timeLimitSeconds, 3600);
    EXPECT_GT(*engine.lastOptions.timeLimitSeconds, 3000);
    EXPECT_NE(outcome.run.options.find("\"time_limit_s\":3600"), std::string::npos) << outcome.run.options;

    wanted.options.timeLimitSeconds = 0;
    EXPECT_EQ(trainProject(*project, engine, wanted, {}, {}).error().code, ErrorCode::InvalidArgument);
}

TEST(TrainProject, aRunGoesOnWithItsOwnOptionsAndImages)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 6);
    FakeEngine engine;
    auto wanted = request(5);
    wanted.options.seed = 4;
    wanted.options.network.width = 7;
    wanted.subset = 2;
    engine.epochsBeforeStop = 2;
    const auto stopped = valueOf(trainProject(*project, engine, wanted, {}, {}));
    const auto names = engine.trainNames;
    const auto hash = engine.lastOrigin.dataHash;
    ASSERT_EQ(names.size(), 2U);
    EXPECT_FALSE(engine.lastOrigin.resume);

    engine.epochsBeforeStop = -1;
    ResumeRequest more;
    more.run = stopped.run.id;
    more.epochs = 9;
    const auto outcome = valueOf(resumeRun(*project, engine, more, {}, {}));
    EXPECT_EQ(outcome.run.id, stopped.run.id);
    EXPECT_EQ(outcome.run.state, RunState::Finished);
    EXPECT_TRUE(outcome.run.message.empty());
    EXPECT_TRUE(engine.lastOrigin.resume);
    EXPECT_EQ(engine.lastOrigin.dataHash, hash);
    EXPECT_NE(engine.lastOrigin.description.find("matrix"), std::string::npos);
    EXPECT_EQ(engine.trainNames, names) << "the same images of the train side";
    EXPECT_EQ(engine.lastOptions.epochs, 9);
    EXPECT_EQ(engine.lastOptions.network.width, 7);
    EXPECT_EQ(engine.lastOptions.seed, 4U);
    EXPECT_EQ(valueOf(project->runs()).size(), 1U);

    more.run = "nothing";
    EXPECT_EQ(resumeRun(*project, engine, more, {}, {}).error().code, ErrorCode::NotFound);
}

TEST(TrainProject, weightsAsTheyAreNeedNoImages)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    for (const auto& image : valueOf(project->images())) {
        expectGood(project->setMemberships({{image.id, Membership::Test}}));
    }
    FakeEngine engine;
    EXPECT_EQ(valueOf(trainProject(*project, engine, request(0), {}, {})).report.epochs, 0);
    EXPECT_TRUE(engine.trainNames.empty());
}

TEST(TrainProject, aStopWhileTheImagesAreReadLeavesNoRun)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 6);
    FakeEngine engine;
    std::stop_source stop;
    const JobControl control{stop.get_token(), [&](const Progress& progress) {
                                 if (progress.done == 2) {
                                     stop.request_stop();
                                 }
                             }};
    EXPECT_EQ(trainProject(*project, engine, request(5), control, {}).error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(valueOf(project->runs()).empty());
}

TEST(TrainProject, recordsWhyItFailed)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    FakeEngine engine;
    engine.failure = Error{ErrorCode::OutOfMemory, "the network does not fit", {}};
    auto wanted = request(5);
    wanted.name = "large";
    EXPECT_EQ(trainProject(*project, engine, wanted, {}, {}).error(), *engine.failure);
    const auto run = valueOf(project->findRun("large"));
    EXPECT_EQ(run.state, RunState::Failed);
    EXPECT_EQ(run.message, "the network does not fit");

    engine.failure.reset();
    EXPECT_EQ(trainProject(*project, engine, wanted, {}, {}).error().code, ErrorCode::InvalidArgument)
        << "the name is taken";
}

TEST(TrainProject, refusesOptionsThatMakeNoSense)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    FakeEngine engine;
    EXPECT_EQ(trainProject(*project, engine, request(-1), {}, {}).error().code, ErrorCode::InvalidArgument);
    EXPECT_TRUE(valueOf(project->runs()).empty());
}

TEST(RunFolder, refusesWhatIsDamagedOrNewer)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    FakeEngine engine;
    const auto run = valueOf(trainProject(*project, engine, request(1), {}, {})).run;
    const auto file = project->runFolder(run) / "run.json";
    const auto text = valueOf(readText(file));
    for (std::size_t length = 0; length + 2 < text.size(); length += 7) {
        expectGood(writeFileAtomically(file, std::string_view(text).substr(0, length)));
        const auto refused = findRunFiles(*project, run.id);
        ASSERT_FALSE(refused) << length;
        EXPECT_NE(refused.error().where.find("run.json"), std::string::npos);
    }
    auto newer = text;
    newer.replace(newer.find("\"format\": 1"), 11, "\"format\": 2");
    expectGood(writeFileAtomically(file, std::string_view(newer)));
    EXPECT_EQ(findRunFiles(*project, run.id).error().code, ErrorCode::NewerVersion);
}

} // namespace
} // namespace sorby::workflow::test
