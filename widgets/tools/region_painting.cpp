// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/region_painting.h"

#include "widgets/support/qt_convert.h"

#include <QCoreApplication>

#include <memory>
#include <utility>

namespace sorby::tools {
namespace {

const QColor kErase(230, 40, 40);

/// Annotations that nobody changes, with their tiles.
struct Shown {
    annotation::Annotations annotations;
    imaging::ReferenceTiles tiles;
    Shown(annotation::Annotations shown, Size size) : annotations(std::move(shown)), tiles(annotations, size)
    {}
    Shown(const Shown&) = delete;
    Shown& operator=(const Shown&) = delete;
};

imaging::LabelsOfTile labelsOf(const annotation::Annotations& annotations, Size size)
{
    return [shown = std::make_shared<const Shown>(annotations, size)](annotation::PixelEdits::TileKey key) {
        return shown->tiles.tile(key);
    };
}

} // namespace

imaging::PaintRule paintRule(const ToolContext& context, bool erases)
{
    const auto& options = context.options();
    imaging::PaintRule rule;
    rule.protectedClasses = options.protectedClasses;
    if (erases) {
        rule.value = options.eraseTo == EraseTo::Matrix ? annotation::kMatrix : annotation::kUnset;
        return rule;
    }
    rule.value = options.classId;
    rule.over = options.over;
    rule.onlyClass = options.onlyClass;
    return rule;
}

imaging::LabelsOfTile labelsOfTile(const ToolContext& context)
{
    // A copy shares the tiles; objects are copied once a stroke, and only when the rule asks.
    return labelsOf(context.annotations(), context.editor.imageSize());
}

QString paintText(const ToolContext& context, bool erases)
{
    return erases ? QCoreApplication::translate("sorby::tools", "Erase")
                  : QCoreApplication::translate("sorby::tools", "Paint %1")
                        .arg(className(context, context.options().classId));
}

QColor paintColour(const ToolContext& context, bool erases)
{
    return erases ? kErase : drawingColour(context);
}

PaintTask paintTask(const ToolContext& context, const imaging::PaintRule& rule)
{
    PaintTask task;
    task.rule = rule;
    task.size = context.editor.imageSize();
    task.revision = context.editor.revision();
    task.annotations.pixelEdits = context.annotations().pixelEdits;
    if (rule.needsLabels()) {
        task.annotations.objects = context.annotations().objects;
    }
    return task;
}

annotation::EditBatch editsOf(const PaintTask& task, std::span<const imaging::Span> spans)
{
    imaging::PaintStroke stroke(task.annotations.pixelEdits, task.size, task.rule,
                                task.rule.needsLabels() ? labelsOf(task.annotations, task.size)
                                                        : imaging::LabelsOfTile());
    stroke.paint(spans);
    annotation::EditBatch batch;
    for (const auto& [key, tile] : stroke.replacements()) {
        batch.emplace_back(annotation::SetTile{key, tile});
    }
    return batch;
}

QString nothingToPaint()
{
    return QCoreApplication::translate("sorby::tools",
                                       "There is nothing to paint here: these pixels are so already, or what "
                                       "may be painted over leaves none of them.");
}

} // namespace sorby::tools
