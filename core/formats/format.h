// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/formats/finding.h"
#include "core/imaging/label_image.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/raster_rule.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sorby::formats {

/// Where an import reads from.
struct ImportRequest {
    std::filesystem::path source;        ///< a file or a folder
    std::filesystem::path images = {};   ///< folder of the micrographs; empty: looked for beside the source
    std::filesystem::path points = {};   ///< CSV of points of interest; empty: looked for beside the source
    std::filesystem::path metadata = {}; ///< CSV of specimens; empty: looked for beside the source
    /// What takes the pixels inside an outline: Sorby's own rule keeps the outlines; another tool's paints
    /// them as that tool would, and takes the outlines of what it painted.
    imaging::RasterRule raster = imaging::RasterRule::Centre;
    /// What the colours or values of foreign masks mean: a JSON file, or "red=1,#0000FF=2"; empty: a legend
    /// beside the masks, when there is one.
    std::string legend = {};
    /// Of micrographs of several pages; 0: every page becomes an image. Formats that do not take pages
    /// (Format::takesPages) read the first.
    int page = 1;
    /// The project's classes when it has any annotation already.
    std::optional<annotation::ClassList> classes = {};
};

/// One micrograph and what the source says about it. The file may be missing: then the size is unknown and
/// the image will be shown as broken.
struct ImportedImage {
    std::string name;           ///< file name as the source gives it, its folders dropped
    std::filesystem::path file; ///< the micrograph's file; empty when it was not found
    int page = 1;               ///< of a file of several pages
    std::optional<Size> size;   ///< of the micrograph
    std::optional<imaging::MicrographInfo> info = {}; ///< what the file's head says, when it was read
    std::optional<std::string> specimen = {};
    annotation::Annotations annotations; ///< ids 0; repaired, valid for the size
    /// False when the source says nothing about the image: nobody has looked at it. An annotated image may be
    /// empty, too: then it is all matrix.
    bool annotated = true;
};

/// Takes what an importer finds, in order, so that 100,000 images need no more memory than one.
class ImportSink {
  public:
    virtual ~ImportSink() = default;
    /// Called before the first image when the source has classes of its own, and again when more are found:
    /// the list then begins with the earlier one.
    virtual Status classes(const annotation::ClassList& classes) = 0;
    virtual Status image(ImportedImage&& image) = 0;
    virtual void finding(Finding finding) = 0;
};

/// One image to be written. The reference is made only when a format asks for it.
struct ExportedImage {
    std::string name;                ///< file name of the micrograph with extension
    std::string stem;                ///< what the written files are called: unique in the project
    std::filesystem::path file = {}; ///< the micrograph; empty: not known
    std::string specimen;
    Size size;
    annotation::Annotations annotations;
    std::function<Result<imaging::LabelImage>()> labels; ///< reference or prediction
    /// Some rows of the same, for formats that write pixels: so an image may be larger than memory.
    std::function<Result<imaging::LabelImage>(int firstRow, int rows)> labelRows = {};
};

struct ExportTarget {
    std::filesystem::path folder;
    annotation::ClassList classes;
};

/// Writes one image after the other; nothing is complete before finish().
class Exporter {
  public:
    virtual ~Exporter() = default;
    /// Writes what belongs to this image alone, before its add(): on any thread, several images at once.
    virtual Status writeOwnFiles(const ExportedImage& /*image*/) const { return {}; }
    /// In the order of the images, on one thread.
    virtual Status add(const ExportedImage& image) = 0;
    /// Writes what belongs to all images; gives the number of files written, a list of classes beside the
    /// masks not counted.
    virtual Result<int> finish() = 0;
    /// What this format could not keep (holes, classes, specimens), to be told to the user.
    [[nodiscard]] virtual std::vector<Finding> losses() const = 0;
};

/// An interchange format: one of these for each, in a file pair of its own. Stateless; thread-safe.
class Format {
  public:
    virtual ~Format() = default;
    [[nodiscard]] virtual const char* id() const = 0;    ///< as on the command line: "aachen"
    [[nodiscard]] virtual const char* title() const = 0; ///< for people: "Aachen-Heerlen CSV"
    /// Does the content of this file or folder look like the format? Reads little.
    [[nodiscard]] virtual bool recognises(const std::filesystem::path& source) const = 0;
    /// Can ImportRequest::page be another than the first? Annotations belong to one page.
    [[nodiscard]] virtual bool takesPages() const { return false; }
    /// Reads all of the source. An Error only when nothing can be read at all; a damaged part is a Finding
    /// and the rest goes on. Error Cancelled on a stop request.
    [[nodiscard]] virtual Status read(const ImportRequest& request, ImportSink& sink,
                                      const JobControl& control) const = 0;
    /// Null for a format that is only read.
    [[nodiscard]] virtual std::unique_ptr<Exporter> makeExporter(const ExportTarget& target) const = 0;
};

/// All formats, in the order in which --format auto asks them.
[[nodiscard]] std::span<const Format* const> allFormats();
/// By id; null when there is none of that name.
[[nodiscard]] const Format* findFormat(std::string_view id);
/// By content; an Error that says what was looked for when none fits.
[[nodiscard]] Result<const Format*> recogniseFormat(const std::filesystem::path& source);

} // namespace sorby::formats
