// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/evaluate.h"

#include "core/base/files.h"
#include "core/imaging/overlay.h"
#include "core/workflow/ordered.h"
#include "core/workflow/prediction.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace sorby::workflow {
namespace fs = std::filesystem;
namespace {

using imaging::LabelImage;
using project::ImageRecord;

struct LoadedImage {
    Result<Raster<float>> input;
    Result<LabelImage> reference;
};

/// What is evaluated where, and what has come of it so far.
class Evaluation {
  public:
    Evaluation(const project::Project& project, const EvaluateRequest& request, OpenRun run)
        : m_project(project), m_request(request), m_run(std::move(run)), m_report(m_run.files.classes)
    {}

    /// Where predictions are written until all are there.
    [[nodiscard]] fs::path partialFolder() const { return m_run.files.folder / "predictions.partial"; }
    [[nodiscard]] fs::path predictionFolder() const { return m_run.files.folder / "predictions"; }

    Status addImage(const ImageRecord& image, const Raster<float>& input, const LabelImage& reference,
                    std::stop_token stop)
    {
        auto prediction = predictLabels(*m_run.predictor, input, m_request.postprocess, std::move(stop));
        if (!prediction) {
            return prediction.error();
        }
        leaveOutSurroundings(*prediction, image, annotation::kMatrix);
        const auto& classes = m_run.files.classes;
        const auto counts =
            evaluation::countConfusion(reference, *prediction, static_cast<int>(classes.size()));
        m_report.add(image.name, toText(image.membership), counts);
        for (std::size_t c = classes.size() == 2 ? 1 : 0; c < counts.size(); ++c) {
            m_scores.push_back({image.id, static_cast<annotation::ClassId>(c), counts[c].tp, counts[c].fp,
                                counts[c].fn, counts[c].tn});
        }
        if (!m_project.isReadOnly()) {
            if (auto written = imaging::writeIndexedPng(partialFolder() / fromUtf8(image.stem + ".png"),
                                                        *prediction, classes);
                !written) {
                return written;
            }
        }
        return m_request.out.empty() ? Status{} : writeOverlays(image, reference, *prediction);
    }

    [[nodiscard]] const OpenRun& run() const { return m_run; }
    [[nodiscard]] const evaluation::Report& report() const { return m_report; }
    [[nodiscard]] const std::vector<project::ScoreRecord>& scores() const { return m_scores; }

  private:
    /// All classes together, and with several classes each by itself in a folder of its number.
    Status writeOverlays(const ImageRecord& image, const LabelImage& reference,
                         const LabelImage& prediction) const
    {
        const fs::path folder = m_request.out / "overlays";
        const auto name = fromUtf8(image.stem + ".png");
        auto written = imaging::writePng(folder / name, imaging::iouOverlayAllClasses(reference, prediction));
        const auto count = m_run.files.classes.size();
        for (std::size_t c = 0; written && count > 2 && c < count; ++c) {
            written = imaging::writePng(
                folder / fmt::format("class_{}", c) / name,
                imaging::iouOverlay(reference, prediction, static_cast<annotation::ClassId>(c)));
        }
        return written;
    }

    const project::Project& m_project;
    const EvaluateRequest& m_request;
    OpenRun m_run;
    evaluation::Report m_report;
    std::vector<project::ScoreRecord> m_scores;
};

Result<std::vector<ImageRecord>> imagesToEvaluate(const project::Project& project,
                                                  std::optional<Membership> side)
{
    auto images = selectImages(project, side,
                               [](const ImageRecord& image) { return image.annotated && isReadable(image); });
    if (images && images->empty()) {
        return Error{ErrorCode::NotFound,
                     side ? fmt::format("no annotated image is on the {}; split the project (sorby split) or "
                                        "choose another side",
                                        describeSide(side))
                          : std::string("no image is annotated; import annotations first"),
                     toUtf8(project.folder())};
    }
    return images;
}

/// Why this image cannot be evaluated; empty when it can.
std::string refusal(const LoadedImage& loaded)
{
    if (!loaded.input) {
        return loaded.input.error().message;
    }
    if (!loaded.reference) {
        return loaded.reference.error().message;
    }
    const auto now = loaded.input->size();
    const auto then = loaded.reference->size();
    return now == then
               ? std::string()
               : fmt::format(
                     "the micrograph is {}x{} now and was {}x{} when it was imported; import it again",
                     now.width, now.height, then.width, then.height);
}

Status evaluateImages(Evaluation& evaluation, const project::Project& project,
                      const std::vector<ImageRecord>& images, const JobControl& control,
                      const FindingSink& findings)
{
    return inOrder<LoadedImage>(
        images.size(), control,
        [&](std::size_t i) -> LoadedImage {
            return {readNetworkInput(images[i]), referenceOf(project, images[i])};
        },
        [&](std::size_t i, LoadedImage loaded) -> Status {
            control.report(i, images.size(), images[i].name);
            if (auto reason = refusal(loaded); !reason.empty()) {
                if (findings) {
                    findings(imageFinding(formats::Severity::Refused, images[i], std::move(reason)));
                }
                return {};
            }
            return evaluation.addImage(images[i], *loaded.input, *loaded.reference, control.stop);
        });
}

/// Puts scores and predictions in the place of those of the evaluation before.
Status storeResults(project::Project& project, const Evaluation& evaluation)
{
    if (auto stored = project.setScores(evaluation.run().files.id, evaluation.scores()); !stored) {
        return stored;
    }
    std::error_code failure;
    fs::remove_all(evaluation.predictionFolder(), failure);
    if (!failure) {
        fs::rename(evaluation.partialFolder(), evaluation.predictionFolder(), failure);
    }
    if (failure) {
        return Error{ErrorCode::Io, "cannot be replaced: " + failure.message(),
                     toUtf8(evaluation.predictionFolder())};
    }
    return {};
}

} // namespace

Result<EvaluateReport> evaluateRun(project::Project& project, learning::Engine& engine,
                                   const EvaluateRequest& request, const JobControl& control,
                                   const FindingSink& findings)
{
    const auto images = imagesToEvaluate(project, request.side);
    if (!images) {
        return images.error();
    }
    auto run = openRun(project, engine, request.run, request.options, request.postprocess);
    if (!run) {
        return run.error();
    }
    Evaluation evaluation(project, request, std::move(*run));
    std::error_code ignored;
    fs::remove_all(evaluation.partialFolder(), ignored);
    auto done = evaluateImages(evaluation, project, *images, control, findings);
    if (done && evaluation.scores().empty()) {
        done = Error{ErrorCode::Unreadable,
                     fmt::format("none of the {} images can be evaluated", images->size()),
                     toUtf8(project.folder())};
    }
    if (done && !project.isReadOnly()) {
        done = storeResults(project, evaluation);
    }
    const auto postprocess = describePostprocess(request.postprocess);
    const auto& id = evaluation.run().files.id;
    if (done && !request.out.empty()) {
        done = evaluation::writeReport(request.out, evaluation.report(), postprocess, id);
    }
    if (!done) {
        fs::remove_all(evaluation.partialFolder(), ignored);
        return done.error();
    }
    if (project.isReadOnly() && findings) {
        findings({formats::Severity::Flagged,
                  toUtf8(project.folder()),
                  {},
                  {},
                  {},
                  "the scores are not kept with the run: the project " + project.readOnlyReason()});
    }
    control.report(images->size(), images->size());
    return EvaluateReport{evaluation.report(), id, postprocess};
}

} // namespace sorby::workflow
