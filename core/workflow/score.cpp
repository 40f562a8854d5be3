// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/imaging/label_png_rows.h"
#include "core/workflow/evaluate.h"
#include "core/workflow/mask_folder.h"
#include "core/workflow/ordered.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <optional>
#include <system_error>

namespace sorby::workflow {
namespace fs = std::filesystem;
namespace {

using annotation::ClassList;
using evaluation::Confusion;
using imaging::LabelImage;

constexpr int kMostClasses = annotation::kMaxClassId + 1;
/// One pair: counts for all classes that there could be, or why it is left out.
struct PairResult {
    std::vector<Confusion> counts;
    std::string refusal;
    fs::path file;
};

/// The classes that occur in neither image are dropped, so that thousands of pairs take little memory.
std::size_t usedClasses(const std::vector<Confusion>& counts)
{
    std::size_t used = 0;
    for (std::size_t c = 0; c < counts.size(); ++c) {
        if (counts[c].tp + counts[c].fp + counts[c].fn > 0) {
            used = c + 1;
        }
    }
    return used;
}

/// Has it a value that is neither a class nor ignore? Asked of every mask: eight pixels at a time, and only
/// once where they repeat, which in masks they mostly do.
bool hasStrayValues(const LabelImage& labels, std::size_t classes)
{
    const auto isStray = [&](std::uint8_t value) { return value >= classes && value != annotation::kIgnore; };
    const auto pixels = labels.pixels();
    std::uint64_t known = 0; // eight times the matrix
    std::size_t i = 0;
    for (; i + sizeof(known) <= pixels.size(); i += sizeof(known)) {
        std::uint64_t word = 0;
        std::memcpy(&word, &pixels[i], sizeof(word));
        if (word != known) {
            if (std::any_of(&pixels[i], &pixels[i] + sizeof(word), isStray)) {
                return true;
            }
            known = word;
        }
    }
    return std::any_of(pixels.begin() + static_cast<std::ptrdiff_t>(i), pixels.end(), isStray);
}

/// Two masks of one stem and what is compared of them.
class PairComparison {
  public:
    /// `classes` is 0 while it is not known.
    PairComparison(const MaskFolder& reference, const MaskFolder& prediction, const std::string& stem,
                   int classes)
        : m_folders{&reference, &prediction},
          m_files{reference.masks.at(stem), prediction.masks.at(stem)},
          m_classes(classes),
          m_limit(static_cast<std::size_t>(classes > 0 ? classes : kMostClasses))
    {}

    PairResult run()
    {
        std::vector<imaging::LabelPngReader> readers;
        for (const auto& file : m_files) {
            auto reader = imaging::LabelPngReader::open(file);
            if (!reader) {
                return {{}, reader.error().message, file};
            }
            readers.push_back(std::move(*reader));
        }
        const Size size = readers[0].size();
        if (readers[1].size() != size) {
            return {{},
                    fmt::format("is {}x{} and its reference {}x{}", readers[1].size().width,
                                readers[1].size().height, size.width, size.height),
                    m_files[1]};
        }
        const int rows = std::max(1, kPixelsAtOnce / size.width);
        std::vector<Confusion> counts(m_limit);
        for (int y = 0; y < size.height; y += rows) {
            std::array<LabelImage, 2> bands;
            for (std::size_t i = 0; i < bands.size(); ++i) {
                auto band = readMaskRows(*m_folders[i], readers[i], y, std::min(rows, size.height - y));
                if (auto refused = refusal(band, i)) {
                    return *refused;
                }
                bands[i] = std::move(*band);
            }
            const auto more = evaluation::countConfusion(bands[0], bands[1], static_cast<int>(m_limit));
            for (std::size_t c = 0; c < counts.size(); ++c) {
                counts[c] += more[c];
            }
        }
        if (m_classes == 0) {
            counts.resize(std::max<std::size_t>(2, usedClasses(counts)));
        }
        return {std::move(counts), {}, {}};
    }

  private:
    static constexpr int kPixelsAtOnce = 1 << 22; ///< of each mask; most are one piece

    [[nodiscard]] std::optional<PairResult> refusal(const Result<LabelImage>& labels, std::size_t i) const
    {
        if (!labels) {
            return PairResult{{}, labels.error().message, m_files[i]};
        }
        if (hasStrayValues(*labels, m_limit)) {
            return PairResult{
                {},
                fmt::format("has values outside the {} classes: {}; --classes says how many there are",
                            m_limit, listStrayValues(*labels, m_limit)),
                m_files[i]};
        }
        return std::nullopt;
    }

    std::array<const MaskFolder*, 2> m_folders;
    std::array<fs::path, 2> m_files;
    int m_classes;
    std::size_t m_limit;
};

/// A class that the pair does not have: all its counted pixels are true negatives.
Confusion absentClass(const std::vector<Confusion>& counts)
{
    const auto& any = counts.front();
    return {0, 0, 0, any.tp + any.fp + any.fn + any.tn};
}

class Scoring {
  public:
    Scoring(const ScoreRequest& request, const FindingSink& findings)
        : m_request(request), m_findings(findings)
    {}

    Status prepare()
    {
        for (const auto& [path, folder] : {std::pair(&m_request.reference, &m_reference),
                                           std::pair(&m_request.prediction, &m_prediction)}) {
            auto opened = openMaskFolder(*path);
            if (!opened) {
                return opened.error();
            }
            *folder = std::move(*opened);
            if (folder->yesIs255) {
                say(formats::Severity::Flagged, *path,
                    "the masks hold 0 and 255 alone: 255 was taken for class 1, not for ignore");
            }
        }
        if (m_request.classes == 1 || m_request.classes < 0 || m_request.classes > kMostClasses) {
            return Error{ErrorCode::InvalidArgument,
                         fmt::format("there are 2 to {} classes with the matrix, not {}", kMostClasses,
                                     m_request.classes),
                         {}};
        }
        chooseClasses();
        pairUp();
        return {};
    }

    Status comparePairs(const JobControl& control)
    {
        const int classes = static_cast<int>(m_classes.size());
        return inOrder<PairResult>(
            m_stems.size(), control,
            [&](std::size_t i) {
                return PairComparison(m_reference, m_prediction, m_stems[i], classes).run();
            },
            [&](std::size_t i, PairResult pair) -> Status {
                control.report(i, m_stems.size(), m_stems[i]);
                if (!pair.refusal.empty()) {
                    say(formats::Severity::Refused, pair.file, std::move(pair.refusal));
                } else {
                    m_pairs.emplace_back(toUtf8(m_reference.masks.at(m_stems[i]).filename()),
                                         std::move(pair.counts));
                }
                return {};
            });
    }

    Result<evaluation::Report> report()
    {
        if (m_pairs.empty()) {
            return Error{ErrorCode::Mismatch,
                         fmt::format("has no mask that can be compared with one in {}; masks are paired by "
                                     "their names without extension",
                                     toUtf8(m_request.prediction)),
                         toUtf8(m_request.reference)};
        }
        if (m_classes.empty()) {
            std::size_t highest = 2;
            for (const auto& [name, counts] : m_pairs) {
                highest = std::max(highest, counts.size());
            }
            m_classes = highest <= m_predicted.size()
                            ? m_predicted
                            : annotation::numberedClasses(static_cast<int>(highest) - 1);
        }
        evaluation::Report report(m_classes);
        for (auto& [name, counts] : m_pairs) {
            counts.resize(m_classes.size(), absentClass(counts));
            report.add(name, toText(Membership::None), counts);
        }
        return report;
    }

  private:
    void say(formats::Severity severity, const fs::path& file, std::string message) const
    {
        if (m_findings) {
            m_findings({severity, toUtf8(file), {}, {}, stemOf(file), std::move(message)});
        }
    }

    /// As the caller says, else as the reference's classes.json does. Where that is silent the values decide,
    /// and the prediction's classes.json gives them names if it has enough.
    void chooseClasses()
    {
        m_classes = m_reference.classes;
        m_predicted = m_prediction.classes;
        if (m_request.classes > 0 && m_request.classes != static_cast<int>(m_classes.size())) {
            m_classes = annotation::numberedClasses(m_request.classes - 1);
        }
    }

    void pairUp()
    {
        for (const auto& [stem, file] : m_reference.masks) {
            if (m_prediction.masks.contains(stem)) {
                m_stems.push_back(stem);
            } else {
                say(formats::Severity::Refused, file, "has no prediction of its name");
            }
        }
        for (const auto& [stem, file] : m_prediction.masks) {
            if (!m_reference.masks.contains(stem)) {
                say(formats::Severity::Refused, file, "has no reference of its name");
            }
        }
    }

    const ScoreRequest& m_request;
    const FindingSink& m_findings;
    MaskFolder m_reference;
    MaskFolder m_prediction;
    ClassList m_classes;   ///< empty until all values are known, when nothing names the classes
    ClassList m_predicted; ///< as the prediction's classes.json has them; may be empty
    std::vector<std::string> m_stems;
    std::vector<std::pair<std::string, std::vector<Confusion>>> m_pairs;
};

} // namespace

Result<evaluation::Report> scoreFolders(const ScoreRequest& request, const JobControl& control,
                                        const FindingSink& findings)
{
    Scoring scoring(request, findings);
    if (auto prepared = scoring.prepare(); !prepared) {
        return prepared.error();
    }
    if (auto compared = scoring.comparePairs(control); !compared) {
        return compared.error();
    }
    auto report = scoring.report();
    if (report && !request.out.empty()) {
        if (auto written = evaluation::writeReport(request.out, *report, {}, {}); !written) {
            return written.error();
        }
    }
    return report;
}

} // namespace sorby::workflow
