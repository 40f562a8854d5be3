// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph.h"
#include "core/project/content_hash.h"
#include "core/workflow/check.h"
#include "tests/support/grey_fields.h"
#include "tests/unit/workflow/sample_data.h"

namespace sorby::workflow::test {
namespace {

using sorby::test::darker;
using sorby::test::greyField;
using Kinds = std::map<std::string, std::size_t>;

/// A project without any other defect: every image has an object of the one class.
class CheckDuplicates : public testing::Test {
  protected:
    project::ImageId add(const std::string& name, const Raster<std::uint8_t>& grey, Membership side)
    {
        project::NewImage image;
        image.name = name;
        image.file = m_folder / ("Schliffe #1/" + name);
        expectGood(imaging::writePng(image.file, grey));
        image.contentHash = valueOf(project::hashFile(image.file));
        image.size = grey.size();
        const auto id = valueOf(m_project->addImage(image));
        annotation::Object object;
        object.polygon.outer = {{10, 10}, {30, 10}, {30, 30}, {10, 30}};
        annotation::Annotations annotations;
        annotations.objects = {object};
        static_cast<void>(valueOf(m_project->setAnnotations(id, std::move(annotations))));
        move(id, side);
        return id;
    }
    void move(project::ImageId id, Membership side) { expectGood(m_project->setMemberships({{id, side}})); }
    [[nodiscard]] Kinds check(Findings& findings) const
    {
        return valueOf(checkProject(*m_project, {}, findings.sink())).kinds;
    }
    [[nodiscard]] Kinds check() const
    {
        Findings ignored;
        return check(ignored);
    }

    TemporaryFolder m_folder;
    std::unique_ptr<project::Project> m_project =
        valueOf(project::Project::create(m_folder / "project", annotation::numberedClasses(1)));
};

TEST_F(CheckDuplicates, acrossTheSidesAreReported)
{
    add("Feld größer 1.png", greyField(1), Membership::Train);
    add("field 2.png", greyField(2), Membership::Validation);
    add("field 3.png", greyField(3), Membership::Test);
    EXPECT_EQ(check(), Kinds());

    const auto again = add("later.png", darker(greyField(1)), Membership::Test);
    Findings findings;
    EXPECT_EQ(check(findings), (Kinds{{"near-duplicate", 1}}));
    ASSERT_EQ(findings.all.size(), 1U);
    EXPECT_EQ(findings.all[0].severity, formats::Severity::Flagged);
    EXPECT_TRUE(findings.mentions("later.png", "Feld größer 1.png on the train side"))
        << findings.all[0].message;

    move(again, Membership::Train);
    EXPECT_EQ(check(), Kinds()) << "both are trained on";
    move(again, Membership::None);
    EXPECT_EQ(check(), Kinds()) << "it is on no side";
    move(again, Membership::Validation);
    EXPECT_EQ(check(), (Kinds{{"near-duplicate", 1}}));
}

TEST_F(CheckDuplicates, areCountedOncePerImage)
{
    add("a.png", greyField(1), Membership::Train);
    add("b.png", darker(greyField(1)), Membership::Validation);
    add("same as a.png", greyField(1), Membership::Test);
    Findings findings;
    EXPECT_EQ(check(findings), (Kinds{{"near-duplicate", 2}}));
    EXPECT_TRUE(findings.mentions("b.png", "almost the same field as a.png"));
    EXPECT_TRUE(findings.mentions("same as a.png", "the same file as a.png"));
}

} // namespace
} // namespace sorby::workflow::test
