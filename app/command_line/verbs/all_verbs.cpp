// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/verbs/all_verbs.h"

namespace sorby::command_line {

std::vector<std::unique_ptr<Verb>> allVerbs()
{
    std::vector<std::unique_ptr<Verb>> verbs;
    for (const auto make :
         {makeSampleVerb,    makeNewVerb,      makeImportVerb,   makeInfoVerb,  makeClassesVerb,
          makeCalibrateVerb, makeDatabarVerb,  makeCheckVerb,    makeSplitVerb, makeStatusVerb,
          makeTrainVerb,     makePredictVerb,  makeEvaluateVerb, makeScoreVerb, makeExportVerb,
          makeConsensusVerb, makeCampaignVerb, makeRelinkVerb,   makeCopyVerb,  makeBackupsVerb,
          makeDevicesVerb}) {
        verbs.push_back(make());
    }
    return verbs;
}

} // namespace sorby::command_line
