// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/network_input.h"
#include "core/evaluation/postprocess.h"
#include "core/imaging/label_image.h"
#include "core/learning/engine.h"
#include "core/project/project.h"

#include <functional>
#include <stop_token>

namespace sorby::workflow {

/// Opens a micrograph whose pixels are too many to be held, as the network sees it.
[[nodiscard]] Result<dataset::NetworkInputReader> openNetworkInput(const project::ImageRecord& image);

/// Gets all rows of a label image, band by band from top to bottom.
using LabelRowSink = std::function<Status(int firstRow, imaging::LabelImage rows)>;

/// Predicts a micrograph without holding it: the labels are those of the whole image at once. Each band holds
/// about `pixelsAtOnce` pixels, as floats, and those that the network and the post-processing look at above
/// and below. Error Cancelled on a stop request; the errors of the reader and of the sink.
[[nodiscard]] Status predictBands(learning::Predictor& predictor, dataset::NetworkInputReader& input,
                                  const evaluation::Postprocess& postprocess, const std::stop_token& stop,
                                  const LabelRowSink& sink, int pixelsAtOnce = 1 << 23);

/// The same, put together: one byte a pixel.
[[nodiscard]] Result<imaging::LabelImage> predictLarge(learning::Predictor& predictor,
                                                       dataset::NetworkInputReader& input,
                                                       const evaluation::Postprocess& postprocess,
                                                       const std::stop_token& stop);

} // namespace sorby::workflow
