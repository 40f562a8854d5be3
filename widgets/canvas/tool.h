// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "widgets/canvas/view_transform.h"

#include <QObject>
#include <QString>

class QPainter;

namespace sorby::canvas {

enum class Button { None, Left, Right };

/// What a tool learns of the mouse or the pen. Plain data, so that tests write sequences of it.
struct Pointer {
    annotation::Point at;         ///< in the image, also beyond its border
    Button button = Button::None; ///< that went down or up; of a move: that is held
    bool shift = false;
    bool control = false;
    bool alt = false;
    double unit = 1; ///< image pixels for a unit of the widget: what is near on the screen depends on it
};

enum class ToolKey { Enter, Escape, Backspace, Delete };

/// Why what a tool was doing is given up; the annotations are as before it began, whatever the reason.
enum class CancelReason {
    Escape,             ///< by the user
    OtherTool,          ///< another tool was chosen
    OtherImage,         ///< another micrograph is shown, or none
    NotAllowed,         ///< editing is not possible any more: a task changes the annotations
    AnnotationsChanged, ///< undo, redo or a task changed them underneath
};

/// What the mouse does on the canvas. Panning and zooming work beneath every tool and never get here. A tool
/// begins an interaction, which ends in exactly one of: one step in the history, or nothing changed. GUI
/// thread.
class Tool : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;

    virtual void press(const Pointer& pointer) { (void)pointer; }
    virtual void move(const Pointer& pointer) { (void)pointer; }
    virtual void release(const Pointer& pointer) { (void)pointer; }
    /// After the press of a second click. False: the canvas does with it what it does without a tool.
    virtual bool doubleClick(const Pointer& pointer)
    {
        (void)pointer;
        return true;
    }
    /// The pointer has left the canvas.
    virtual void leave() {}
    /// False: the key was of no use.
    virtual bool key(ToolKey key)
    {
        (void)key;
        return false;
    }
    /// Alt with the wheel, in notches. False: of no use.
    virtual bool wheel(double notches)
    {
        (void)notches;
        return false;
    }
    virtual void cancel(CancelReason reason) { (void)reason; }
    /// Takes back the last piece of what is begun: a point of an outline. False: it has no pieces.
    virtual bool takeBack() { return false; }
    /// It is in hand again, or the micrograph is shown again: goes on with the outline that another tool or
    /// micrograph interrupted.
    virtual void resume() {}
    /// Is something begun and not ended?
    [[nodiscard]] virtual bool isBusy() const { return false; }
    /// What it shows over the scene. The painter is in widget units.
    virtual void paint(QPainter& painter, const ViewTransform& view) const
    {
        (void)painter;
        (void)view;
    }
    [[nodiscard]] virtual Qt::CursorShape cursor() const { return Qt::CrossCursor; }
    /// What to do next, for the status line.
    [[nodiscard]] virtual QString hint() const { return {}; }

  Q_SIGNALS:
    void repaintWanted();
    void cursorChanged();
    void hintChanged();
    /// It could not do what was asked, and why.
    void refused(const QString& why);
};

} // namespace sorby::canvas
