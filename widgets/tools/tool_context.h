// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/tool.h"
#include "widgets/document/annotation_editor.h"
#include "widgets/document/image_content.h"
#include "widgets/tools/selection.h"
#include "widgets/tools/tool_settings.h"

#include <QColor>

#include <functional>
#include <memory>

namespace sorby::tools {

/// What tools work with; outlives them.
struct ToolContext {
    document::AnnotationEditor& editor;
    ToolSettings& settings;
    Selection& selection;
    annotation::ClassList classes;                              ///< of the project
    std::shared_ptr<const document::ImageContent> content = {}; ///< the shown micrograph; null: none
    /// Of an annotation campaign: what an object or a point that is drawn now has to be, or why it may not be
    /// drawn. Empty: anything goes.
    std::function<Result<annotation::Object>(annotation::Object)> prepareObject = {};
    std::function<Result<annotation::PointOfInterest>(annotation::PointOfInterest)> preparePoint = {};

    /// What others drew is hidden: an outline is not laid close to it.
    bool hidesOthers = false;

    [[nodiscard]] const annotation::Annotations& annotations() const { return editor.annotations(); }
    [[nodiscard]] const ToolOptions& options() const { return settings.options(); }
};

/// The class's name for a step of the history and for hints: "MA island", "matrix", "ignore".
[[nodiscard]] QString className(const ToolContext& context, annotation::ClassId id);
/// Of what is being drawn: the current class's, light grey for matrix and ignore.
[[nodiscard]] QColor drawingColour(const ToolContext& context);
/// How near in image pixels counts as "on it" for a pointer.
[[nodiscard]] double reachPx(const canvas::Pointer& pointer);

/// The edits that add an object at the top, clear the pixel edits inside it (the newest edit wins), and, when
/// the options say so, lay it close to its neighbours. An Error when nothing of it is left.
[[nodiscard]] Result<annotation::EditBatch> drawObject(ToolContext& context,
                                                       const annotation::Polygon& polygon);
/// Draws an object as one step and chooses what became of it. False: the editor refused, and has said why.
[[nodiscard]] Result<bool> addObject(ToolContext& context, const annotation::Polygon& polygon);
/// Notes who changes an object now. What a file or a network made is corrected from then on.
void noteChange(const ToolContext& context, annotation::Object& object);
/// The edits that give an object another polygon, and clear the pixel edits inside that.
[[nodiscard]] annotation::EditBatch
reshapeObject(const ToolContext& context, const annotation::Object& object, annotation::Polygon polygon);

} // namespace sorby::tools
