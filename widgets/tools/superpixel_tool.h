// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/superpixels.h"
#include "widgets/tools/background_result.h"
#include "widgets/tools/region_painting.h"
#include "widgets/tools/region_preview.h"

#include <deque>
#include <optional>
#include <set>

namespace sorby::tools {

/// Paints superpixels: pieces of like pixels, of which the one under the pointer is shown. A click paints
/// it, a drag all that it touches, by the paint rule; Ctrl or the right button erases them. A stroke is one
/// step. The pieces around the pointer are worked out on another thread, and strokes go on when they are
/// there. GUI thread.
class SuperpixelTool : public canvas::Tool {
    Q_OBJECT
  public:
    SuperpixelTool(ToolContext& context, QObject* parent);

    void press(const canvas::Pointer& pointer) override;
    void move(const canvas::Pointer& pointer) override;
    void release(const canvas::Pointer& pointer) override;
    bool doubleClick(const canvas::Pointer& pointer) override;
    void leave() override;
    bool key(canvas::ToolKey key) override;
    void cancel(canvas::CancelReason reason) override;
    [[nodiscard]] bool isBusy() const override { return !m_strokes.empty(); }
    void paint(QPainter& painter, const canvas::ViewTransform& view) const override;
    [[nodiscard]] QString hint() const override;

    /// The piece under the pointer; empty while it is not known.
    [[nodiscard]] const RegionPreview& preview() const { return m_preview; }

  private:
    /// The pieces of one part of the micrograph.
    struct Part {
        PixelRect rect;
        imaging::SuperpixelOptions options;
        std::weak_ptr<const document::ImageContent> content;
        imaging::Superpixels superpixels;
    };
    using Piece = std::pair<std::shared_ptr<const Part>, int>;
    struct Stroke {
        canvas::Button button = canvas::Button::None;
        bool erases = false;
        bool isReleased = false;
        QString text; ///< of the step
        imaging::PaintRule rule;
        std::deque<annotation::Point> trail;   ///< not painted along yet
        std::optional<annotation::Point> last; ///< painted up to here
        std::set<Piece> painted;
    };

    [[nodiscard]] imaging::SuperpixelOptions wantedOptions() const;
    [[nodiscard]] PixelRect partAround(int x, int y) const;
    /// Null: it is asked for, and goOn() follows.
    [[nodiscard]] std::shared_ptr<const Part> partAt(int x, int y);
    void ask(const PixelRect& rect);
    void take(Result<std::shared_ptr<const Part>> part);
    void goOn();
    [[nodiscard]] bool paintAlong(Stroke& stroke, annotation::Point to);
    void paintPiece(Stroke& stroke, const std::shared_ptr<const Part>& part, int piece);
    void showPiece();
    [[nodiscard]] bool isInImage(annotation::Point point) const;

    ToolContext& m_context;
    std::deque<std::shared_ptr<const Part>> m_parts; ///< the latest last
    std::deque<Stroke> m_strokes;                    ///< the first is painted, the last follows the pointer
    std::optional<imaging::PaintStroke> m_paint;     ///< of the first
    std::optional<annotation::Point> m_pointer;
    bool m_erases = false;
    Piece m_shown{nullptr, -1};
    std::shared_ptr<const Part> m_asked; ///< the latest that was asked for
    RegionPreview m_preview;
    BackgroundResult<std::shared_ptr<const Part>> m_background;
};

} // namespace sorby::tools
