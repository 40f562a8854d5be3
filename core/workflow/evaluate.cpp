// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/evaluate.h"

#include "core/base/files.h"
#include "core/imaging/label_png_rows.h"
#include "core/workflow/banded_prediction.h"
#include "core/workflow/ordered.h"
#include "core/workflow/overlay_writer.h"
#include "core/workflow/prediction.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

namespace sorby::workflow {
namespace fs = std::filesystem;
namespace {

using imaging::LabelImage;
using project::ImageRecord;

/// An image and its reference; or, when it is too large to be held, the way to their rows.
struct LoadedImage {
    Result<Raster<float>> input = Raster<float>{};
    Result<LabelImage> reference = LabelImage{};
    std::optional<Result<dataset::NetworkInputReader>> large;
    Result<annotation::Annotations> annotations = annotation::Annotations{};
};

LoadedImage load(const project::Project& project, const ImageRecord& image, std::uint64_t mostPixelsWhole)
{
    LoadedImage loaded;
    if (isLarger(image.size, mostPixelsWhole)) {
        loaded.large = openNetworkInput(image);
        loaded.annotations = project.annotations(image.id);
    } else {
        loaded.input = readNetworkInput(image);
        loaded.reference = referenceOf(project, image);
    }
    return loaded;
}

/// What is evaluated where, and what has come of it so far.
class Evaluation {
  public:
    Evaluation(const project::Project& project, const EvaluateRequest& request, OpenRun run)
        : m_project(project),
          m_request(request),
          m_run(std::move(run)),
          m_report(m_run.files.classes),
          m_overlays(request.out / "overlays", m_run.files.classes.size())
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
        addCounts(image, evaluation::countConfusion(reference, *prediction, classCount()));
        if (!m_project.isReadOnly()) {
            if (auto written =
                    imaging::writeIndexedPng(predictionFile(image), *prediction, m_run.files.classes);
                !written) {
                return written;
            }
        }
        return m_request.out.empty() ? Status{} : m_overlays.write(image.stem, reference, *prediction);
    }

    /// The same band by band.
    Status addLarge(const ImageRecord& image, dataset::NetworkInputReader& input,
                    const annotation::Annotations& annotations, const std::stop_token& stop)
    {
        std::optional<imaging::LabelPngWriter> file;
        if (!m_project.isReadOnly()) {
            auto opened =
                imaging::LabelPngWriter::open(predictionFile(image), image.size, m_run.files.classes);
            if (!opened) {
                return opened.error();
            }
            file = std::move(*opened);
        }
        if (auto begun = m_request.out.empty() ? Status{} : m_overlays.begin(image.stem, image.size);
            !begun) {
            return begun;
        }
        std::vector<evaluation::Confusion> counts(static_cast<std::size_t>(classCount()));
        const auto add = [&](int firstRow, LabelImage rows) -> Status {
            leaveOutSurroundings(rows, image, firstRow, annotation::kMatrix);
            const auto reference =
                referenceOf(annotations, image, PixelRect{0, firstRow, rows.width(), rows.height()});
            const auto more = evaluation::countConfusion(reference, rows, classCount());
            for (std::size_t c = 0; c < counts.size(); ++c) {
                counts[c] += more[c];
            }
            auto written = file ? file->add(rows) : Status{};
            return written && !m_request.out.empty() ? m_overlays.add(reference, rows) : written;
        };
        auto done = predictBands(*m_run.predictor, input, m_request.postprocess, stop, add);
        if (done && file) {
            done = file->finish();
        }
        if (done) {
            done = m_overlays.finish();
        }
        if (done) {
            addCounts(image, counts);
        }
        return done;
    }

    [[nodiscard]] const OpenRun& run() const { return m_run; }
    [[nodiscard]] const evaluation::Report& report() const { return m_report; }
    [[nodiscard]] const std::vector<project::ScoreRecord>& scores() const { return m_scores; }

  private:
    [[nodiscard]] int classCount() const { return static_cast<int>(m_run.files.classes.size()); }
    [[nodiscard]] fs::path predictionFile(const ImageRecord& image) const
    {
        return partialFolder() / fromUtf8(image.stem + ".png");
    }

    void addCounts(const ImageRecord& image, const std::vector<evaluation::Confusion>& counts)
    {
        m_report.add(image.name, toText(image.membership), counts);
        for (std::size_t c = counts.size() == 2 ? 1 : 0; c < counts.size(); ++c) {
            m_scores.push_back({image.id, static_cast<annotation::ClassId>(c), counts[c].tp, counts[c].fp,
                                counts[c].fn, counts[c].tn});
        }
    }

    const project::Project& m_project;
    const EvaluateRequest& m_request;
    OpenRun m_run;
    evaluation::Report m_report;
    std::vector<project::ScoreRecord> m_scores;
    OverlayWriter m_overlays;
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
std::string refusal(const ImageRecord& image, const LoadedImage& loaded)
{
    if (loaded.large && !*loaded.large) {
        return loaded.large->error().message;
    }
    if (!loaded.annotations) {
        return loaded.annotations.error().message;
    }
    if (!loaded.input) {
        return loaded.input.error().message;
    }
    if (!loaded.reference) {
        return loaded.reference.error().message;
    }
    const auto now = loaded.large ? (*loaded.large)->size() : loaded.input->size();
    const auto then = image.size;
    return now == then
               ? std::string()
               : fmt::format(
                     "the micrograph is {}x{} now and was {}x{} when it was imported; import it again",
                     now.width, now.height, then.width, then.height);
}

Status evaluateImages(Evaluation& evaluation, const project::Project& project,
                      const std::vector<ImageRecord>& images, std::uint64_t mostPixelsWhole,
                      const JobControl& control, const FindingSink& findings)
{
    return inOrder<LoadedImage>(
        images.size(), control, [&](std::size_t i) { return load(project, images[i], mostPixelsWhole); },
        [&](std::size_t i, LoadedImage loaded) -> Status {
            control.report(i, images.size(), images[i].name);
            if (auto reason = refusal(images[i], loaded); !reason.empty()) {
                if (findings) {
                    findings(imageFinding(formats::Severity::Refused, images[i], std::move(reason)));
                }
                return {};
            }
            return loaded.large
                       ? evaluation.addLarge(images[i], **loaded.large, *loaded.annotations, control.stop)
                       : evaluation.addImage(images[i], *loaded.input, *loaded.reference, control.stop);
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
    auto done = evaluateImages(evaluation, project, *images, request.mostPixelsWhole, control, findings);
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
