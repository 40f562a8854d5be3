// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/platform.h"
#include "core/imaging/micrograph.h"
#include "core/project/project.h"
#include "tests/gui/window/drawing_fixture.h"

#include <QDialog>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

#include <functional>
#include <ostream>
#include <vector>

namespace sorby::test {
namespace {

using annotation::Annotations;
using annotation::Point;

struct Gesture {
    const char* tool;
    bool needsObject;
    std::function<void(DrawingTest&)> draw;
};
void PrintTo(const Gesture& gesture, std::ostream* out)
{
    *out << gesture.tool;
}

class EveryTool : public DrawingTest, public testing::WithParamInterface<Gesture> {};

TEST_P(EveryTool, DrawsUndoesAndRedoesInTheProjectFile)
{
    if (GetParam().needsObject) {
        drawRectangle();
    }
    const auto before = stored();
    take(GetParam().tool);
    GetParam().draw(*this);
    ASSERT_TRUE(waitForChange(before));
    const auto after = stored();
    trigger("edit.undo");
    ASSERT_TRUE(waitFor(before)) << "undone";
    trigger("edit.redo");
    ASSERT_TRUE(waitFor(after)) << "done again";
    EXPECT_TRUE(waitUntil(
        [this] { return widget<QLabel>("statusSaved")->text().startsWith(QStringLiteral("Saved ")); }));
}

INSTANTIATE_TEST_SUITE_P(
    Tools, EveryTool,
    testing::Values(
        Gesture{"polygon", false,
                [](DrawingTest& test) {
                    for (const Point at : {Point{20, 12}, Point{50, 14}, Point{44, 40}, Point{18, 36}}) {
                        test.click(at);
                    }
                    test.key(Qt::Key_Return);
                }},
        Gesture{"rectangle", false,
                [](DrawingTest& test) {
                    test.drag({10, 10}, {40, 30});
                }},
        Gesture{"ellipse", false,
                [](DrawingTest& test) {
                    test.drag({10, 10}, {40, 30});
                }},
        Gesture{"brush", false,
                [](DrawingTest& test) {
                    test.drag({10, 10}, {60, 40});
                }},
        Gesture{"eraser", true,
                [](DrawingTest& test) {
                    test.drag({20, 20}, {50, 40});
                }},
        Gesture{"fill", true,
                [](DrawingTest& test) {
                    test.trigger("class.0"); // the rectangle becomes matrix
                    test.click({30, 30});
                }},
        Gesture{"point", false,
                [](DrawingTest& test) {
                    test.click({30, 30});
                }},
        Gesture{"hole", true,
                [](DrawingTest& test) {
                    for (const Point at : {Point{20, 20}, Point{40, 20}, Point{30, 40}}) {
                        test.click(at);
                    }
                    test.key(Qt::Key_Return);
                }},
        Gesture{"cut", true,
                [](DrawingTest& test) {
                    test.click({35, 4});
                    test.click({36, 58});
                    test.key(Qt::Key_Return);
                }},
        Gesture{"select", true,
                [](DrawingTest& test) {
                    test.drag({40, 30}, {44, 33});
                }},
        Gesture{"vertices", true,
                [](DrawingTest& test) {
                    test.drag({60, 50}, {66, 55});
                }},
        Gesture{"wand", false,
                [](DrawingTest& test) {
                    test.click({48, 32});
                }},
        Gesture{"superpixels", false,
                [](DrawingTest& test) {
                    test.send(QEvent::MouseMove, {48, 32}, Qt::NoButton, Qt::NoButton);
                    test.click({48, 32});
                }},
        Gesture{"scissors", false,
                [](DrawingTest& test) {
                    for (const Point at : {Point{10, 10}, Point{60, 12}, Point{40, 50}}) {
                        test.send(QEvent::MouseMove, at, Qt::NoButton, Qt::NoButton);
                        test.click(at);
                    }
                    test.key(Qt::Key_Return);
                }}),
    [](const testing::TestParamInfo<Gesture>& chosen) { return std::string(chosen.param.tool); });

TEST_F(DrawingTest, UndoGoesBackToTheMicrographThatWasChanged)
{
    const auto first = document().currentImage();
    const auto before = stored();
    take("rectangle");
    drag({10, 10}, {40, 30});
    ASSERT_TRUE(waitForChange(before));
    const auto second = document().images()[1].id;
    document().setCurrentImage(second);
    ASSERT_TRUE(
        waitUntil([&] { return canvas->content() != nullptr && canvas->content()->record.id == second; }));
    trigger("edit.undo");
    EXPECT_EQ(document().currentImage(), first);
    EXPECT_TRUE(waitFor(before));
}

TEST_F(DrawingTest, UndoTakesPointsOfAnOutlineBackBeforeAnyStep)
{
    EXPECT_FALSE(action("edit.undo")->isEnabled());
    take("polygon");
    click({20, 12});
    EXPECT_TRUE(action("edit.undo")->isEnabled()) << "the point can be taken back";
    key(Qt::Key_Escape);
    EXPECT_FALSE(action("edit.undo")->isEnabled());
    const auto before = stored();
    drawRectangle();
    const auto drawn = stored();
    take("polygon");
    for (const Point at : {Point{20, 12}, Point{50, 14}, Point{44, 40}}) {
        click(at);
    }
    for (int i = 0; i < 3; ++i) {
        key(Qt::Key_Z, Qt::ControlModifier);
        EXPECT_TRUE(action("edit.undo")->isEnabled());
        EXPECT_FALSE(action("edit.redo")->isEnabled()) << "no step was undone";
    }
    EXPECT_EQ(stored(), drawn);
    key(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(waitFor(before));
}

TEST_F(DrawingTest, UndoDuringAStrokeGivesUpTheStrokeAlone)
{
    drawRectangle();
    const auto drawn = stored();
    take("brush");
    send(QEvent::MouseButtonPress, {20, 20}, Qt::LeftButton, Qt::LeftButton);
    send(QEvent::MouseMove, {40, 30}, Qt::NoButton, Qt::LeftButton);
    key(Qt::Key_Z, Qt::ControlModifier);
    send(QEvent::MouseMove, {50, 40}, Qt::NoButton, Qt::LeftButton);
    send(QEvent::MouseButtonRelease, {50, 40}, Qt::LeftButton, Qt::NoButton);
    EXPECT_FALSE(action("edit.redo")->isEnabled()) << "the rectangle was not undone";
    trigger("edit.save");
    EXPECT_EQ(stored(), drawn);
}

TEST_F(DrawingTest, AnOutlineOutlivesStrayKeys)
{
    const auto before = stored();
    take("polygon");
    click({20, 12});
    click({50, 14});
    key(Qt::Key_D); // another micrograph
    ASSERT_TRUE(waitUntil([this] {
        return canvas->content() != nullptr && canvas->content()->record.id == document().images()[1].id;
    }));
    key(Qt::Key_A);
    ASSERT_TRUE(waitUntil([this] {
        return canvas->content() != nullptr && canvas->content()->record.id == document().images()[0].id;
    }));
    key(Qt::Key_B); // another tool
    key(Qt::Key_P);
    click({44, 40});
    key(Qt::Key_Return);
    ASSERT_TRUE(waitForChange(before));
    const auto outer = stored().objects.back().polygon.outer;
    ASSERT_EQ(outer.size(), 3U);
    EXPECT_NEAR(outer[1].x, 50, 1e-6);
    EXPECT_NEAR(outer[2].y, 40, 1e-6);
}

TEST_F(DrawingTest, WhatIsRemovedIsToldWithTheWayBack)
{
    drawRectangle();
    const auto drawn = stored();
    take("select");
    key(Qt::Key_Delete);
    ASSERT_TRUE(waitForChange(drawn));
    const auto news = widget<QLabel>("statusNews")->text();
    EXPECT_TRUE(news.contains(QStringLiteral("1 annotation(s) removed"))) << news.toStdString();
    EXPECT_TRUE(news.contains(QStringLiteral("Ctrl+Z"))) << news.toStdString();
}

TEST_F(DrawingTest, WhyAToolRefusedIsSaidUntilThePersonGoesOn)
{
    const auto* line = widget<QLabel>("statusNews");
    drawRectangle();
    take("cut");
    click({30, 20}); // both ends inside of the object
    click({40, 30});
    key(Qt::Key_Return);
    EXPECT_TRUE(line->text().startsWith(QStringLiteral("This line parts no object")))
        << line->text().toStdString();
    QTest::qWait(600); // it was there to be read
    EXPECT_TRUE(line->text().startsWith(QStringLiteral("This line parts no object")));
    take("brush");
    EXPECT_TRUE(line->text().startsWith(QStringLiteral("Paint"))) << line->text().toStdString();
}

TEST_F(DrawingTest, TheSelectionGrowsByWhatIsSet)
{
    drawRectangle();
    const auto drawn = stored();
    const double area = annotation::area(drawn.objects.back().polygon);
    take("select");
    widget<QDoubleSpinBox>("growthValue")->setValue(3);
    trigger("selection.grow");
    ASSERT_TRUE(waitForChange(drawn));
    // Three pixels on each side of 50 x 40, and round corners.
    EXPECT_NEAR(annotation::area(stored().objects.back().polygon), area + 2 * 3 * (50 + 40) + 28, 20);
}

TEST_F(DrawingTest, WhoDrewIsKnownWithoutACampaign)
{
    drawRectangle();
    EXPECT_EQ(stored().objects.back().provenance.who, platform::userName());
}

TEST_F(DrawingTest, PickTakesTheClassAndGoesBackToTheToolBefore)
{
    trigger("class.1");
    drawRectangle();
    trigger("class.0");
    take("brush");
    QEvent left(QEvent::Leave);
    QApplication::sendEvent(canvas, &left);
    trigger("tool.pick");
    EXPECT_TRUE(action("tool.pick")->isChecked());
    click({30, 30});
    EXPECT_TRUE(action("tool.brush")->isChecked());
    drawRectangle();
    EXPECT_EQ(stored().objects.back().classId, 1);
    trigger("class.0");
    send(QEvent::MouseMove, {30, 30}, Qt::NoButton, Qt::NoButton);
    key(Qt::Key_I); // picks under the pointer
    EXPECT_TRUE(action("tool.rectangle")->isChecked());
    drawRectangle();
    EXPECT_EQ(stored().objects.back().classId, 1);
}

/// A bright disc on a dark ground, on the fourth micrograph.
TEST_F(DrawingTest, GrabCutCutsOutWhatStandsOutAndIsUndone)
{
    Raster<std::uint8_t> disc(96, 64);
    std::uint32_t noise = 1;
    for (int y = 0; y < disc.height(); ++y) {
        for (int x = 0; x < disc.width(); ++x) {
            noise = noise * 1664525U + 1013904223U;
            const bool isInside = (x - 48) * (x - 48) + (y - 32) * (y - 32) < 15 * 15;
            disc.at(x, y) = static_cast<std::uint8_t>((isInside ? 190 : 60) + (noise >> 24U) / 16);
        }
    }
    const auto& record = document().images()[3];
    ASSERT_TRUE(imaging::writePng(record.file, imaging::Pixels(std::move(disc))));
    document().setCurrentImage(record.id);
    ASSERT_TRUE(
        waitUntil([&] { return canvas->content() != nullptr && canvas->content()->record.id == record.id; }));
    trigger("edit.selectAll");
    key(Qt::Key_Delete);
    ASSERT_TRUE(document().flush());
    const auto before = stored();
    take("grabCut");
    drag({28, 12}, {68, 52});
    ASSERT_TRUE(waitUntil([this] {
        return widget<QLabel>("toolHint")->text().startsWith(QStringLiteral("Enter"));
    })) << widget<QLabel>("toolHint")->text().toStdString();
    key(Qt::Key_Return);
    ASSERT_TRUE(waitForChange(before));
    const auto after = stored();
    EXPECT_EQ(after.pixelEdits.at(48, 32), 1);
    EXPECT_EQ(after.pixelEdits.at(31, 15), annotation::kUnset);
    trigger("edit.undo");
    EXPECT_TRUE(waitFor(before));
    trigger("edit.redo");
    EXPECT_TRUE(waitFor(after));
}

TEST_F(DrawingTest, MeasureTellsTheLength)
{
    const auto before = stored();
    take("measure");
    drag({10, 10}, {40, 50});
    EXPECT_TRUE(waitUntil([this] {
        return widget<QLabel>("statusNews")->text().contains(QStringLiteral("50"));
    })) << widget<QLabel>("statusNews")->text().toStdString();
    EXPECT_EQ(stored(), before);
}

TEST_F(DrawingTest, AnImportOverAnnotationsAsksAndKeepsABackup)
{
    drawRectangle();
    const auto drawn = stored();
    const auto backups = [this] {
        return project::listBackups(document().project()->folder()).value().size();
    };
    const auto before = backups();
    const auto import = [this](bool goesOn) {
        dialogs.confirms = {goesOn};
        trigger("file.import");
        auto* open = dialog("importDialog");
        enterPath(open, "importSource", data());
        accept(open);
        waitForJobs();
    };
    import(false);
    EXPECT_EQ(stored(), drawn);
    EXPECT_EQ(backups(), before);
    import(true);
    EXPECT_NE(stored(), drawn);
    EXPECT_EQ(backups(), before + 1);
}

TEST_F(DrawingTest, AStatusIsUndone)
{
    const auto image = document().currentImage();
    const auto isStored = [&](ReviewStatus status) {
        return document().flush() && document().project()->image(image).value().status == status;
    };
    ASSERT_TRUE(document().setStatus({image}, ReviewStatus::Done));
    EXPECT_TRUE(isStored(ReviewStatus::Done));
    trigger("edit.undo");
    EXPECT_TRUE(isStored(ReviewStatus::None));
    trigger("edit.redo");
    EXPECT_TRUE(isStored(ReviewStatus::Done));
}

TEST_F(DrawingTest, ObjectsAreCopiedToAnotherMicrograph)
{
    drawRectangle();
    const auto copied = stored().objects.back().polygon;
    trigger("edit.copy");
    const auto second = document().images()[1].id;
    document().setCurrentImage(second);
    ASSERT_TRUE(
        waitUntil([&] { return canvas->content() != nullptr && canvas->content()->record.id == second; }));
    const auto before = stored();
    trigger("edit.paste");
    ASSERT_TRUE(waitForChange(before));
    EXPECT_EQ(stored().objects.back().polygon, copied);
    EXPECT_EQ(stored().objects.size(), before.objects.size() + 1);
}

TEST_F(DrawingTest, ASplitIsUndone)
{
    const auto sides = [this] {
        EXPECT_TRUE(document().flush());
        std::vector<Membership> found;
        const auto images = document().project()->images().value();
        for (const auto& image : images) {
            found.push_back(image.membership);
        }
        return found;
    };
    const auto before = sides();
    trigger("project.split");
    auto* split = dialog("splitDialog");
    split->findChild<QSpinBox*>(QStringLiteral("splitSeed"))->setValue(4);
    accept(split);
    waitForJobs();
    const auto after = sides();
    ASSERT_NE(after, before);
    trigger("edit.undo");
    EXPECT_EQ(sides(), before);
    trigger("edit.redo");
    EXPECT_EQ(sides(), after);
}

TEST_F(DrawingTest, NothingCanBeUndoneAfterAnImport)
{
    drawRectangle();
    EXPECT_TRUE(action("edit.undo")->isEnabled());
    dialogs.confirms = {true};
    trigger("file.import");
    auto* import = dialog("importDialog");
    enterPath(import, "importSource", data());
    accept(import);
    waitForJobs();
    EXPECT_FALSE(action("edit.undo")->isEnabled()) << "what was drawn has been replaced";
}

TEST_F(DrawingTest, KeysOfToolsDoNotFireInTextFields)
{
    auto* filter = widget<QLineEdit>("imageFilter");
    filter->setFocus();
    QTest::keyClicks(filter, QStringLiteral("bpvwefxo[]12"));
    EXPECT_EQ(filter->text(), QStringLiteral("bpvwefxo[]12"));
    EXPECT_TRUE(action("tool.select")->isChecked());
}

} // namespace
} // namespace sorby::test
