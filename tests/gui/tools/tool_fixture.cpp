// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/tools/tool_fixture.h"

#include "core/imaging/reference.h"
#include "tests/gui/support/wait.h"

#include <algorithm>
#include <cmath>

namespace sorby::test {
namespace {

/// A little noise, so that nothing is flat; the disc's border is three pixels wide.
std::uint8_t greyAt(int x, int y)
{
    const double far = std::hypot(x + 0.5 - ToolTest::kDisc.x, y + 0.5 - ToolTest::kDisc.y);
    const double inside = std::clamp((ToolTest::kDiscRadius - far) / 3 + 0.5, 0.0, 1.0);
    return static_cast<std::uint8_t>(60 + 120 * inside + (x * 7 + y * 13) % 5);
}

std::shared_ptr<const document::ImageContent> discContent()
{
    Raster<std::uint8_t> pixels(ToolTest::kSize);
    for (int y = 0; y < pixels.height(); ++y) {
        for (int x = 0; x < pixels.width(); ++x) {
            pixels.at(x, y) = greyAt(x, y);
        }
    }
    auto content = document::makeImageContent(imaging::Micrograph{std::move(pixels)});
    content->window = {0, 255};
    return content;
}

} // namespace

annotation::Polygon rectangle(double left, double top, double right, double bottom)
{
    return {{{left, top}, {right, top}, {right, bottom}, {left, bottom}}, {}};
}

ToolTest::ToolTest()
    : context{editor,
              settings,
              selection,
              {{0, "matrix", {0, 0, 0}}, {1, "MA island", {0, 255, 0}}, {2, "pore", {255, 0, 0}}},
              discContent()},
      box(context)
{
    editor.show(1, kSize, {});
    QObject::connect(&box, &tools::ToolBox::refused, &box,
                     [this](const QString& why) { refusals.push_back(why); });
}

void ToolTest::press(double x, double y, Keys keys, canvas::Button button)
{
    m_held = button;
    tool().press({{x, y}, button, keys.shift, keys.control, keys.alt, 1});
}

void ToolTest::move(double x, double y, Keys keys)
{
    tool().move({{x, y}, m_held, keys.shift, keys.control, keys.alt, 1});
}

void ToolTest::release(double x, double y, Keys keys)
{
    const auto button = std::exchange(m_held, canvas::Button::None);
    tool().release({{x, y}, button, keys.shift, keys.control, keys.alt, 1});
}

void ToolTest::click(double x, double y, Keys keys, canvas::Button button)
{
    move(x, y, keys);
    press(x, y, keys, button);
    release(x, y, keys);
}

void ToolTest::doubleClick(double x, double y)
{
    click(x, y);
    press(x, y);
    (void)tool().doubleClick({{x, y}, canvas::Button::Left, false, false, false, 1});
    release(x, y);
}

void ToolTest::drag(std::initializer_list<annotation::Point> way, Keys keys, canvas::Button button)
{
    const auto first = *way.begin();
    press(first.x, first.y, keys, button);
    for (const auto& point : way) {
        move(point.x, point.y, keys);
    }
    const auto last = *std::prev(way.end());
    release(last.x, last.y, keys);
}

void ToolTest::settle()
{
    EXPECT_TRUE(waitUntil([this] { return !tool().isBusy(); }));
    processEvents();
}

annotation::ObjectId ToolTest::add(const annotation::Polygon& polygon, annotation::ClassId classId)
{
    annotation::Object object;
    object.id = editor.newId();
    object.classId = classId;
    object.polygon = polygon;
    EXPECT_TRUE(editor.submit({annotation::InsertObject{annotations().objects.size(), object}},
                              QStringLiteral("Add")));
    return object.id;
}

void ToolTest::paintRect(const PixelRect& rect, std::uint8_t value)
{
    auto wanted = annotations();
    for (int y = rect.y; y < rect.y + rect.height; ++y) {
        for (int x = rect.x; x < rect.x + rect.width; ++x) {
            wanted.pixelEdits.set(x, y, value);
        }
    }
    EXPECT_TRUE(editor.submit(annotation::difference(annotations(), wanted), QStringLiteral("Paint")));
}

imaging::LabelImage ToolTest::reference() const
{
    return imaging::makeReference(annotations(), kSize);
}

std::size_t ToolTest::count(std::uint8_t value) const
{
    return imaging::countValues(reference())[value];
}

void ToolTest::expectOneStep(const annotation::Annotations& before, std::size_t stepsBefore)
{
    EXPECT_FALSE(tool().isBusy());
    EXPECT_EQ(steps(), stepsBefore + 1);
    const auto after = annotations();
    EXPECT_NE(after, before);
    editor.undo();
    EXPECT_EQ(annotations(), before);
    editor.redo();
    EXPECT_EQ(annotations(), after);
}

} // namespace sorby::test
