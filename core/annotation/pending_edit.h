// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/edit.h"

#include <map>

namespace sorby::annotation {

/// An edit in the making: a stroke, a drag. Each step changes the annotations at once, so that people see it;
/// it ends in exactly one of finish() (one batch, and the batch that takes it back) or cancel() (the
/// annotations are bit for bit as before). However long it takes, each tile is held twice at most. Value
/// type.
class PendingEdit {
  public:
    [[nodiscard]] bool isEmpty() const;
    /// Goes on by a batch. On an Error nothing has changed.
    [[nodiscard]] Status amend(Annotations& annotations, const EditBatch& batch);
    /// The batch instead of all that was before, for drags whose every position replaces the last one.
    [[nodiscard]] Status replace(Annotations& annotations, const EditBatch& batch);
    /// Takes everything back.
    void cancel(Annotations& annotations);

    /// The pixel edits as they were before it began.
    [[nodiscard]] PixelEdits pixelEditsBefore(const Annotations& annotations) const;

    struct Outcome {
        EditBatch edit;
        EditBatch inverse;
    };
    /// What has been done, and how it is taken back; begins anew.
    [[nodiscard]] Outcome finish();

  private:
    [[nodiscard]] EditBatch inverse() const;

    EditBatch m_edits;                 ///< but tiles
    std::vector<EditBatch> m_inverses; ///< of each batch in m_edits, oldest first, but tiles
    std::map<PixelEdits::TileKey, std::shared_ptr<const PixelEdits::Tile>> m_newTiles;
    std::map<PixelEdits::TileKey, std::shared_ptr<const PixelEdits::Tile>> m_oldTiles;
};

} // namespace sorby::annotation
