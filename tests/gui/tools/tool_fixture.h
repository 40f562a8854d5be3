// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/label_image.h"
#include "widgets/document/annotation_editor.h"
#include "widgets/tools/tool_box.h"

#include <QStringList>
#include <gtest/gtest.h>

#include <initializer_list>
#include <utility>
#include <vector>

namespace sorby::test {

struct Keys {
    bool shift = false;
    bool control = false;
    bool alt = false;
};

/// A micrograph of 200 x 160 pixels, dark with a bright disc, a tool box on it, and a hand that sends plain
/// events. An image pixel is a widget unit.
class ToolTest : public testing::Test {
  public:
    static constexpr Size kSize{200, 160};
    static constexpr annotation::Point kDisc{140, 80};
    static constexpr double kDiscRadius = 25;
    static constexpr double kDiscArea = 1963; ///< pi r r

    ToolTest();

    void take(tools::ToolId id) { box.take(id); }
    [[nodiscard]] canvas::Tool& tool() const { return box.current(); }
    template <typename T>
    [[nodiscard]] T& toolAs() const
    {
        return dynamic_cast<T&>(box.current());
    }

    void press(double x, double y, Keys keys = {}, canvas::Button button = canvas::Button::Left);
    /// With the button held that is down.
    void move(double x, double y, Keys keys = {});
    void release(double x, double y, Keys keys = {});
    void click(double x, double y, Keys keys = {}, canvas::Button button = canvas::Button::Left);
    /// Two clicks, the second of which is told as a double click, too.
    void doubleClick(double x, double y);
    void drag(std::initializer_list<annotation::Point> way, Keys keys = {},
              canvas::Button button = canvas::Button::Left);
    bool key(canvas::ToolKey key) { return tool().key(key); }
    /// Runs the event loop until the current tool has done all it has begun.
    void settle();

    /// An object of a class, with an id; as if it had been there.
    annotation::ObjectId add(const annotation::Polygon& polygon, annotation::ClassId classId = 1);
    /// Pixel edits in a rectangle.
    void paintRect(const PixelRect& rect, std::uint8_t value);

    [[nodiscard]] const annotation::Annotations& annotations() const { return editor.annotations(); }
    [[nodiscard]] imaging::LabelImage reference() const;
    [[nodiscard]] std::size_t count(std::uint8_t value) const; ///< pixels of the reference
    [[nodiscard]] std::size_t steps() const { return editor.history().undoCount(); }

    /// The annotations went from `before` to what they are in one step: it is undone and redone.
    void expectOneStep(const annotation::Annotations& before, std::size_t stepsBefore);

    document::ProjectDocument document;
    document::AnnotationEditor editor{document};
    tools::ToolSettings settings;
    tools::Selection selection;
    tools::ToolContext context;
    tools::ToolBox box;
    QStringList refusals;

  private:
    canvas::Button m_held = canvas::Button::None;
};

[[nodiscard]] annotation::Polygon rectangle(double left, double top, double right, double bottom);

} // namespace sorby::test
