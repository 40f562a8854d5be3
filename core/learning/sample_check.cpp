// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/sample_check.h"

namespace sorby::learning {

Status checkSample(const Sample& sample, int classCount, const std::string& name)
{
    const auto text = [](Size size) {
        return std::to_string(size.width) + "x" + std::to_string(size.height);
    };
    if (sample.image.isEmpty() || sample.image.size() != sample.labels.size()) {
        return Error{ErrorCode::Mismatch,
                     "the image is " + text(sample.image.size()) + " and its labels are " +
                         text(sample.labels.size()),
                     name};
    }
    for (const auto label : sample.labels.pixels()) {
        if (label >= classCount && label != kIgnoredLabel) {
            return Error{ErrorCode::Mismatch,
                         "a label is " + std::to_string(label) + ", but there are only " +
                             std::to_string(classCount) + " classes with the matrix",
                         name};
        }
    }
    return {};
}

} // namespace sorby::learning
