// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph.h"
#include "core/workflow/image_details.h"
#include "tests/support/grey_fields.h"
#include "tests/unit/workflow/sample_data.h"

#include <memory>
#include <optional>
#include <utility>

namespace sorby::workflow::test {
namespace {

using Bar = DatabarRequest::Bar;

/// Of fieldWithBar().
constexpr int kHeight = 96;
constexpr PixelRect kAboveBar{0, 0, 96, 84};

class Databars : public testing::Test {
  protected:
    Databars() { expectGood(imaging::writePng(m_folder / "images/a.png", sorby::test::fieldWithBar())); }

    Findings import()
    {
        ImportOptions options;
        options.source = m_folder / "images";
        options.format = "images";
        Findings findings;
        static_cast<void>(valueOf(importInto(*m_project, options, {}, findings.sink())));
        return findings;
    }
    DatabarReport set(Bar bar, int rows = 0)
    {
        DatabarRequest request;
        request.bar = bar;
        request.rows = rows;
        return valueOf(setDatabars(*m_project, request, {}, {}));
    }
    project::ImageRecord image() { return valueOf(m_project->findImage("a.png")); }

    TemporaryFolder m_folder;
    std::unique_ptr<project::Project> m_project =
        valueOf(project::Project::create(m_folder / "p", annotation::numberedClasses(1)));
};

TEST_F(Databars, areFoundByAnImport)
{
    const auto findings = import();
    ASSERT_EQ(findings.all.size(), 1U);
    EXPECT_EQ(findings.all[0].message.find("1 micrograph has an information bar"), 0U)
        << findings.all[0].message;
    ASSERT_TRUE(image().region);
    EXPECT_EQ(image().region->rect, kAboveBar);
    EXPECT_NE(image().region->source, project::kRegionByHand);
}

TEST_F(Databars, thatAPersonDeniedAreNotFoundAgain)
{
    static_cast<void>(import());
    for (const auto bar : {Bar::None, Bar::Rows}) { // of 0 rows
        EXPECT_EQ(set(bar).withBar, 0U);
        EXPECT_FALSE(image().region);
        EXPECT_TRUE(image().isWithoutBar);
        EXPECT_TRUE(import().all.empty());
        EXPECT_FALSE(image().region) << "by an import";
        EXPECT_EQ(set(Bar::Find).withBar, 0U);
        EXPECT_FALSE(image().region) << "by a search";
        EXPECT_TRUE(image().isWithoutBar);
        EXPECT_EQ(set(Bar::Rows, 10).withBar, 1U) << "a person may say something else";
        EXPECT_EQ(image().region->rect.height, kHeight - 10);
        EXPECT_FALSE(image().isWithoutBar);
    }
}

TEST_F(Databars, thatAPersonSetStay)
{
    static_cast<void>(import());
    static_cast<void>(set(Bar::Rows, 10));
    EXPECT_TRUE(import().all.empty());
    EXPECT_EQ(set(Bar::Find).withBar, 1U);
    EXPECT_EQ(image().region->rect.height, kHeight - 10);
}

TEST_F(Databars, thatNobodySpokeOfAreSoughtAgain)
{
    static_cast<void>(import());
    expectGood(m_project->setRegion({image().id}, std::nullopt));
    EXPECT_FALSE(image().isWithoutBar);
    EXPECT_EQ(set(Bar::Find).withBar, 1U);
    EXPECT_EQ(image().region->rect, kAboveBar);
}

TEST(PixelSizeOfAnImport, doesNotReplaceAConfirmedOneAndSaysSo)
{
    const TemporaryFolder folder;
    const auto project = valueOf(project::Project::create(folder / "p", annotation::numberedClasses(1)));
    for (const char* name : {"images/a.png", "images/b.png"}) {
        writeMicrograph(folder / name, block(1));
    }
    const auto import = [&](std::optional<Calibration> calibration) {
        ImportOptions options;
        options.source = folder / "images";
        options.format = "images";
        options.calibration = std::move(calibration);
        Findings findings;
        static_cast<void>(valueOf(importInto(*project, options, {}, findings.sink())));
        return findings;
    };
    const Calibration first{0.0125, 0.0125, "by hand", "12.5 nm", true};
    const Calibration second{0.02, 0.02, "by hand", "20 nm", true};
    EXPECT_TRUE(import(first).all.empty());
    EXPECT_TRUE(import(first).all.empty()) << "the same size again";
    EXPECT_TRUE(import(std::nullopt).all.empty());
    // What no person has confirmed gives way.
    auto measured = first;
    measured.isConfirmed = false;
    expectGood(project->setCalibration({valueOf(project->findImage("b.png")).id}, measured));

    const auto findings = import(second);
    ASSERT_EQ(findings.all.size(), 1U);
    EXPECT_EQ(findings.all[0].severity, formats::Severity::Flagged);
    EXPECT_TRUE(findings.mentions("a.png", "keeps its confirmed pixel size of 12.5 nm, not 20 nm"));
    EXPECT_TRUE(findings.mentions("a.png", "sorby calibrate --pixel-size"));
    EXPECT_EQ(valueOf(project->findImage("a.png")).calibration, first);
    EXPECT_EQ(valueOf(project->findImage("b.png")).calibration, second);
}

} // namespace
} // namespace sorby::workflow::test
