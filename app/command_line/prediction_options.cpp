// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/prediction_options.h"

#include "app/command_line/parsing.h"
#include "core/base/units.h"

namespace sorby::command_line {

using evaluation::PostprocessKind;

void PredictionOptions::declare(CLI::App& app)
{
    addParsed(app, "--postprocess", m_kind, evaluation::parsePostprocess, "sigmoid|argmax|morphology",
              "From the network's output to classes: sigmoid and a threshold; the strongest class; or a "
              "threshold on the raw output, then opening and closing (default sigmoid)");
    addNumber(
        app, "--threshold", [this](double value) { m_threshold = value; }, [](double) { return true; }, "",
        "Of sigmoid (0 to 1, default 0.5) or of the raw output with morphology (default 0)");
    addInteger(app, "--radius", m_radius, 0, 100, "Of opening and closing, in pixels (default 1)");
    addInteger(app, "--tile", m_tile, 0, 1 << 16,
               "Side of the tiles that an image is predicted in; 0, the default: as large as memory allows");
    addFlag(app, "--tta", m_tta,
            "Average the probabilities over the eight symmetries: eight times the work, a little better");
    addParsed(app, "--precision", m_precision, learning::parsePrecision, "auto|fp32|tf32|bf16",
              "Number format; auto is bf16 where it pays");
    addParsed(app, "--memory-limit", m_memoryLimit, parseBytes, "SIZE",
              "Memory to be used at most, for example 4GiB");
}

Status PredictionOptions::validate() const
{
    if (m_threshold && m_kind == PostprocessKind::Argmax) {
        return Error{ErrorCode::InvalidArgument, "--threshold: argmax has no threshold", {}};
    }
    if (m_threshold && m_kind == PostprocessKind::Sigmoid && (*m_threshold < 0 || *m_threshold > 1)) {
        return Error{ErrorCode::InvalidArgument, "--threshold: of sigmoid it lies between 0 and 1", {}};
    }
    if (m_radius && m_kind != PostprocessKind::Morphology) {
        return Error{ErrorCode::InvalidArgument, "--radius: only morphology has a radius", {}};
    }
    return {};
}

evaluation::Postprocess PredictionOptions::postprocess() const
{
    evaluation::Postprocess result;
    result.kind = m_kind;
    result.threshold = m_threshold;
    result.radius = m_radius.value_or(result.radius);
    return result;
}

learning::PredictOptions PredictionOptions::options(const CommonOptions& common) const
{
    learning::PredictOptions options;
    options.device = common.device;
    options.tile = m_tile;
    options.threads = common.threads;
    options.memoryLimitBytes = m_memoryLimit;
    options.precision = m_precision;
    options.tta = m_tta;
    return options;
}

} // namespace sorby::command_line
