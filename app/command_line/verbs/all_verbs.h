// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line/verbs/verb.h"

#include <memory>
#include <vector>

namespace sorby::command_line {

[[nodiscard]] std::unique_ptr<Verb> makeSampleVerb();
[[nodiscard]] std::unique_ptr<Verb> makeNewVerb();
[[nodiscard]] std::unique_ptr<Verb> makeImportVerb();
[[nodiscard]] std::unique_ptr<Verb> makeInfoVerb();
[[nodiscard]] std::unique_ptr<Verb> makeCheckVerb();
[[nodiscard]] std::unique_ptr<Verb> makeClassesVerb();
[[nodiscard]] std::unique_ptr<Verb> makeCalibrateVerb();
[[nodiscard]] std::unique_ptr<Verb> makeCampaignVerb();
[[nodiscard]] std::unique_ptr<Verb> makeDatabarVerb();
[[nodiscard]] std::unique_ptr<Verb> makeSplitVerb();
[[nodiscard]] std::unique_ptr<Verb> makeStatusVerb();
[[nodiscard]] std::unique_ptr<Verb> makeTrainVerb();
[[nodiscard]] std::unique_ptr<Verb> makePredictVerb();
[[nodiscard]] std::unique_ptr<Verb> makeEvaluateVerb();
[[nodiscard]] std::unique_ptr<Verb> makeScoreVerb();
[[nodiscard]] std::unique_ptr<Verb> makeExportVerb();
[[nodiscard]] std::unique_ptr<Verb> makeConsensusVerb();
[[nodiscard]] std::unique_ptr<Verb> makeBackupsVerb();
[[nodiscard]] std::unique_ptr<Verb> makeRelinkVerb();
[[nodiscard]] std::unique_ptr<Verb> makeCopyVerb();
[[nodiscard]] std::unique_ptr<Verb> makeDevicesVerb();

/// In the order of the work, as the help lists them.
[[nodiscard]] std::vector<std::unique_ptr<Verb>> allVerbs();

} // namespace sorby::command_line
