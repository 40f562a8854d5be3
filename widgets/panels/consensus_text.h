// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/consensus.h"
#include "core/workflow/mask_consensus.h"

#include <QString>

namespace sorby::panels {

/// What a consensus came to, for people: a sentence and a table, as rich text.
[[nodiscard]] QString consensusText(const workflow::ConsensusReport& report);
[[nodiscard]] QString consensusText(const workflow::MaskConsensusReport& report);

} // namespace sorby::panels
