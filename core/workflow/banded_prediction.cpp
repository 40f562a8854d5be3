// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/banded_prediction.h"

#include "core/workflow/selection.h"

#include <algorithm>
#include <utility>

namespace sorby::workflow {
namespace {

/// How many rows around a pixel the post-processing looks at: opening and closing are two passes each.
int lookAround(const evaluation::Postprocess& postprocess)
{
    return postprocess.kind == evaluation::PostprocessKind::Morphology ? 4 * postprocess.radius : 0;
}

int roundedUp(int value, int step)
{
    return (value + step - 1) / step * step;
}

} // namespace

Result<dataset::NetworkInputReader> openNetworkInput(const project::ImageRecord& image)
{
    return dataset::NetworkInputReader::open(image.file, image.page, image.window, specimenOf(image));
}

Status predictBands(learning::Predictor& predictor, dataset::NetworkInputReader& input,
                    const evaluation::Postprocess& postprocess, const std::stop_token& stop,
                    const LabelRowSink& sink, int pixelsAtOnce)
{
    if (predictor.network().resize) {
        return Error{
            ErrorCode::Unsupported,
            "is too large for a network that is shown whole images in a size of its own; cut it, or use a "
            "run without --resize",
            {}};
    }
    const Size size = input.size();
    const int stride = predictor.network().stride();
    const int reach = predictor.reach();
    const int around = lookAround(postprocess);
    const int rows = roundedUp(std::max(1, pixelsAtOnce / std::max(1, size.width)), stride);
    for (int y = 0; y < size.height; y += rows) {
        const int end = std::min(size.height, y + rows);
        // What the post-processing needs, from a multiple of the stride on; and what the network does.
        const int top = std::max(0, y - around) / stride * stride;
        const int bottom = std::min(size.height, end + around);
        const int shownTop = std::max(0, top - reach);
        const int shownBottom = std::min(size.height, top + roundedUp(bottom - top, stride) + reach);
        const auto band = input.rows(shownTop, shownBottom - shownTop);
        if (!band) {
            return band.error();
        }
        const auto logits = predictor.predictPart(*band, {0, top - shownTop, size.width, bottom - top}, stop);
        if (!logits) {
            return logits.error();
        }
        const auto labels = evaluation::labelsOf(logits->planes, postprocess);
        if (auto taken = sink(y, crop(labels, {0, y - top, size.width, end - y})); !taken) {
            return taken;
        }
    }
    return {};
}

Result<imaging::LabelImage> predictLarge(learning::Predictor& predictor, dataset::NetworkInputReader& input,
                                         const evaluation::Postprocess& postprocess,
                                         const std::stop_token& stop)
{
    imaging::LabelImage whole(input.size());
    const auto done = predictBands(
        predictor, input, postprocess, stop, [&](int firstRow, const imaging::LabelImage& rows) -> Status {
            std::copy(rows.pixels().begin(), rows.pixels().end(), whole.row(firstRow).begin());
            return {};
        });
    return done ? Result<imaging::LabelImage>(std::move(whole)) : Result<imaging::LabelImage>(done.error());
}

} // namespace sorby::workflow
