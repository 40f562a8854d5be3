// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/export.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/format.h"
#include "core/imaging/overlay.h"
#include "core/imaging/reference.h"
#include "core/imaging/tracer.h"
#include "core/imaging/window.h"
#include "core/workflow/banded_prediction.h"
#include "core/workflow/ordered.h"
#include "core/workflow/prediction.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sorby::workflow {
namespace fs = std::filesystem;
namespace {

using annotation::ClassList;
using imaging::LabelImage;
using project::ImageRecord;

constexpr const char* kOverlays = "overlays";
constexpr const char* kMasks = "masks";
constexpr double kOverlayOpacity = 0.5;

Result<const formats::Format*> resolveFormat(const std::string& id)
{
    const auto* format = formats::findFormat(id);
    if (format != nullptr) {
        return format;
    }
    std::string known;
    for (const auto* candidate : formats::allFormats()) {
        known += fmt::format("{}, ", candidate->id());
    }
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("there is no format \"{}\"; there are: {}{}", id, known, kOverlays),
                 {}};
}

/// The images to be exported: predictions need pixels, references somebody who annotated.
Result<std::vector<ImageRecord>> imagesToExport(const project::Project& project, const ExportRequest& request,
                                                const FindingSink& findings)
{
    const bool predicted = !request.run.empty();
    const bool pixelsNeeded = predicted || request.format == kOverlays;
    const bool annotationsNeeded = !predicted || request.format == kOverlays;
    const auto all = selectImages(project, request.side, [](const ImageRecord&) { return true; });
    if (!all) {
        return all.error();
    }
    std::vector<ImageRecord> images;
    std::size_t notAnnotated = 0;
    for (const auto& image : *all) {
        if (annotationsNeeded && !image.annotated) {
            ++notAnnotated;
        } else if (pixelsNeeded && !isReadable(image)) {
            if (findings) {
                findings(imageFinding(formats::Severity::Refused, image, image.broken));
            }
        } else {
            images.push_back(image);
        }
    }
    if (images.empty()) {
        return Error{ErrorCode::NotFound,
                     fmt::format("there is nothing to export: no {} image is on the {}",
                                 annotationsNeeded ? "annotated" : "readable", describeSide(request.side)),
                     toUtf8(project.folder())};
    }
    if (notAnnotated > 0 && findings) {
        findings({formats::Severity::Flagged,
                  toUtf8(project.folder()),
                  {},
                  {},
                  {},
                  counted(notAnnotated, "image without annotations is left out",
                          "images without annotations are left out")});
    }
    return images;
}

annotation::Annotations tracedAnnotations(const LabelImage& labels, const std::string& runName)
{
    annotation::Annotations annotations;
    const auto when = platform::utcNow();
    for (auto& region : imaging::traceClasses(labels)) {
        annotation::Object object;
        object.classId = region.classId;
        object.polygon = std::move(region.polygon);
        object.provenance = {annotation::Origin::Predicted, runName, when};
        annotations.objects.push_back(std::move(object));
    }
    return annotations;
}

/// What a thread prepares of one image before it is taken in its turn.
struct Prepared {
    std::string refusal; ///< why this image cannot be exported; empty when it can
    Result<annotation::Annotations> annotations = annotation::Annotations{};
    Result<LabelImage> labels = LabelImage{};
    Result<Raster<float>> input = Raster<float>{}; ///< of a run
    std::optional<Result<dataset::NetworkInputReader>>
        large; ///< in its place when it is too large to be held
    Result<imaging::Micrograph> micrograph = imaging::Micrograph{};
    formats::ExportedImage exported; ///< of a reference, whose own files are written by now
    Status written;
};

class Export {
  public:
    Export(const project::Project& project, const ExportRequest& request, std::vector<ImageRecord> images,
           ClassList classes, const JobControl& control, const FindingSink& findings)
        : m_project(project),
          m_request(request),
          m_images(std::move(images)),
          m_classes(std::move(classes)),
          m_control(control),
          m_findings(findings)
    {}

    void setRun(OpenRun run) { m_run = std::move(run); }

    Result<std::size_t> writeFormat(const formats::Format& format)
    {
        const auto exporter = format.makeExporter({m_request.out, m_classes});
        if (!exporter) {
            return Error{
                ErrorCode::Unsupported, fmt::format("{} can be read but not written", format.title()), {}};
        }
        m_exporter = exporter.get();
        const auto written = forEachImage([&](const ImageRecord& image, Prepared prepared) -> Status {
            if (m_run) {
                prepared.exported = predicted(image, std::move(*prepared.labels));
                prepared.written = exporter->writeOwnFiles(prepared.exported);
            }
            return prepared.written ? exporter->add(prepared.exported) : prepared.written;
        });
        m_exporter = nullptr;
        if (!written) {
            return written.error();
        }
        const auto files = exporter->finish();
        if (!files) {
            return files.error();
        }
        for (const auto& loss : exporter->losses()) {
            say(loss);
        }
        return static_cast<std::size_t>(*files);
    }

    Result<std::size_t> writeOverlays()
    {
        std::size_t files = 0;
        const auto written = forEachImage([&](const ImageRecord& image, const Prepared& prepared) -> Status {
            const auto overlay = m_run ? compare(image, prepared) : colour(image, prepared);
            if (!overlay) {
                return overlay.error();
            }
            ++files;
            return imaging::writePng(m_request.out / fromUtf8(image.stem + ".png"), *overlay);
        });
        return written ? Result<std::size_t>(files) : Result<std::size_t>(written.error());
    }

  private:
    Status forEachImage(const std::function<Status(const ImageRecord&, Prepared)>& write)
    {
        return inOrder<Prepared>(
            m_images.size(), m_control, [this](std::size_t i) { return prepare(m_images[i]); },
            [&](std::size_t i, Prepared prepared) -> Status {
                const auto& image = m_images[i];
                m_control.report(i, m_images.size(), image.name);
                if (!prepared.refusal.empty()) {
                    say(imageFinding(formats::Severity::Refused, image, std::move(prepared.refusal)));
                    return {};
                }
                if (m_run) {
                    prepared.labels = prepared.large ? predictLarge(*m_run->predictor, **prepared.large,
                                                                    m_request.postprocess, m_control.stop)
                                                     : predictLabels(*m_run->predictor, *prepared.input,
                                                                     m_request.postprocess, m_control.stop);
                    if (!prepared.labels) {
                        return prepared.labels.error();
                    }
                    leaveOutSurroundings(*prepared.labels, image, annotation::kMatrix);
                }
                return write(image, std::move(prepared));
            });
    }

    /// On any thread.
    Prepared prepare(const ImageRecord& image) const
    {
        Prepared prepared;
        const bool overlays = m_request.format == kOverlays;
        if (m_run && isLarger(image.size, m_request.mostPixelsWhole)) {
            prepared.large = openNetworkInput(image);
        } else if (m_run) {
            prepared.input = readNetworkInput(image);
        } else if (overlays) {
            prepared.micrograph = readPixels(image);
        }
        if (!m_run || overlays) {
            prepared.annotations = m_project.annotations(image.id);
        }
        prepared.refusal = refusal(image, prepared);
        if (prepared.refusal.empty() && !m_run && m_exporter != nullptr) {
            prepared.exported = annotated(image, std::move(*prepared.annotations));
            prepared.written = m_exporter->writeOwnFiles(prepared.exported);
        }
        return prepared;
    }

    /// Why this image cannot be exported; empty when it can.
    [[nodiscard]] std::string refusal(const ImageRecord& image, const Prepared& prepared) const
    {
        if (!prepared.annotations) {
            return prepared.annotations.error().message;
        }
        if (prepared.large && !*prepared.large) {
            return prepared.large->error().message;
        }
        if (!prepared.input || !prepared.micrograph) {
            return prepared.input ? prepared.micrograph.error().message : prepared.input.error().message;
        }
        const bool needsSize = m_request.format != "aachen"; // whose coordinates stand for themselves
        if (needsSize && image.size.isEmpty()) {
            return "its size is not known: " + image.broken;
        }
        const auto now = prepared.large ? (*prepared.large)->size()
                         : m_run        ? prepared.input->size()
                                        : prepared.micrograph->size();
        if ((m_run || m_request.format == kOverlays) && now != image.size) {
            return fmt::format(
                "the micrograph is {}x{} now and was {}x{} when it was imported; import it again", now.width,
                now.height, image.size.width, image.size.height);
        }
        return {};
    }

    static formats::ExportedImage described(const ImageRecord& image)
    {
        return {image.name, image.stem, image.file, image.specimen, image.size, {}, {}};
    }

    static formats::ExportedImage annotated(const ImageRecord& image, annotation::Annotations annotations)
    {
        auto exported = described(image);
        const auto shared = std::make_shared<const annotation::Annotations>(annotations);
        exported.annotations = std::move(annotations);
        exported.labels = [shared, size = image.size]() -> Result<LabelImage> {
            return imaging::makeReference(*shared, size);
        };
        exported.labelRows = [shared, size = image.size](int firstRow, int rows) -> Result<LabelImage> {
            return imaging::makeReference(*shared, PixelRect{0, firstRow, size.width, rows});
        };
        return exported;
    }

    formats::ExportedImage predicted(const ImageRecord& image, LabelImage labels) const
    {
        auto exported = described(image);
        if (m_request.format != kMasks) { // which asks for the pixels alone
            exported.annotations = tracedAnnotations(labels, m_run->files.name);
        }
        exported.labels = [shared = std::make_shared<const LabelImage>(
                               std::move(labels))]() -> Result<LabelImage> { return *shared; };
        return exported;
    }

    /// Where the run's prediction is right and wrong, on black.
    [[nodiscard]] Result<Raster<Rgb8>> compare(const ImageRecord& image, const Prepared& prepared) const
    {
        auto reference = imaging::makeReference(*prepared.annotations, image.size);
        leaveOutSurroundings(reference, image, annotation::kIgnore);
        return imaging::iouOverlayAllClasses(reference, *prepared.labels);
    }

    /// The reference in the classes' colours over the micrograph.
    [[nodiscard]] Result<Raster<Rgb8>> colour(const ImageRecord& image, const Prepared& prepared) const
    {
        const auto reference = imaging::makeReference(*prepared.annotations, image.size);
        const auto window =
            imaging::viewWindow(imaging::toGrey(*prepared.micrograph), image.window, specimenOf(image));
        return imaging::blend(imaging::toDisplay(*prepared.micrograph, window),
                              imaging::colourise(reference, m_classes), kOverlayOpacity);
    }

    void say(const formats::Finding& finding) const
    {
        if (m_findings) {
            m_findings(finding);
        }
    }

    const project::Project& m_project;
    const ExportRequest& m_request;
    std::vector<ImageRecord> m_images;
    ClassList m_classes;
    const JobControl& m_control;
    const FindingSink& m_findings;
    std::optional<OpenRun> m_run;
    const formats::Exporter* m_exporter = nullptr; ///< whose writeOwnFiles() is called on the threads
};

Status checkTarget(const fs::path& out, const std::vector<ImageRecord>& images)
{
    std::vector<fs::path> files;
    std::transform(images.begin(), images.end(), std::back_inserter(files),
                   [](const ImageRecord& image) { return image.file; });
    return refuseImageFolder(out, files);
}

} // namespace

Result<ExportReport> exportProject(project::Project& project, const ExportRequest& request,
                                   const EngineSource& engine, const JobControl& control,
                                   const FindingSink& findings)
{
    const formats::Format* format = nullptr;
    if (request.format != kOverlays) {
        const auto found = resolveFormat(request.format);
        if (!found) {
            return found.error();
        }
        format = *found;
    }
    auto images = imagesToExport(project, request, findings);
    auto classes = project.classes();
    if (!images || !classes) {
        return images ? classes.error() : images.error();
    }
    if (auto safe = checkTarget(request.out, *images); !safe) {
        return safe.error();
    }
    if (auto made = makeFolder(request.out); !made) {
        return made.error();
    }
    Export job(project, request, std::move(*images), std::move(*classes), control, findings);
    if (!request.run.empty()) {
        const auto loaded = engine();
        if (!loaded) {
            return loaded.error();
        }
        auto run = openRun(project, **loaded, request.run, request.options, request.postprocess);
        if (!run) {
            return run.error();
        }
        job.setRun(std::move(*run));
    }
    const auto files = format != nullptr ? job.writeFormat(*format) : job.writeOverlays();
    if (!files) {
        return files.error();
    }
    return ExportReport{*files, request.out};
}

} // namespace sorby::workflow
