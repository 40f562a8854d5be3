// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/check.h"
#include "tests/unit/workflow/sample_data.h"

namespace sorby::workflow::test {
namespace {

namespace fs = std::filesystem;
using Kinds = std::map<std::string, std::size_t>;

annotation::Object object(annotation::Ring ring)
{
    annotation::Object result;
    result.polygon.outer = std::move(ring);
    return result;
}

TEST(CheckProject, hasNothingToSayAboutASoundProject)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 5);
    Findings findings;
    const auto report = valueOf(checkProject(*project, {}, findings.sink()));
    EXPECT_EQ(report.images, 5U);
    EXPECT_EQ(report.findings, 0U) << (findings.all.empty() ? "" : describe(findings.all.front()));
    EXPECT_TRUE(report.kinds.empty());
}

TEST(CheckProject, findsWhatHappenedToTheFiles)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 5);
    writeMicrograph(folder / "data/images/field0.png", block(8));
    fs::remove(folder / "data/images/field1.png");
    fs::resize_file(folder / "data/images/field2.png", 60);
    Findings findings;
    const auto report = valueOf(checkProject(*project, {}, findings.sink()));
    EXPECT_EQ(report.kinds, (Kinds{{"changed-image", 1}, {"missing-image", 1}, {"broken-image", 1}}));
    EXPECT_TRUE(findings.mentions("field0.png", "changed"));
    EXPECT_TRUE(findings.mentions("field1.png", "not there"));
    EXPECT_TRUE(findings.mentions("field2.png", ""));
}

TEST(CheckProject, findsDefectsOfObjects)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    annotation::Annotations annotations;
    annotations.objects = {object({{1, 1}, {5, 1}, {5, 5}, {1, 5}}), object({{1, 1}, {5, 5}, {5, 1}, {1, 5}}),
                           object({{2, 2}, {4, 2}, {4, 2}, {4, 4}}),
                           object({{8, 4}, {20, 4}, {20, 6}, {8, 6}}),
                           object({{1, 1}, {3, 1}, {3, 3}, {1, 3}})};
    annotations.objects[4].poi = annotation::Point{9, 7};
    const auto image = valueOf(project->findImage("field0"));
    static_cast<void>(valueOf(project->setAnnotations(image.id, annotations)));
    Findings findings;
    const auto report = valueOf(checkProject(*project, {}, findings.sink()));
    EXPECT_EQ(
        report.kinds,
        (Kinds{{"self-intersection", 1}, {"repeated-points", 1}, {"outside-image", 1}, {"poi-outside", 1}}));
    EXPECT_EQ(report.findings, 4U);
    EXPECT_TRUE(findings.mentions("field0.png", "object 2 of 5"));
}

TEST(CheckProject, looksAtClassesAndSides)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 4);
    expectGood(project->setClasses(annotation::numberedClasses(2)));
    writeMicrograph(folder / "extra.png", block(0));
    ImportOptions options;
    options.source = folder / "extra.png";
    static_cast<void>(valueOf(importInto(*project, options, {}, {})));
    expectGood(project->setMemberships({{valueOf(project->findImage("extra")).id, Membership::Test}}));
    for (const char* name : {"field0", "field3"}) {
        const auto record = valueOf(project->findImage(name));
        project::NewImage image{record.name, record.file, record.contentHash, record.size, 8, 1, "S1", {}};
        static_cast<void>(valueOf(project->addImage(image)));
    }
    Findings findings;
    const auto report = valueOf(checkProject(*project, {}, findings.sink()));
    EXPECT_EQ(report.kinds, (Kinds{{"unused-class", 1}, {"no-annotation", 1}, {"specimen-on-two-sides", 1}}));
    EXPECT_TRUE(findings.mentions("extra.png", "test side"));
    EXPECT_TRUE(findings.mentions("project", "specimen S1"));
}

TEST(CheckProject, asksForASplit)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    const auto images = valueOf(project->images());
    for (const auto& image : images) {
        expectGood(project->setMemberships({{image.id, Membership::Test}}));
    }
    EXPECT_EQ(valueOf(checkProject(*project, {}, {})).kinds, (Kinds{{"empty-training-side", 1}}));
    for (const auto& image : images) {
        expectGood(project->setMemberships({{image.id, Membership::None}}));
    }
    EXPECT_EQ(valueOf(checkProject(*project, {}, {})).kinds, (Kinds{{"no-split", 1}}));
}

TEST(CheckProject, canBeStopped)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(checkProject(*project, {stop.get_token(), {}}, {}).error().code, ErrorCode::Cancelled);
    EXPECT_EQ(describeProject(*project, {stop.get_token(), {}}).error().code, ErrorCode::Cancelled);
}

TEST(DescribeProject, countsImagesClassesAndSides)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 4);
    // One image of 96 pixels loses its 12 of class 1, another has 48 ignored instead.
    const auto first = valueOf(project->findImage("field0"));
    annotation::Annotations two;
    two.objects = {object({{0, 0}, {2, 0}, {2, 1}, {0, 1}}), object({{4, 0}, {5, 0}, {5, 1}, {4, 1}})};
    two.points = {{0, "a", {1, 1}}, {0, "b", {1, 1}}};
    static_cast<void>(valueOf(project->setAnnotations(first.id, two)));
    const auto second = valueOf(project->findImage("field1"));
    imaging::LabelImage ignored(12, 8);
    for (int y = 0; y < 4; ++y) {
        for (int x = 0; x < 12; ++x) {
            ignored.at(x, y) = annotation::kIgnore;
        }
    }
    static_cast<void>(
        valueOf(project->setAnnotations(second.id, {{}, annotation::PixelEdits::fromLabels(ignored), {}})));

    const auto info = valueOf(describeProject(*project, {}));
    EXPECT_EQ(info.images, 4U);
    EXPECT_EQ(info.annotated, 4U);
    EXPECT_EQ(info.broken, 0U);
    EXPECT_EQ(info.objects, 2U);
    EXPECT_EQ(info.points, 2U);
    EXPECT_EQ(info.runs, 0U);
    EXPECT_EQ(info.specimens, 0U);
    EXPECT_EQ(info.memberships.at(Membership::Train), 2U);
    ASSERT_EQ(info.classes.size(), 2U);
    EXPECT_EQ(info.classes[1].pixels, 3U + 12U + 12U);
    EXPECT_EQ(info.classes[1].images, 3U);
    EXPECT_DOUBLE_EQ(info.classes[1].fraction, 27.0 / (4 * 96 - 48));
    EXPECT_DOUBLE_EQ(info.classes[0].fraction + info.classes[1].fraction, 1);
    EXPECT_EQ(info.mostObjects, (std::vector<std::pair<std::string, std::int64_t>>{{"field0.png", 2}}));
}

} // namespace
} // namespace sorby::workflow::test
