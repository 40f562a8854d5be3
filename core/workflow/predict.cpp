// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/predict.h"

#include "core/base/files.h"
#include "core/imaging/label_png_rows.h"
#include "core/workflow/banded_prediction.h"
#include "core/workflow/ordered.h"
#include "core/workflow/prediction.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

namespace sorby::workflow {
namespace fs = std::filesystem;
namespace {

Result<std::vector<fs::path>> listMicrographs(const std::vector<fs::path>& paths)
{
    std::vector<fs::path> files;
    for (const auto& path : paths) {
        if (!isFolder(path)) {
            std::error_code failure;
            if (!fs::exists(path, failure)) {
                return Error{ErrorCode::NotFound, "does not exist", toUtf8(path)};
            }
            files.push_back(path);
            continue;
        }
        const auto listed = listFiles(path);
        if (!listed) {
            return listed.error();
        }
        std::copy_if(listed->begin(), listed->end(), std::back_inserter(files),
                     imaging::hasMicrographExtension);
    }
    if (files.empty()) {
        return Error{ErrorCode::NotFound, "there is no micrograph (PNG, TIFF, JPEG or BMP)",
                     paths.empty() ? std::string() : toUtf8(paths.front())};
    }
    return files;
}

Raster<std::uint16_t> toSixteenBits(const Raster<float>& probability)
{
    Raster<std::uint16_t> result(probability.size());
    const auto source = probability.pixels();
    std::transform(source.begin(), source.end(), result.pixels().begin(), [](float value) {
        return static_cast<std::uint16_t>(std::lround(std::clamp(value, 0.0F, 1.0F) * 65535.0F));
    });
    return result;
}

Status writeProbabilities(const fs::path& folder, const std::string& stem,
                          const std::vector<Raster<float>>& probabilities)
{
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        const auto name = probabilities.size() == 1 ? fmt::format("{}_probability.png", stem)
                                                    : fmt::format("{}_probability_{}.png", stem, i);
        if (auto written = imaging::writePng(folder / fromUtf8(name), toSixteenBits(probabilities[i]));
            !written) {
            return written;
        }
    }
    return {};
}

double meanOf(const Raster<float>& values)
{
    double sum = 0;
    for (const auto value : values.pixels()) {
        sum += static_cast<double>(value);
    }
    return sum / static_cast<double>(std::max<std::size_t>(values.pixels().size(), 1));
}

/// A micrograph to be predicted: as the network sees it, or the way to its rows when there are too many.
struct LoadedInput {
    Result<Raster<float>> whole = Raster<float>{};
    std::optional<Result<dataset::NetworkInputReader>> large;

    [[nodiscard]] const Error* failure() const
    {
        if (large) {
            return *large ? nullptr : &large->error();
        }
        return whole ? nullptr : &whole.error();
    }
};

LoadedInput loadInput(const PredictInput& input, std::uint64_t mostPixelsWhole)
{
    LoadedInput loaded;
    Size size;
    if (input.record) {
        size = input.record->size;
    } else if (const auto info = imaging::probeMicrograph(input.file)) {
        size = info->size;
    }
    if (isLarger(size, mostPixelsWhole)) {
        loaded.large =
            input.record ? openNetworkInput(*input.record) : dataset::NetworkInputReader::open(input.file);
    } else {
        loaded.whole = input.record ? readNetworkInput(*input.record) : readNetworkInput(input.file);
    }
    return loaded;
}

/// Predicts one image after the other and writes what is asked for.
class Prediction {
  public:
    Prediction(const RunFiles& run, learning::Predictor& predictor, const PredictRequest& request,
               const JobControl& control, const FindingSink& findings)
        : m_run(run), m_predictor(predictor), m_request(request), m_control(control), m_findings(findings)
    {}

    Status add(const PredictInput& input, LoadedInput loaded)
    {
        if (const auto* failure = loaded.failure()) {
            ++m_report.skipped;
            tell(formats::Severity::Refused, input, failure->message);
            return {};
        }
        ++m_report.files;
        return loaded.large ? predictLarge(input, **loaded.large) : predictWhole(input, *loaded.whole);
    }
    [[nodiscard]] const PredictReport& report() const { return m_report; }

  private:
    [[nodiscard]] fs::path fileOf(const PredictInput& input) const
    {
        return m_request.out / fromUtf8(input.stem + ".png");
    }

    Status predictWhole(const PredictInput& input, const Raster<float>& image)
    {
        const auto logits = m_predictor.predict(image, m_control.stop);
        if (!logits) {
            return logits.error();
        }
        auto labels = evaluation::labelsOf(logits->planes, m_request.postprocess);
        if (input.record) {
            leaveOutSurroundings(labels, *input.record, annotation::kMatrix);
        }
        if (auto written = imaging::writeIndexedPng(fileOf(input), labels, m_run.classes); !written) {
            return written;
        }
        return writeMaps(input, logits->planes);
    }

    /// Probabilities and entropy, when asked for.
    Status writeMaps(const PredictInput& input, const std::vector<Raster<float>>& logits)
    {
        if (!m_request.probabilities && !m_request.entropy) {
            return {};
        }
        const auto probabilities = evaluation::probabilitiesOf(logits, m_predictor.temperature());
        if (m_request.probabilities) {
            if (auto written = writeProbabilities(m_request.out, input.stem, probabilities); !written) {
                return written;
            }
        }
        if (!m_request.entropy) {
            return {};
        }
        const auto entropy = evaluation::entropyOf(probabilities);
        m_report.entropies.emplace_back(input.stem, meanOf(entropy));
        return imaging::writePng(m_request.out / fromUtf8(input.stem + "_entropy.png"),
                                 toSixteenBits(entropy));
    }

    Status predictLarge(const PredictInput& input, dataset::NetworkInputReader& image)
    {
        auto writer = imaging::LabelPngWriter::open(fileOf(input), image.size(), m_run.classes);
        if (!writer) {
            return writer.error();
        }
        const auto done =
            predictBands(m_predictor, image, m_request.postprocess, m_control.stop,
                         [&](int firstRow, imaging::LabelImage rows) -> Status {
                             if (input.record) {
                                 leaveOutSurroundings(rows, *input.record, firstRow, annotation::kMatrix);
                             }
                             return writer->add(rows);
                         });
        if (!done) {
            return done;
        }
        if (m_request.probabilities || m_request.entropy) {
            tell(formats::Severity::Flagged, input,
                 "its probabilities and entropy are not written: it is too large to be held");
        }
        return writer->finish();
    }

    void tell(formats::Severity severity, const PredictInput& input, const std::string& message) const
    {
        if (m_findings) {
            m_findings({severity, toUtf8(input.file), {}, {}, input.stem, message});
        }
    }

    const RunFiles& m_run;
    learning::Predictor& m_predictor;
    const PredictRequest& m_request;
    const JobControl& m_control;
    const FindingSink& m_findings;
    PredictReport m_report;
};

} // namespace

Result<std::vector<PredictInput>> predictInputs(const project::Project& project)
{
    const auto images = selectImages(project, {}, isReadable);
    if (!images) {
        return images.error();
    }
    if (images->empty()) {
        return Error{ErrorCode::NotFound, "has no image that can be read; import some first",
                     toUtf8(project.folder())};
    }
    std::vector<PredictInput> inputs;
    for (const auto& image : *images) {
        inputs.push_back({image.file, image.stem, image});
    }
    return inputs;
}

Result<std::vector<PredictInput>> predictInputs(const std::vector<fs::path>& paths)
{
    const auto files = listMicrographs(paths);
    if (!files) {
        return files.error();
    }
    std::vector<PredictInput> inputs;
    std::set<std::string> taken;
    for (const auto& file : *files) {
        std::string stem = stemOf(file);
        if (taken.contains(stem)) {
            std::error_code failure;
            const auto folder = fs::absolute(file, failure).parent_path().filename();
            stem = fmt::format("{}_{}", toUtf8(folder), stem);
        }
        std::string free = stem;
        for (int number = 2; !taken.insert(free).second; ++number) {
            free = fmt::format("{}_{}", stem, number);
        }
        inputs.push_back({file, free, {}});
    }
    return inputs;
}

Result<Shard> parseShard(std::string_view text)
{
    const auto slash = text.find('/');
    const auto number = [](std::string_view part, std::size_t& value) {
        const char* const last = part.data() + part.size();
        const auto [end, status] = std::from_chars(part.data(), last, value);
        return status == std::errc{} && end == last;
    };
    constexpr std::size_t kMostShards = 1'000'000;
    Shard shard;
    if (slash == std::string_view::npos || !number(text.substr(0, slash), shard.index) ||
        !number(text.substr(slash + 1), shard.count) || shard.index >= shard.count ||
        shard.count > kMostShards) {
        return Error{
            ErrorCode::InvalidArgument,
            fmt::format("'{}' is no shard: I/N is needed with I from 0 to N - 1, for example 0/4", text),
            {}};
    }
    return shard;
}

Result<PredictReport> predictImages(const std::vector<PredictInput>& all, const RunFiles& run,
                                    learning::Engine& engine, const PredictRequest& request,
                                    const JobControl& control, const FindingSink& findings)
{
    std::vector<fs::path> files;
    std::transform(all.begin(), all.end(), std::back_inserter(files),
                   [](const PredictInput& input) { return input.file; });
    if (auto safe = refuseImageFolder(request.out, files); !safe) {
        return safe.error();
    }
    if (auto suits = evaluation::checkThreshold(request.postprocess, run.classes.size()); !suits) {
        return suits.error();
    }
    std::vector<PredictInput> inputs;
    for (std::size_t i = request.shard.index; i < all.size(); i += request.shard.count) {
        inputs.push_back(all[i]);
    }
    const auto predictor = engine.openPredictor(run.checkpoint, request.options);
    if (!predictor) {
        return predictor.error();
    }
    if (auto made = makeFolder(request.out); !made) {
        return made.error();
    }
    Prediction prediction(run, **predictor, request, control, findings);
    const auto done = inOrder<LoadedInput>(
        inputs.size(), control, [&](std::size_t i) { return loadInput(inputs[i], request.mostPixelsWhole); },
        [&](std::size_t i, LoadedInput loaded) -> Status {
            control.report(i, inputs.size(), inputs[i].stem);
            return prediction.add(inputs[i], std::move(loaded));
        });
    if (!done) {
        return done.error();
    }
    if (prediction.report().files == 0 && !inputs.empty()) {
        return Error{ErrorCode::Unreadable, "none of the images can be read", toUtf8(inputs.front().file)};
    }
    control.report(inputs.size(), inputs.size());
    auto report = prediction.report();
    std::stable_sort(report.entropies.begin(), report.entropies.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    return report;
}

Result<imaging::LabelImage> predictLabels(learning::Predictor& predictor, const project::ImageRecord& image,
                                          const evaluation::Postprocess& postprocess, std::stop_token stop)
{
    Result<imaging::LabelImage> labels = imaging::LabelImage{};
    if (isLarger(image.size, kMostPixelsPredictedWhole)) {
        auto input = openNetworkInput(image);
        labels = input ? predictLarge(predictor, *input, postprocess, stop) : input.error();
    } else {
        const auto input = readNetworkInput(image);
        labels = input ? predictLabels(predictor, *input, postprocess, std::move(stop)) : input.error();
    }
    if (labels) {
        leaveOutSurroundings(*labels, image, annotation::kMatrix);
    }
    return labels;
}

Status predictIntoFile(const project::Project& project, learning::Engine& engine, const std::string& runId,
                       const project::ImageRecord& image, const fs::path& file, const JobControl& control)
{
    const auto files = findRunFiles(project, runId);
    if (!files) {
        return files.error();
    }
    const auto predictor = engine.openPredictor(files->checkpoint, {});
    if (!predictor) {
        return predictor.error();
    }
    const auto labels = predictLabels(**predictor, image, {}, control.stop);
    if (!labels) {
        return labels.error();
    }
    return imaging::writeIndexedPng(file, *labels, files->classes);
}

} // namespace sorby::workflow
