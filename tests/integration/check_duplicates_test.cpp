// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph.h"
#include "tests/integration/verb_test.h"
#include "tests/support/grey_fields.h"

namespace sorby::test {
namespace {

class CheckVerb : public VerbTest {};

TEST_F(CheckVerb, NamesAFieldThatIsOnTwoSides)
{
    for (const auto& [name, grey] : {std::pair("a.png", greyField(1)), std::pair("b.png", greyField(2)),
                                     std::pair("a again.png", darker(greyField(1)))}) {
        ASSERT_TRUE(imaging::writePng(m_folder / "data/images" / name, grey));
    }
    const auto project = path("project");
    succeed({"new", project});
    succeed({"import", project, path("data/images"), "--format", "images"});
    write("apart.json", R"({"train": ["a.png"], "validation": ["b.png"], "test": ["a again.png"]})");
    succeed({"split", project, "--from", path("apart.json")});
    const auto checked = runSorby({"check", project, "--json"});
    EXPECT_EQ(checked.exitCode, 0) << checked.err;
    EXPECT_EQ(resultOf(checked)["kinds"]["near-duplicate"], 1) << checked.out;
    const auto finding = findingWith(checked, "almost the same field as a.png");
    ASSERT_FALSE(finding.is_null()) << checked.out;
    EXPECT_EQ(finding["severity"], "flagged");
    EXPECT_EQ(finding["image"], "a again.png");
    EXPECT_NE(runSorby({"check", project}).out.find("near-duplicate"), std::string::npos);

    write("together.json", R"({"train": ["b.png"], "test": ["a.png", "a again.png"]})");
    succeed({"split", project, "--from", path("together.json")});
    EXPECT_FALSE(succeed({"check", project})["kinds"].contains("near-duplicate"));
}

} // namespace
} // namespace sorby::test
