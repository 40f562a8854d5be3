// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph.h"
#include "core/project/content_hash.h"
#include "core/workflow/near_duplicates.h"
#include "tests/support/grey_fields.h"
#include "tests/unit/workflow/sample_data.h"

namespace sorby::workflow::test {
namespace {

using sorby::test::darker;
using sorby::test::greyField;
using Grey = Raster<std::uint8_t>;

Grey turned(const Grey& grey)
{
    Grey result(grey.height(), grey.width());
    for (int y = 0; y < result.height(); ++y) {
        for (int x = 0; x < result.width(); ++x) {
            result.at(x, y) = grey.at(y, result.width() - 1 - x);
        }
    }
    return result;
}

class NearDuplicates : public testing::Test {
  protected:
    NearDuplicates()
        : project(valueOf(project::Project::create(folder / "project", annotation::numberedClasses(1))))
    {}

    project::NewImage write(const std::string& name, const Grey& grey) const
    {
        project::NewImage image;
        image.name = name;
        image.file = folder / ("Schliffe #1/" + name);
        expectGood(imaging::writePng(image.file, grey));
        image.contentHash = valueOf(project::hashFile(image.file));
        image.size = grey.size();
        return image;
    }
    void add(const project::NewImage& image, Membership side)
    {
        expectGood(project->setMemberships({{valueOf(project->addImage(image)), side}}));
    }
    void add(const std::string& name, const Grey& grey, Membership side) { add(write(name, grey), side); }
    std::vector<formats::Finding> find() const
    {
        Findings findings;
        expectGood(findNearDuplicates(*project, {}, findings.sink()));
        return findings.all;
    }
    static void expectMentions(const formats::Finding& finding, const std::vector<std::string>& parts)
    {
        for (const auto& part : parts) {
            EXPECT_NE(finding.message.find(part), std::string::npos) << part << " in " << finding.message;
        }
    }

    TemporaryFolder folder;
    std::unique_ptr<project::Project> project;
};

TEST_F(NearDuplicates, areNamedWithTheirSides)
{
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        add("field " + std::to_string(seed) + ".png", greyField(seed),
            seed < 3   ? Membership::Train
            : seed < 5 ? Membership::Validation
                       : Membership::Test);
    }
    EXPECT_TRUE(find().empty()) << find().front().message;

    add("Kopie größer.png", greyField(1), Membership::Test);
    add("darker.png", darker(greyField(4)), Membership::Test);
    add("turned.png", turned(darker(greyField(2))), Membership::Validation);
    const auto findings = find();
    ASSERT_EQ(findings.size(), 3U);
    for (const auto& finding : findings) {
        EXPECT_EQ(finding.severity, formats::Severity::Flagged);
    }
    EXPECT_EQ(findings[0].image, "Kopie größer.png");
    expectMentions(findings[0], {"is the same file as field 1.png", "this one is on the test side",
                                 "field 1.png on the train side", "put them on one side"});
    EXPECT_EQ(findings[1].image, "darker.png");
    expectMentions(findings[1], {"almost the same field as field 4.png (likeness", "on the test side",
                                 "field 4.png on the validation side"});
    EXPECT_EQ(findings[1].message.find("turned"), std::string::npos);
    EXPECT_EQ(findings[2].image, "turned.png");
    expectMentions(findings[2], {"field 2.png (turned or mirrored, likeness", "on the validation side"});
}

TEST_F(NearDuplicates, onOneSideOrOnNoneDoNoHarm)
{
    add("a.png", greyField(1), Membership::Train);
    add("b.png", darker(greyField(1)), Membership::Train);
    EXPECT_TRUE(find().empty());
    add("c.png", greyField(2), Membership::Test);
    add("d.png", greyField(2), Membership::Test);
    add("e.png", darker(greyField(2)), Membership::None);
    add("f.png", greyField(1), Membership::None);
    EXPECT_TRUE(find().empty());
}

TEST_F(NearDuplicates, ofOneImageMakeOneFinding)
{
    add("darker.png", darker(greyField(1)), Membership::Train);
    add("same.png", greyField(1), Membership::Train);
    add("darkest.png", darker(darker(greyField(1))), Membership::Validation);
    add("image.png", greyField(1), Membership::Test);
    const auto findings = find();
    ASSERT_EQ(findings.size(), 2U) << "darkest.png is like the two, image.png like the three";
    EXPECT_EQ(findings[0].image, "darkest.png");
    expectMentions(findings[0], {"and 1 more is alike"});
    EXPECT_EQ(findings[1].image, "image.png");
    expectMentions(findings[1], {"is the same file as same.png, and 2 more are alike"});
}

TEST_F(NearDuplicates, areLookedForInTheSpecimenAlone)
{
    // The same field with an information bar that hides a quarter of it, on one side only.
    auto covered = darker(greyField(1));
    for (int y = 90; y < covered.height(); ++y) {
        for (int x = 0; x < covered.width(); ++x) {
            covered.at(x, y) = x / 5 % 2 == 0 ? 255 : 0;
        }
    }
    const project::SpecimenRegion region{{0, 0, 160, 90}, "by hand"};
    auto plain = write("plain.png", greyField(1));
    plain.region = region;
    auto withBar = write("with bar.png", covered);
    withBar.region = region;
    add(plain, Membership::Train);
    add(withBar, Membership::Test);
    EXPECT_EQ(find().size(), 1U);
}

TEST_F(NearDuplicates, ofImagesThatCannotBeReadAreNotLookedFor)
{
    add("a.png", greyField(1), Membership::Train);
    add("b.png", darker(greyField(1)), Membership::Test);
    add("c.png", Grey(160, 120, 90), Membership::Train);
    add("d.png", Grey(150, 120, 20), Membership::Test);
    EXPECT_EQ(find().size(), 1U) << "flat images are not alike";
    std::filesystem::remove(folder / "Schliffe #1/a.png");
    EXPECT_TRUE(find().empty());
}

TEST_F(NearDuplicates, canBeStopped)
{
    add("a.png", greyField(1), Membership::Train);
    add("b.png", greyField(2), Membership::Test);
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = findNearDuplicates(*project, {stop.get_token(), {}}, {});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace sorby::workflow::test
