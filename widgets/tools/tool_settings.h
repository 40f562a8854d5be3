// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/imaging/brush.h"
#include "core/imaging/painting.h"

#include <QObject>

#include <bitset>

namespace sorby::tools {

/// What the eraser leaves: matrix, or what the polygons beneath say.
enum class EraseTo { Matrix, Polygons };

/// All that can be set for drawing. Value type.
struct ToolOptions {
    /// What is drawn: a class, the matrix or annotation::kIgnore.
    annotation::ClassId classId = 1;
    imaging::Brush brush{imaging::BrushShape::Round, 20};
    EraseTo eraseTo = EraseTo::Matrix;
    imaging::PaintOver over = imaging::PaintOver::Everything;
    annotation::ClassId onlyClass = annotation::kMatrix; ///< for PaintOver::OnlyClass
    std::bitset<256> protectedClasses;
    double tolerance = 12; ///< of the wand, in hundredths of the range that is shown (the contrast)
    bool contiguous = true;
    bool snaps = false; ///< new outlines lie close to their neighbours, without gap or overlap
    double snapDistancePx = 5;
    int superpixelSizePx = 20;
    double compactness = 10;
    // What the commands on the selection do.
    double smoothingPx = 2;
    double growthPx = 1;
    double smallPx = 50; ///< pieces of fewer pixels are small
    bool operator==(const ToolOptions&) const = default;
};

/// The options as one value that tools, panels and keys share. GUI thread.
class ToolSettings : public QObject {
    Q_OBJECT
  public:
    static constexpr double kSmallestBrushPx = 1;
    static constexpr double kLargestBrushPx = 1000;

    using QObject::QObject;

    [[nodiscard]] const ToolOptions& options() const { return m_options; }
    void setOptions(const ToolOptions& options);
    template <typename Change>
    void edit(Change change)
    {
        ToolOptions options = m_options;
        change(options);
        setOptions(options);
    }

    void setClass(annotation::ClassId id);
    /// The class before, and back: how one paints a class and its surroundings in turn.
    void swapClass();
    /// A notch larger or smaller, about a tenth and at least a pixel; `steps` of them.
    void growBrush(double steps);

  Q_SIGNALS:
    void changed();

  private:
    ToolOptions m_options;
    annotation::ClassId m_otherClass = annotation::kMatrix;
};

} // namespace sorby::tools
