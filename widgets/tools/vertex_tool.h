// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/picking.h"
#include "widgets/tools/tool_context.h"

#include <optional>

namespace sorby::tools {

/// Moves the points of an object: drag a point; a click on the outline puts a new one there and drags it;
/// Delete, the right button or a double click takes one out. A click elsewhere takes another object. While a
/// point would make the outline cross itself the place is marked red; it can be left so, and the check lists
/// it. GUI thread.
class VertexTool : public canvas::Tool {
    Q_OBJECT
  public:
    VertexTool(ToolContext& context, QObject* parent);

    void press(const canvas::Pointer& pointer) override;
    void move(const canvas::Pointer& pointer) override;
    void release(const canvas::Pointer& pointer) override;
    bool doubleClick(const canvas::Pointer& pointer) override;
    bool key(canvas::ToolKey key) override;
    void cancel(canvas::CancelReason reason) override;
    [[nodiscard]] bool isBusy() const override { return m_dragged.has_value(); }
    void paint(QPainter& painter, const canvas::ViewTransform& view) const override;
    [[nodiscard]] Qt::CursorShape cursor() const override;
    [[nodiscard]] QString hint() const override;

  private:
    struct Drag {
        annotation::Object object; ///< as it was, with the new point where one was put in
        std::size_t ring = 0;
        std::size_t vertex = 0;
        bool isNew = false;
    };

    [[nodiscard]] const annotation::Object* object() const;
    [[nodiscard]] std::optional<annotation::VertexHit> vertexAt(const canvas::Pointer& pointer) const;
    void removeVertex(const annotation::VertexHit& hit);
    void chooseObject(const canvas::Pointer& pointer);

    ToolContext& m_context;
    std::optional<Drag> m_dragged;
    std::optional<annotation::VertexHit> m_hovered;
    std::optional<annotation::Point> m_insertion; ///< where a click would put a new point
    std::optional<annotation::Point> m_crossing;
};

} // namespace sorby::tools
