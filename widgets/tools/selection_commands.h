// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool_context.h"

/// What menus and keys do with the selected objects, each one step of the history. They give false when there
/// is nothing to be done; an Error is told by the editor or returned. GUI thread.
namespace sorby::tools {

/// The edits that put objects somewhere else; pixel edits inside the new place are cleared.
[[nodiscard]] annotation::EditBatch movedObjects(const ToolContext& context,
                                                 const std::vector<annotation::Object>& objects, double dx,
                                                 double dy);
bool removeSelection(ToolContext& context);
/// Gives the selection the current class.
bool reclassSelection(ToolContext& context);
/// One object of several that overlap or lie against each other; the first one chosen gives its class and
/// point.
[[nodiscard]] Result<bool> mergeSelection(ToolContext& context);
/// The selection above or below all other objects.
bool raiseSelection(ToolContext& context);
bool lowerSelection(ToolContext& context);

/// What can be done with the outline of each selected object.
enum class Reshape {
    Smooth,   ///< rounds corners off, keeps the area
    Simplify, ///< fewer points, within half a pixel
    Grow,     ///< all round
    Shrink,   ///< likewise
    FillHoles,
    RemoveSmall ///< pieces of fewer pixels than `amount`
};
/// `amount` in pixels: width of the smoothing, pixels to grow or shrink by, smallest area. Objects of which
/// nothing is left go.
[[nodiscard]] Result<bool> reshapeSelection(ToolContext& context, Reshape kind, double amount);

/// The selection becomes pixel edits, and its outlines go; the reference stays as it is.
bool flattenSelection(ToolContext& context);
/// Pixel edits become objects along their outlines; the reference stays as it is.
bool traceToObjects(ToolContext& context);

/// Objects with new ids at the same places, for another micrograph or this one; those that lie outside are
/// left out.
bool paste(ToolContext& context, const std::vector<annotation::Object>& objects);

} // namespace sorby::tools
