// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/base/result.h"
#include "core/imaging/label_image.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::evaluation {

/// From logits to a label image. The first and the last are the two of the published pilot study.
enum class PostprocessKind {
    Sigmoid,    ///< binary: sigmoid(logit) > threshold (0.5); several classes: argmax
    Argmax,     ///< the class with the highest logit; binary: logit > 0
    Morphology, ///< raw logit > threshold (0), several classes: argmax; then opening and closing of each
                ///< class's mask: freed pixels become matrix, closing takes pixels from the matrix alone
};

struct Postprocess {
    PostprocessKind kind = PostprocessKind::Sigmoid;
    std::optional<double> threshold; ///< nothing: the default of the kind; several classes need none
    int radius = 1;                  ///< of opening and closing, in pixels
};
[[nodiscard]] Result<PostprocessKind> parsePostprocess(std::string_view text);
[[nodiscard]] std::string toText(PostprocessKind kind);
/// An Error when a threshold is given and there are several classes beside the matrix: then the strongest
/// class wins. `classCount` with the matrix.
[[nodiscard]] Status checkThreshold(const Postprocess& postprocess, std::size_t classCount);

/// `logits`: one plane (binary) or one for each class, all of one size (assertion).
[[nodiscard]] imaging::LabelImage labelsOf(const std::vector<Raster<float>>& logits,
                                           const Postprocess& postprocess);
/// Probability of each class: sigmoid (one plane: of class 1) or softmax, of the logits divided by the
/// temperature.
[[nodiscard]] std::vector<Raster<float>> probabilitiesOf(const std::vector<Raster<float>>& logits,
                                                         double temperature = 1);
/// How undecided each pixel is: the entropy of its probabilities as a share of the largest there can be, 0
/// (sure) to 1 (every class as likely as the others).
[[nodiscard]] Raster<float> entropyOf(const std::vector<Raster<float>>& probabilities);

} // namespace sorby::evaluation
