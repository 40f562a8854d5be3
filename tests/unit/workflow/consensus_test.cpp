// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/consensus.h"
#include "tests/unit/workflow/sample_data.h"

namespace sorby::workflow {
namespace {

using namespace test;

class ConsensusTest : public testing::Test {
  protected:
    ConsensusTest()
    {
        project = valueOf(project::Project::create(folder / "project", annotation::numberedClasses(1)));
        project::NewImage image;
        image.name = "field, 1.png";
        image.size = {100, 80};
        id = valueOf(project->addImage(image));
        expectGood(writeFileAtomically(request.points = folder / "points.csv",
                                       std::string_view("image_url;annotator;point\n"
                                                        "a/field, 1.png;Ada;(10, 20)\n"
                                                        "a/field, 1.png;Ben;(12, 20)\n"
                                                        "a/field, 1.png;Cleo;(11, 23)\n"
                                                        "a/field, 1.png;Ada;(60, 60)\n"
                                                        "a/field, 1.png;Ben;(61, 60)\n"
                                                        "a/field, 1.png;Cleo;(30, 5)\n"
                                                        "a/field, 1.png;Cleo;(30, oops)\n")));
        request.distancePx = 4;
        request.out = folder / "out/agreed.csv";
    }

    TemporaryFolder folder;
    std::unique_ptr<project::Project> project;
    project::ImageId id = 0;
    ConsensusRequest request;
    Findings findings;
};

TEST_F(ConsensusTest, writesWhatEnoughAnnotatorsMarked)
{
    const auto report = valueOf(findConsensus(*project, request, findings.sink()));
    EXPECT_EQ(report.annotators, (std::vector<std::string>{"Ada", "Ben", "Cleo"}));
    EXPECT_EQ(report.agreed, 2U);
    EXPECT_EQ(report.single, 1U);
    EXPECT_EQ(report.images, 1U);
    ASSERT_EQ(report.agreements.size(), 3U);
    EXPECT_EQ(report.agreements[0].matched, 2U) << "Ada and Ben";
    EXPECT_EQ(findings.count(formats::Severity::Refused), 1U) << "a point that is none";
    EXPECT_EQ(readText(request.out).valueOr(""), "image,x,y,annotators,names\n"
                                                 "\"field, 1.png\",11,21,3,Ada + Ben + Cleo\n"
                                                 "\"field, 1.png\",60.5,60,2,Ada + Ben\n");
}

TEST_F(ConsensusTest, writesWhatOneAloneMarked)
{
    request.single = folder / "out/seen by one.csv";
    EXPECT_EQ(valueOf(findConsensus(*project, request, findings.sink())).single, 1U);
    EXPECT_EQ(readText(request.single).valueOr(""), "image,x,y,annotators,names\n"
                                                    "\"field, 1.png\",30,5,1,Cleo\n");
    // Where one is enough, such a point is agreed and seen by one alone.
    request.agree = 1;
    EXPECT_EQ(valueOf(findConsensus(*project, request, findings.sink())).agreed, 3U);
    EXPECT_NE(readText(request.out).valueOr("").find(",30,5,1,Cleo"), std::string::npos);
}

TEST_F(ConsensusTest, asksForAsManyAnnotatorsAsItIsTold)
{
    request.agree = 3;
    const auto report = valueOf(findConsensus(*project, request, findings.sink()));
    EXPECT_EQ(report.agreed, 1U);
    EXPECT_EQ(report.single, 1U) << "the pair is neither";
}

TEST_F(ConsensusTest, takesTheProjectsOwnPoints)
{
    request.points.clear();
    const auto none = findConsensus(*project, request, findings.sink());
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message.find("--points"), std::string::npos);

    annotation::Annotations annotations;
    annotations.points = {{0, "Ada", {10.5, 20.5}}, {0, "Ben", {12.5, 20.5}}};
    static_cast<void>(valueOf(project->setAnnotations(id, annotations)));
    EXPECT_EQ(valueOf(findConsensus(*project, request, findings.sink())).agreed, 1U);
    EXPECT_EQ(readText(request.out).valueOr(""),
              "image,x,y,annotators,names\n\"field, 1.png\",11,20,2,Ada + Ben\n");
}

TEST_F(ConsensusTest, saysWhatIsOddAboutItsInput)
{
    expectGood(writeFileAtomically(request.points, std::string_view("image_url;annotator;point\n"
                                                                    "other.png;Ada;(10, 20)\n")));
    const auto report = valueOf(findConsensus(*project, request, findings.sink()));
    EXPECT_EQ(report.agreed, 0U);
    EXPECT_TRUE(findings.mentions("other.png", "no image of this name"));
    EXPECT_TRUE(findings.mentions("", "one annotator (Ada)"));

    expectGood(writeFileAtomically(request.points, std::string_view("image;point\nother.png;(1, 2)\n")));
    const auto refused = findConsensus(*project, request, findings.sink());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().where, toUtf8(request.points));
    EXPECT_NE(refused.error().message.find("image_url"), std::string::npos);
}

} // namespace
} // namespace sorby::workflow
