// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/painting.h"
#include "widgets/tools/tool_context.h"

#include <span>

/// How spans of pixels become edits: by the rule that the options make. What brush, wand, fill, superpixels
/// and GrabCut have in common.
namespace sorby::tools {

/// The rule by which the current options paint the current class; `erases`: by which they erase, which takes
/// what may not be painted over, too, but nothing that is protected.
[[nodiscard]] imaging::PaintRule paintRule(const ToolContext& context, bool erases);
/// What is seen in one tile before a stroke begins.
[[nodiscard]] imaging::LabelsOfTile labelsOfTile(const ToolContext& context);
/// "Paint MA island" or "Erase", for the history.
[[nodiscard]] QString paintText(const ToolContext& context, bool erases);
/// Of previews: that of the class that is drawn, red for erasing.
[[nodiscard]] QColor paintColour(const ToolContext& context, bool erases);

/// What painting a region on another thread needs, as it is now. Value type.
struct PaintTask {
    annotation::Annotations annotations;
    Size size;
    imaging::PaintRule rule;
    std::uint64_t revision = 0; ///< of the editor: the edits fit these annotations only
};
[[nodiscard]] PaintTask paintTask(const ToolContext& context, const imaging::PaintRule& rule);
/// The edits that paint the spans; empty when the rule leaves none, or they are painted already.
[[nodiscard]] annotation::EditBatch editsOf(const PaintTask& task, std::span<const imaging::Span> spans);
/// Why there are none.
[[nodiscard]] QString nothingToPaint();

} // namespace sorby::tools
