// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/membership_change.h"

#include <gtest/gtest.h>

#include <string>

namespace sorby::workflow {
namespace {

using project::ImageRecord;

ImageRecord image(project::ImageId id, const std::string& specimen, Membership side)
{
    ImageRecord record;
    record.id = id;
    record.name = std::to_string(id) + ".png";
    record.specimen = specimen;
    record.membership = side;
    return record;
}

TEST(MembershipChange, namesTheSpecimenAndWhatWouldStayBehind)
{
    const std::vector images{image(1, "S 900", Membership::Train), image(2, "S 900", Membership::Train),
                             image(3, "S 900", Membership::None), image(4, "S 900", Membership::Train),
                             image(5, "T", Membership::Test)};
    const auto refused = refuseCutBy(images, {1}, Membership::Test);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
    EXPECT_EQ(refused.error().message,
              "the specimen \"S 900\" would be on two sides: 2.png with 1 more would stay in train; move all "
              "images of the specimen together");
}

TEST(MembershipChange, takesWholeSpecimensAndWhatIsOnNoSide)
{
    const std::vector images{image(1, "S", Membership::Train), image(2, "S", Membership::Train),
                             image(3, "S", Membership::None), image(4, "T", Membership::Test)};
    EXPECT_TRUE(refuseCutBy(images, {1, 2}, Membership::Test)) << "3 is on no side";
    EXPECT_TRUE(refuseCutBy(images, {3}, Membership::Train));
    EXPECT_FALSE(refuseCutBy(images, {3}, Membership::Validation));
    EXPECT_TRUE(refuseCutBy(images, {1}, Membership::None)) << "leaving the split cuts nothing";
    EXPECT_FALSE(refuseCutBy(images, {1, 4}, Membership::Test)) << "one of two specimens is enough";
}

TEST(MembershipChange, leavesImagesWithoutSpecimenAndSplitsMadeByImageAlone)
{
    const std::vector images{image(1, "", Membership::Train), image(2, "", Membership::Train),
                             image(3, "S", Membership::Train), image(4, "S", Membership::Test),
                             image(5, "S", Membership::Train)};
    EXPECT_TRUE(refuseCutBy(images, {1}, Membership::Test));
    EXPECT_TRUE(refuseCutBy(images, {5}, Membership::Test)) << "this specimen was on two sides before";
}

} // namespace
} // namespace sorby::workflow
