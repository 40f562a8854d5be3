// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/check.h"
#include "tests/unit/workflow/sample_data.h"

#include <algorithm>
#include <iterator>

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
    for (const auto& finding : findings.all) {
        EXPECT_TRUE(report.kinds.contains(finding.kind)) << finding.kind;
        EXPECT_EQ(finding.repairable, false);
        EXPECT_FALSE(finding.place);
        EXPECT_FALSE(finding.object);
    }
}

/// The one finding of this kind.
formats::Finding ofKind(const Findings& findings, const std::string& kind)
{
    std::vector<formats::Finding> found;
    std::copy_if(findings.all.begin(), findings.all.end(), std::back_inserter(found),
                 [&](const auto& finding) { return finding.kind == kind; });
    EXPECT_EQ(found.size(), 1U) << kind;
    return found.empty() ? formats::Finding{} : found.front();
}

/// The objects become those of an image of 12 x 8 pixels.
void setObjects(project::Project& project, const char* image, std::vector<annotation::Object> objects)
{
    annotation::Annotations annotations;
    annotations.objects = std::move(objects);
    static_cast<void>(
        valueOf(project.setAnnotations(valueOf(project.findImage(image)).id, std::move(annotations))));
}

TEST(CheckProject, findsDefectsOfObjects)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    auto turned = object({{6, 4}, {11, 4}, {11, 8}, {6, 8}});
    turned.polygon.holes = {{{7, 5}, {8, 5}, {8, 6}, {7, 6}}};
    auto marked = object({{0, 5}, {4, 5}, {4, 8}, {0, 8}});
    marked.poi = annotation::Point{9, 7};
    setObjects(*project, "field0",
               {object({{0, 0}, {3, 0}, {3, 3}, {0, 3}}), object({{4, 0}, {6, 2}, {6, 0}, {4, 2}}),
                object({{8, 0}, {11, 0}, {11, 0}, {12, 0}, {11, 0}, {11, 3}, {8, 3}}), turned, marked});
    setObjects(*project, "field1", {object({{8, 4}, {20, 4}, {20, 6}, {8, 6}})});
    Findings findings;
    const auto report = valueOf(checkProject(*project, {}, findings.sink()));
    EXPECT_EQ(report.kinds, (Kinds{{"self-intersection", 1},
                                   {"repeated-points", 1},
                                   {"spike", 1},
                                   {"orientation", 1},
                                   {"outside-image", 1},
                                   {"poi-outside", 1}}));
    EXPECT_EQ(report.findings, 6U);
    EXPECT_EQ(report.repairable, 4U);
    EXPECT_TRUE(findings.mentions("field0.png", "object 2 of 5, at (5.0, 1.0): the outline crosses itself"));
    const auto crossing = ofKind(findings, "self-intersection");
    EXPECT_EQ(crossing.place, (annotation::Point{5, 1}));
    EXPECT_EQ(crossing.object, 2U);
    EXPECT_EQ(crossing.otherObject, std::nullopt);
    EXPECT_EQ(crossing.repairable, false);
    const auto spike = ofKind(findings, "spike");
    EXPECT_EQ(spike.object, 3U);
    EXPECT_EQ(spike.place, (annotation::Point{12, 0}));
    EXPECT_EQ(spike.repairable, true);
    EXPECT_EQ(ofKind(findings, "outside-image").object, 1U);
    EXPECT_EQ(report.mostObjects,
              (std::vector<std::pair<std::string, std::int64_t>>{{"field0.png", 5}, {"field1.png", 1}}));
}

TEST(CheckProject, findsObjectsThatSharePixels)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    expectGood(project->setClasses(*annotation::parseClassNames("matrix, MA island, pore")));
    auto pore = object({{5, 0}, {9, 0}, {9, 4}, {5, 4}});
    pore.classId = 2;
    setObjects(*project, "field0",
               {object({{0, 0}, {4, 0}, {4, 4}, {0, 4}}), object({{3, 1}, {7, 1}, {7, 5}, {3, 5}}), pore,
                object({{9, 0}, {12, 0}, {12, 4}, {9, 4}})});
    Findings findings;
    const auto report = valueOf(checkProject(*project, {}, findings.sink()));
    EXPECT_EQ(report.kinds, (Kinds{{"overlap", 2}}));
    EXPECT_EQ(report.repairable, 0U);
    EXPECT_TRUE(findings.mentions("field0.png", "objects 1 and 2 of 4, at (3.5, 1.5): they share 3 pixels; "
                                                "both are of the same class (MA island)"));
    EXPECT_TRUE(findings.mentions("field0.png",
                                  "objects 2 and 3 of 4, at (5.5, 1.5): they share 6 pixels; "
                                  "the later one (pore) wins over the earlier one (MA island)"));
    ASSERT_EQ(findings.all.size(), 2U);
    EXPECT_EQ(findings.all[0].kind, "overlap");
    EXPECT_EQ(findings.all[0].object, 1U);
    EXPECT_EQ(findings.all[0].otherObject, 2U);
    EXPECT_EQ(findings.all[0].place, (annotation::Point{3.5, 1.5}));
    EXPECT_EQ(findings.all[0].repairable, false);
}

TEST(CheckProject, listsObjectsBelowTheStatedArea)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    setObjects(*project, "field0",
               {object({{0, 0}, {2, 0}, {2, 4}, {0, 4}}), object({{4, 0}, {7, 0}, {7, 3}, {4, 3}})});
    const auto kinds = [&](const CheckOptions& options) {
        return valueOf(checkProject(*project, {}, {}, options)).kinds;
    };
    EXPECT_EQ(kinds({}), (Kinds{{"small-area", 1}})) << "of 8 and 9 square pixels";
    EXPECT_EQ(kinds({9.5}), (Kinds{{"small-area", 2}}));
    EXPECT_EQ(kinds({8}), Kinds());
    EXPECT_EQ(kinds({0}), Kinds());
}

TEST(RepairProject, makesTheRepairsThatAreCertainAndLeavesTheRest)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    auto crossed = object({{4, 0}, {6, 2}, {6, 0}, {4, 2}});
    crossed.polygonText = "as it came";
    auto spiky = object({{8, 0}, {11, 0}, {11, 0}, {12, 0}, {11, 0}, {11, 3}, {8, 3}});
    spiky.polygonText = "as it came";
    spiky.poi = annotation::Point{9, 1};
    spiky.provenance.who = "a";
    setObjects(*project, "field0", {crossed, spiky});
    setObjects(*project, "field1", {crossed});
    setObjects(*project, "field2", {object({{8, 4}, {20, 4}, {20, 6}, {8, 6}})});
    const auto objectsOf = [&](const char* image) {
        return valueOf(project->annotations(valueOf(project->findImage(image)).id)).objects;
    };
    const auto before = objectsOf("field0");
    const auto untouched = objectsOf("field1");

    Findings findings;
    const auto report = valueOf(repairProject(*project, {}, findings.sink()));
    EXPECT_EQ(report.images, 2U);
    EXPECT_EQ(report.repairs, 3U);
    EXPECT_EQ(report.kinds, (Kinds{{"repeated-points", 1}, {"spike", 1}, {"outside-image", 1}}));
    EXPECT_EQ(findings.count(formats::Severity::Repaired), 3U);
    EXPECT_EQ(findings.all.size(), 3U);
    EXPECT_TRUE(findings.mentions("field0.png", "object 2 of 2, at (12.0, 0.0): 1 spike dropped"));
    EXPECT_EQ(ofKind(findings, "spike").object, 2U);
    EXPECT_TRUE(findings.mentions("field2.png", "clipped"));

    auto expected = before;
    expected[1].polygon.outer = {{8, 0}, {11, 0}, {11, 3}, {8, 3}};
    expected[1].polygonText.clear();
    EXPECT_EQ(objectsOf("field0"), expected) << "ids, origin and point of interest stay";
    EXPECT_EQ(objectsOf("field1"), untouched);

    EXPECT_EQ(valueOf(checkProject(*project, {}, {})).repairable, 0U);
    Findings again;
    EXPECT_EQ(valueOf(repairProject(*project, {}, again.sink())).repairs, 0U);
    EXPECT_TRUE(again.all.empty());
}

TEST(RepairProject, changesNothingOfAProjectThatIsOnlyRead)
{
    const TemporaryFolder folder;
    const annotation::Ring ring{{8, 0}, {11, 0}, {11, 0}, {11, 3}, {8, 3}};
    setObjects(*importedProject(folder, 3), "field0", {object(ring)});
    const auto project = valueOf(project::Project::open(folder / "project", project::OpenMode::ReadOnly));
    Findings findings;
    const auto report = repairProject(*project, {}, findings.sink());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::ReadOnly);
    EXPECT_TRUE(findings.all.empty());
    const auto image = valueOf(project->findImage("field0"));
    EXPECT_EQ(valueOf(project->annotations(image.id)).objects.front().polygon.outer, ring);
}

TEST(RepairProject, undoesAllWhenItIsStopped)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 3);
    const annotation::Ring ring{{8, 0}, {11, 0}, {11, 0}, {11, 3}, {8, 3}};
    setObjects(*project, "field0", {object(ring)});
    std::stop_source stop;
    const JobControl control{stop.get_token(), [&](const Progress& progress) {
                                 if (progress.what == "field1.png") {
                                     stop.request_stop();
                                 }
                             }};
    Findings findings;
    EXPECT_EQ(repairProject(*project, control, findings.sink()).error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(findings.all.empty());
    const auto image = valueOf(project->findImage("field0"));
    EXPECT_EQ(valueOf(project->annotations(image.id)).objects.front().polygon.outer, ring);
}

TEST(CheckProject, looksAtClassesAndSides)
{
    const TemporaryFolder folder;
    const auto project = importedProject(folder, 4);
    expectGood(project->setClasses(annotation::numberedClasses(2)));
    writeMicrograph(folder / "extra.png", block(8));
    ImportOptions options;
    options.source = folder / "extra.png";
    static_cast<void>(valueOf(importInto(*project, options, {}, {})));
    expectGood(project->setMemberships({{valueOf(project->findImage("extra")).id, Membership::Test}}));
    for (const char* name : {"field0", "field3"}) {
        const auto record = valueOf(project->findImage(name));
        project::NewImage image;
        image.name = record.name;
        image.file = record.file;
        image.contentHash = record.contentHash;
        image.size = record.size;
        image.specimen = "S1";
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
