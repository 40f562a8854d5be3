// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/split.h"
#include "tests/unit/workflow/sample_data.h"

#include <map>

namespace sorby::workflow::test {
namespace {

/// `count` annotated images, three to a specimen, and one that nobody annotated.
std::unique_ptr<project::Project> makeProject(const TemporaryFolder& folder, int count)
{
    auto project = valueOf(project::Project::create(folder / "project", annotation::numberedClasses(1)));
    for (int i = 0; i <= count; ++i) {
        project::NewImage image;
        image.name = "field" + std::to_string(i) + ".png";
        image.file = folder / ("images/" + image.name);
        image.size = {12, 8};
        image.specimen = "S" + std::to_string(i / 3);
        const auto id = valueOf(project->addImage(image));
        if (i < count) {
            static_cast<void>(valueOf(project->setAnnotations(id, {})));
        }
    }
    return project;
}

TEST(SplitProject, sharesOutAnnotatedImagesBySpecimen)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder, 30);
    SplitRequest request;
    request.out = folder / "splits.json";
    const auto report = valueOf(splitProject(*project, request));
    EXPECT_EQ(report.train + report.validation + report.test, 30U);
    EXPECT_EQ(report.none, 1U);
    EXPECT_EQ(report.test, 6U);
    EXPECT_EQ(report.validation, 3U);
    std::map<std::string, Membership> sides;
    const auto before = valueOf(project->images());
    for (const auto& image : before) {
        if (image.annotated) {
            EXPECT_NE(image.membership, Membership::None);
            EXPECT_EQ(sides.emplace(image.specimen, image.membership).first->second, image.membership);
        } else {
            EXPECT_EQ(image.membership, Membership::None);
        }
    }

    // What was written gives the same sides again.
    request.options.seed = 5;
    request.out.clear();
    static_cast<void>(valueOf(splitProject(*project, request)));
    request.from = folder / "splits.json";
    const auto again = valueOf(splitProject(*project, request));
    EXPECT_EQ(again.test, report.test);
    EXPECT_TRUE(again.unknown.empty());
    const auto after = valueOf(project->images());
    for (std::size_t i = 0; i < before.size(); ++i) {
        EXPECT_EQ(after[i].membership, before[i].membership) << before[i].name;
    }
}

TEST(SplitProject, refusesASpecimenOnTwoSides)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder, 6);
    const std::string text = R"({"train": ["field0"], "test": ["field1.png"]})";
    expectGood(writeFileAtomically(folder / "splits.json", std::string_view(text)));
    SplitRequest request;
    request.from = folder / "splits.json";
    const auto refused = splitProject(*project, request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
    EXPECT_NE(refused.error().message.find("S0"), std::string::npos);
    EXPECT_EQ(valueOf(project->findImage("field0")).membership, Membership::None);

    request.options.groupBy = dataset::GroupBy::None;
    const auto report = valueOf(splitProject(*project, request));
    EXPECT_EQ(report.train, 1U);
    EXPECT_EQ(report.test, 1U);
    EXPECT_EQ(report.none, 5U);
}

TEST(SplitProject, namesWhatTheListHasAndTheProjectHasNot)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder, 3);
    const std::string some = R"({"train": ["field0", "ghost.png"]})";
    expectGood(writeFileAtomically(folder / "some.json", std::string_view(some)));
    const std::string none = R"({"train": ["ghost.png"]})";
    expectGood(writeFileAtomically(folder / "none.json", std::string_view(none)));
    SplitRequest request;
    request.from = folder / "some.json";
    EXPECT_EQ(valueOf(splitProject(*project, request)).unknown, std::vector<std::string>{"ghost.png"});
    request.from = folder / "none.json";
    EXPECT_EQ(splitProject(*project, request).error().code, ErrorCode::Mismatch);
    EXPECT_EQ(valueOf(project->findImage("field0")).membership, Membership::Train);
}

/// Ten specimens of two annotated images; three of them show class 2, one image of each, as an object.
std::unique_ptr<project::Project> projectWithPores(const TemporaryFolder& folder)
{
    auto project = valueOf(project::Project::create(folder / "project", annotation::numberedClasses(2)));
    for (int i = 0; i < 20; ++i) {
        project::NewImage image;
        image.name = "Gefüge " + std::to_string(i) + ".png";
        image.file = folder / ("images/" + image.name);
        image.size = {12, 8};
        image.specimen = "S" + std::to_string(i / 2);
        annotation::Annotations annotations;
        annotation::Object object;
        object.polygon.outer = {{1, 1}, {5, 1}, {5, 5}, {1, 5}};
        object.classId = i % 2 == 0 && i < 6 ? 2 : 1;
        annotations.objects = {object};
        const auto id = valueOf(project->addImage(image));
        static_cast<void>(valueOf(project->setAnnotations(id, annotations)));
    }
    return project;
}

TEST(SplitProject, tellsImagesOfOneNameInSeveralFoldersApart)
{
    const TemporaryFolder folder;
    const auto project = valueOf(project::Project::create(folder / "p", annotation::numberedClasses(1)));
    for (const char* batch : {"one", "two"}) {
        writeDataSet(folder / batch, 4);
        ImportOptions options;
        options.source = folder / batch;
        static_cast<void>(valueOf(importInto(*project, options, {}, {})));
    }
    SplitRequest request;
    request.options.test = 0.4;
    request.options.validation = 0.2;
    request.out = folder / "splits.json";
    static_cast<void>(valueOf(splitProject(*project, request)));
    const auto memberships = [&] {
        std::vector<Membership> sides;
        for (const auto& image : valueOf(project->images())) {
            sides.push_back(image.membership);
        }
        return sides;
    };
    const auto before = memberships();
    ASSERT_EQ(before.size(), 8U);
    for (const auto& image : valueOf(project->images())) {
        expectGood(project->setMemberships({{image.id, Membership::None}}));
    }
    SplitRequest back;
    back.from = request.out;
    EXPECT_TRUE(valueOf(splitProject(*project, back)).unknown.empty());
    EXPECT_EQ(memberships(), before);

    expectGood(
        writeFileAtomically(folder / "unclear.json", std::string_view(R"({"train": ["field1.png"]})")));
    back.from = folder / "unclear.json";
    const auto refused = splitProject(*project, back);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(refused.error().message.find("one/images/field1.png, two/images/field1.png"), std::string::npos)
        << refused.error().message;
    EXPECT_EQ(memberships(), before) << "nothing was changed";
    EXPECT_FALSE(project->findImage("field1"));
    EXPECT_EQ(valueOf(project->findImage("two/images/field1.png")).file, folder / "two/images/field1.png");
}

TEST(SplitProject, bringsClassesOfTheReferencesToEverySide)
{
    const TemporaryFolder folder;
    const auto project = projectWithPores(folder);
    SplitRequest request;
    request.options.stratify = true;
    request.describe = true;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        SCOPED_TRACE(seed);
        request.options.seed = seed;
        const auto report = valueOf(splitProject(*project, request));
        EXPECT_TRUE(report.stratified);
        ASSERT_EQ(report.classes.size(), 3U);
        const auto& [train, validation, test, none] = report.sides;
        EXPECT_EQ(test.side, Membership::Test);
        // Images with the matrix, class 1 and class 2.
        EXPECT_EQ(train.classImages, (std::vector<std::size_t>{14, 13, 1}));
        EXPECT_EQ(validation.classImages, (std::vector<std::size_t>{2, 1, 1}));
        EXPECT_EQ(test.classImages, (std::vector<std::size_t>{4, 3, 1}));
        EXPECT_EQ(none.classImages, (std::vector<std::size_t>{0, 0, 0}));
        EXPECT_EQ(train.specimens, 7U);
        EXPECT_EQ(validation.specimens, 1U);
        EXPECT_EQ(test.specimens, 2U);
        EXPECT_EQ(test.images, report.test);
    }
}

TEST(SplitProject, saysWhenThereIsNoClassToStratifyBy)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder, 30);
    SplitRequest request;
    request.options.stratify = true;
    const auto report = valueOf(splitProject(*project, request));
    EXPECT_FALSE(report.stratified);
    const auto stratified = valueOf(project->images());
    request.options.stratify = false;
    static_cast<void>(valueOf(splitProject(*project, request)));
    const auto plain = valueOf(project->images());
    for (std::size_t i = 0; i < plain.size(); ++i) {
        EXPECT_EQ(stratified[i].membership, plain[i].membership);
    }
}

TEST(SplitProject, writesFoldsAndTakesOne)
{
    const TemporaryFolder folder;
    const auto project = projectWithPores(folder);
    SplitRequest request;
    request.folds = 5;
    request.out = folder / "folds #1.json";
    const auto written = valueOf(splitProject(*project, request));
    EXPECT_EQ(written.none, 20U) << "the project stays as it is";
    ASSERT_EQ(written.folds.size(), 5U);
    for (const auto& fold : written.folds) {
        EXPECT_EQ(fold[0].images, 14U);
        EXPECT_EQ(fold[1].images, 2U);
        EXPECT_EQ(fold[2].images, 4U);
    }

    // Taken from the file or made again, the fold is the same, and each image is for test once.
    std::map<std::string, int> tested;
    for (int fold = 1; fold <= 5; ++fold) {
        SplitRequest fromFile;
        fromFile.from = request.out;
        fromFile.key = "fold" + std::to_string(fold);
        static_cast<void>(valueOf(splitProject(*project, fromFile)));
        const auto asWritten = valueOf(project->images());
        SplitRequest direct;
        direct.folds = 5;
        direct.fold = fold;
        EXPECT_EQ(valueOf(splitProject(*project, direct)).test, 4U);
        const auto asMade = valueOf(project->images());
        for (std::size_t i = 0; i < asMade.size(); ++i) {
            EXPECT_EQ(asMade[i].membership, asWritten[i].membership) << asMade[i].name;
            tested[asMade[i].name] += asMade[i].membership == Membership::Test ? 1 : 0;
        }
    }
    ASSERT_EQ(tested.size(), 20U);
    for (const auto& [name, times] : tested) {
        EXPECT_EQ(times, 1) << name;
    }
}

TEST(SplitProject, refusesFoldsThatCannotBe)
{
    const TemporaryFolder folder;
    const auto project = projectWithPores(folder);
    SplitRequest request;
    request.folds = 11;
    request.out = folder / "folds.json";
    const auto tooMany = splitProject(*project, request);
    ASSERT_FALSE(tooMany);
    EXPECT_NE(tooMany.error().message.find("fewer specimens (10)"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(request.out));
    request.folds = 5;
    request.fold = 6;
    EXPECT_EQ(splitProject(*project, request).error().code, ErrorCode::InvalidArgument);
}

TEST(SplitProject, needsAnnotations)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder, 0);
    EXPECT_EQ(splitProject(*project, {}).error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace sorby::workflow::test
