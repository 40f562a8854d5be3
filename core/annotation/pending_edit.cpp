// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/pending_edit.h"

#include <cassert>
#include <utility>

namespace sorby::annotation {
namespace {

/// Takes the tiles out of a batch; `keep` is called with each.
template <typename Keep>
EditBatch withoutTiles(EditBatch batch, const Keep& keep)
{
    EditBatch rest;
    for (auto& edit : batch) {
        if (auto* tile = std::get_if<SetTile>(&edit)) {
            keep(std::move(*tile));
        } else {
            rest.push_back(std::move(edit));
        }
    }
    return rest;
}

} // namespace

bool PendingEdit::isEmpty() const
{
    return m_edits.empty() && m_newTiles.empty();
}

Status PendingEdit::amend(Annotations& annotations, const EditBatch& batch)
{
    auto back = applyEdits(annotations, batch);
    if (!back) {
        return back.error();
    }
    // An inverse runs backwards: of two values of one tile in it the last is the oldest. Of all that is older
    // than this batch the first one noted counts.
    const auto inverse = squashed(std::move(*back));
    auto rest =
        withoutTiles(inverse, [this](SetTile&& tile) { m_oldTiles.emplace(tile.key, std::move(tile.tile)); });
    auto edits = withoutTiles(batch, [this](SetTile&& tile) { m_newTiles[tile.key] = std::move(tile.tile); });
    if (!edits.empty()) {
        m_edits.insert(m_edits.end(), std::make_move_iterator(edits.begin()),
                       std::make_move_iterator(edits.end()));
        m_inverses.push_back(std::move(rest));
    }
    return {};
}

EditBatch PendingEdit::inverse() const
{
    EditBatch batch;
    for (auto step = m_inverses.rbegin(); step != m_inverses.rend(); ++step) {
        batch.insert(batch.end(), step->begin(), step->end());
    }
    for (const auto& [key, tile] : m_oldTiles) {
        batch.push_back(SetTile{key, tile});
    }
    return batch;
}

Status PendingEdit::replace(Annotations& annotations, const EditBatch& batch)
{
    const Outcome before = finish();
    const auto again = applyEdits(annotations, before.inverse);
    assert(again); // what has been done can be taken back
    auto done = amend(annotations, batch);
    if (!done) {
        // As it was before the call.
        (void)amend(annotations, before.edit);
    }
    return done;
}

void PendingEdit::cancel(Annotations& annotations)
{
    const auto undone = applyEdits(annotations, finish().inverse);
    assert(undone);
    (void)undone;
}

PixelEdits PendingEdit::pixelEditsBefore(const Annotations& annotations) const
{
    auto before = annotations.pixelEdits;
    for (const auto& [key, tile] : m_oldTiles) {
        before.setTile(key, tile);
    }
    return before;
}

PendingEdit::Outcome PendingEdit::finish()
{
    Outcome outcome;
    outcome.inverse = inverse();
    outcome.edit = std::move(m_edits);
    for (const auto& [key, tile] : m_newTiles) {
        outcome.edit.push_back(SetTile{key, tile});
    }
    *this = PendingEdit();
    return outcome;
}

} // namespace sorby::annotation
