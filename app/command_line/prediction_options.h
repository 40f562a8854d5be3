// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line/verbs/verb.h"
#include "core/evaluation/postprocess.h"
#include "core/learning/engine.h"

#include <optional>

namespace sorby::command_line {

/// The options of all verbs that make predictions: --postprocess --threshold --radius --tile --tta
/// --precision --memory-limit.
class PredictionOptions {
  public:
    void declare(CLI::App& app);
    /// An Error when a threshold or radius is given that the chosen post-processing does not use.
    [[nodiscard]] Status validate() const;
    [[nodiscard]] evaluation::Postprocess postprocess() const;
    [[nodiscard]] learning::PredictOptions options(const CommonOptions& common) const;

  private:
    evaluation::PostprocessKind m_kind = evaluation::PostprocessKind::Sigmoid;
    std::optional<double> m_threshold;
    std::optional<int> m_radius;
    int m_tile = 0;
    bool m_tta = false;
    learning::Precision m_precision = learning::Precision::Auto;
    std::uint64_t m_memoryLimit = 0;
};

} // namespace sorby::command_line
