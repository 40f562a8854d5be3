// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/edit.h"
#include "core/base/random.h"

namespace sorby::test {

/// Batches of edits such as people make, each of which fits the annotations it is made for. Ids count up and
/// are never used twice, whatever is undone.
class RandomEdits {
  public:
    /// New objects and points have ids from `firstId`.
    explicit RandomEdits(Random& random, std::int64_t firstId = 1) : m_random(random), m_nextId(firstId) {}

    /// `count` edits that can be applied to `annotations` in turn.
    [[nodiscard]] annotation::EditBatch batch(const annotation::Annotations& annotations, int count);

  private:
    [[nodiscard]] annotation::Edit edit(const annotation::Annotations& annotations);
    [[nodiscard]] annotation::Edit objectEdit(const annotation::Annotations& annotations);
    [[nodiscard]] annotation::Edit pointEdit(const annotation::Annotations& annotations);
    [[nodiscard]] annotation::SetTile tileEdit(const annotation::Annotations& annotations);
    [[nodiscard]] annotation::Object object(annotation::ObjectId id);

    Random& m_random;
    std::int64_t m_nextId;
};

} // namespace sorby::test
