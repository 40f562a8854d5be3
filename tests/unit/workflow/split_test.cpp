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

TEST(SplitProject, needsAnnotations)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder, 0);
    EXPECT_EQ(splitProject(*project, {}).error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace sorby::workflow::test
