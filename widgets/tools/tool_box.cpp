// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/tool_box.h"

#include "widgets/tools/brush_tool.h"
#include "widgets/tools/drawing_tool.h"
#include "widgets/tools/fill_tool.h"
#include "widgets/tools/grab_cut_tool.h"
#include "widgets/tools/pick_tool.h"
#include "widgets/tools/point_tool.h"
#include "widgets/tools/scissors_tool.h"
#include "widgets/tools/select_tool.h"
#include "widgets/tools/shape_tool.h"
#include "widgets/tools/superpixel_tool.h"
#include "widgets/tools/vertex_tool.h"
#include "widgets/tools/wand_tool.h"

#include <algorithm>

namespace sorby::tools {
namespace {

constexpr std::array<const char*, kToolCount> kNames{
    "select", "vertices", "polygon", "rectangle", "ellipse",     "hole",    "cut",  "point",  "brush",
    "eraser", "fill",     "wand",    "scissors",  "superpixels", "grabCut", "pick", "measure"};

} // namespace

const char* toText(ToolId id)
{
    return kNames[static_cast<std::size_t>(id)];
}

std::optional<ToolId> parseToolId(const QString& text)
{
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (text == QLatin1String(kNames[i])) {
            return static_cast<ToolId>(i);
        }
    }
    return std::nullopt;
}

template <typename T, typename... More>
T* ToolBox::make(ToolId id, More... more)
{
    auto* tool = new T(m_context, more..., this);
    add(id, tool);
    return tool;
}

ToolBox::ToolBox(ToolContext& context, QObject* parent) : QObject(parent), m_context(context)
{
    auto* select = make<SelectTool>(ToolId::Select);
    make<VertexTool>(ToolId::Vertices);
    make<PolygonTool>(ToolId::Polygon);
    make<ShapeTool>(ToolId::Rectangle, ShapeTool::Kind::Rectangle);
    make<ShapeTool>(ToolId::Ellipse, ShapeTool::Kind::Ellipse);
    make<HoleTool>(ToolId::Hole);
    make<CutTool>(ToolId::Cut);
    make<PointTool>(ToolId::Point);
    make<BrushTool>(ToolId::Brush, BrushTool::Kind::Brush);
    make<BrushTool>(ToolId::Eraser, BrushTool::Kind::Eraser);
    make<FillTool>(ToolId::Fill);
    make<WandTool>(ToolId::Wand);
    make<ScissorsTool>(ToolId::Scissors);
    make<SuperpixelTool>(ToolId::Superpixels);
    make<GrabCutTool>(ToolId::GrabCut);
    auto* pick = make<PickTool>(ToolId::Pick);
    make<MeasureTool>(ToolId::Measure);
    connect(select, &SelectTool::verticesWanted, this, [this] { take(ToolId::Vertices); });
    connect(pick, &PickTool::picked, this, [this] { take(m_before); });
    connect(&context.editor, &document::AnnotationEditor::refused, this, &ToolBox::refused);
    connect(&context.editor, &document::AnnotationEditor::changed, this,
            [this](const PixelRect& /*area*/, bool pixelsOnly) {
                if (!pixelsOnly) {
                    m_context.selection.keepExisting(m_context.annotations());
                }
            });
    connect(&context.editor, &document::AnnotationEditor::obstacleChanged, this, [this] {
        if (!m_context.editor.obstacle().isEmpty()) {
            cancel(canvas::CancelReason::NotAllowed);
        }
    });
}

void ToolBox::add(ToolId id, canvas::Tool* tool)
{
    m_tools[static_cast<std::size_t>(id)] = tool;
    const auto passOn = [this, tool](auto signal, auto own) {
        connect(tool, signal, this, [this, tool, own] {
            if (tool == &current()) {
                Q_EMIT(this->*own)();
            }
        });
    };
    connect(tool, &canvas::Tool::refused, this, &ToolBox::refused);
    passOn(&canvas::Tool::repaintWanted, &ToolBox::repaintWanted);
    passOn(&canvas::Tool::cursorChanged, &ToolBox::cursorChanged);
    passOn(&canvas::Tool::hintChanged, &ToolBox::hintChanged);
}

canvas::Tool& ToolBox::tool(ToolId id) const
{
    return *m_tools[static_cast<std::size_t>(id)];
}

void ToolBox::take(ToolId id)
{
    if (id == m_current) {
        return;
    }
    cancel(canvas::CancelReason::OtherTool);
    m_before = m_current == ToolId::Pick ? m_before : m_current;
    m_current = id;
    Q_EMIT taken(id);
    current().resume();
    Q_EMIT cursorChanged();
    Q_EMIT hintChanged();
    Q_EMIT repaintWanted();
}

void ToolBox::cancel(canvas::CancelReason reason)
{
    current().cancel(reason);
}

} // namespace sorby::tools
