// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/mask_consensus.h"

#include "core/base/files.h"
#include "core/imaging/label_image.h"
#include "core/workflow/annotator_masks.h"
#include "core/workflow/ordered.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace sorby::workflow {
namespace fs = std::filesystem;
namespace {

using evaluation::ConsensusMethod;
using evaluation::VotePatterns;
using formats::Severity;

/// What is kept of an image after it was counted.
struct CountedImage {
    VotePatterns patterns;
    std::vector<bool> voted; ///< by annotator
    std::vector<RefusedMask> refused;
};

Status checkRequest(const MaskConsensusRequest& request)
{
    for (const auto& folder : request.folders) {
        std::error_code failure;
        if (!request.out.empty() && fs::equivalent(request.out, folder, failure)) {
            return Error{ErrorCode::InvalidArgument,
                         "holds the masks of an annotator, which would be overwritten; choose another folder "
                         "for the result",
                         toUtf8(request.out)};
        }
    }
    if (request.agree < 0 || static_cast<std::size_t>(request.agree) > request.folders.size()) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("{} annotators cannot agree where there are {}", request.agree,
                                 request.folders.size()),
                     {}};
    }
    return {};
}

class Merging {
  public:
    Merging(const MaskConsensusRequest& request, AnnotatorMasks masks, const FindingSink& findings)
        : m_request(request),
          m_findings(findings),
          m_masks(std::move(masks)),
          m_stems(m_masks.stems()),
          m_patterns(m_masks.folders().size())
    {
        const auto names = m_masks.names();
        for (std::size_t a = 0; a < names.size(); ++a) {
            const auto& folder = m_masks.folders()[a];
            if (folder.yesIs255) {
                say(Severity::Flagged, folder.folder, {},
                    "the masks hold 0 and 255 alone: 255 was taken for class 1, not for ignore");
            }
            m_report.annotators.push_back({names[a], folder.folder, 0, {}});
            for (std::size_t b = a + 1; b < names.size(); ++b) {
                m_report.pairs.push_back({names[a], names[b], 0, {}});
            }
        }
    }

    Status count(const JobControl& control)
    {
        const std::size_t steps = m_request.out.empty() ? m_stems.size() : 2 * m_stems.size();
        return inOrder<CountedImage>(
            m_stems.size(), control,
            [this](std::size_t i) {
                auto votes = m_masks.read(m_stems[i]);
                CountedImage image{VotePatterns(votes.masks.size()), {}, std::move(votes.refused)};
                image.patterns.add(votes.masks);
                for (const auto& mask : votes.masks) {
                    image.voted.push_back(!mask.isEmpty());
                }
                return image;
            },
            [&](std::size_t i, const CountedImage& image) -> Status {
                control.report(i, steps, m_stems[i]);
                take(m_stems[i], image);
                return {};
            });
    }

    Status decide()
    {
        if (m_merged.empty()) {
            return Error{
                ErrorCode::Mismatch,
                "has no mask that can be compared with one of another annotator; masks are matched by "
                "their names without extension",
                toUtf8(m_request.folders.front())};
        }
        auto classes = m_masks.classes();
        if (classes.empty()) {
            classes = annotation::numberedClasses(std::max<int>(1, m_patterns.highestClass()));
        }
        m_consensus = m_request.method == ConsensusMethod::Majority
                          ? evaluation::majorityVote(m_patterns, classes.size(), m_request.agree)
                          : evaluation::staple(m_patterns, classes.size());
        std::size_t pair = 0;
        for (std::size_t a = 0; a < m_report.annotators.size(); ++a) {
            m_report.annotators[a].rates = m_consensus.rates[a];
            for (std::size_t b = a + 1; b < m_report.annotators.size(); ++b) {
                m_report.pairs[pair++].agreement = evaluation::agreementOf(m_patterns, a, b, classes.size());
            }
        }
        for (const auto& [votes, pixels] : m_patterns.counts()) {
            m_report.pixels += pixels;
        }
        m_report.images = m_merged.size();
        m_report.classes = std::move(classes);
        m_report.ignoredPixels = m_consensus.ignoredPixels;
        m_report.iterations = m_consensus.iterations;
        tellDoubts();
        return {};
    }

    /// The masks are read once more: kept, those of a large data set would fill the memory.
    Status write(const JobControl& control)
    {
        if (auto made = makeFolder(m_request.out); !made) {
            return made;
        }
        const std::size_t before = m_stems.size();
        auto written = inOrder<Status>(
            m_merged.size(), control,
            [this](std::size_t i) {
                return imaging::writeIndexedPng(m_request.out / fromUtf8(m_merged[i] + ".png"),
                                                m_consensus.labelsOf(m_masks.read(m_merged[i]).masks),
                                                m_report.classes);
            },
            [&](std::size_t i, Status status) -> Status {
                control.report(before + i, before + m_merged.size(), m_merged[i]);
                m_report.files += status ? 1 : 0;
                return status;
            });
        return written ? writeFileAtomically(m_request.out / "classes.json",
                                             std::string_view(annotation::toClassesJson(m_report.classes)))
                       : written;
    }

    MaskConsensusReport report() { return std::move(m_report); }

  private:
    void say(Severity severity, const fs::path& file, const std::string& image, std::string message) const
    {
        if (m_findings) {
            m_findings({severity, toUtf8(file), {}, {}, image, std::move(message)});
        }
    }

    void take(const std::string& stem, const CountedImage& image)
    {
        for (const auto& mask : image.refused) {
            say(Severity::Refused, mask.file, stem, mask.reason);
        }
        const auto& voted = image.voted;
        if (std::count(voted.begin(), voted.end(), true) < 2) {
            const auto& folders = m_masks.folders();
            const auto owner = std::find_if(folders.begin(), folders.end(),
                                            [&](const auto& folder) { return folder.masks.contains(stem); });
            say(Severity::Refused, owner->masks.at(stem), stem,
                "the image is left out: a consensus needs masks of two annotators that can be used");
            return;
        }
        m_merged.push_back(stem);
        m_patterns += image.patterns;
        std::size_t pair = 0;
        for (std::size_t a = 0; a < voted.size(); ++a) {
            m_report.annotators[a].images += voted[a] ? 1 : 0;
            for (std::size_t b = a + 1; b < voted.size(); ++b) {
                m_report.pairs[pair++].images += voted[a] && voted[b] ? 1 : 0;
            }
        }
    }

    void tellDoubts() const
    {
        for (const auto& annotator : m_report.annotators) {
            if (annotator.images < m_merged.size()) {
                say(Severity::Flagged, annotator.folder, {},
                    fmt::format("has usable masks of {} of the {} images; the others decide about the rest",
                                annotator.images, m_merged.size()));
            }
        }
        if (m_request.method == ConsensusMethod::Staple && m_report.annotators.size() < 3) {
            say(Severity::Flagged, m_request.folders.front(), {},
                "two annotators do not show which of them errs, so that sensitivity and specificity are "
                "rough; STAPLE wants three or more");
        }
        if (!m_consensus.settled) {
            say(Severity::Flagged, m_request.folders.front(), {},
                fmt::format("the estimates of STAPLE still changed after {} rounds; compare them with "
                            "--method majority",
                            m_consensus.iterations));
        }
    }

    const MaskConsensusRequest& m_request;
    const FindingSink& m_findings;
    AnnotatorMasks m_masks;
    std::vector<std::string> m_stems;
    std::vector<std::string> m_merged; ///< of those, the images that two or more labelled
    VotePatterns m_patterns;
    evaluation::MaskConsensus m_consensus;
    MaskConsensusReport m_report;
};

} // namespace

Result<MaskConsensusReport> mergeMasks(const MaskConsensusRequest& request, const JobControl& control,
                                       const FindingSink& findings)
{
    if (auto sensible = checkRequest(request); !sensible) {
        return sensible.error();
    }
    auto masks = AnnotatorMasks::open(request.folders);
    if (!masks) {
        return masks.error();
    }
    Merging merging(request, std::move(*masks), findings);
    if (auto counted = merging.count(control); !counted) {
        return counted.error();
    }
    if (auto decided = merging.decide(); !decided) {
        return decided.error();
    }
    if (!request.out.empty()) {
        if (auto written = merging.write(control); !written) {
            return written.error();
        }
    }
    return merging.report();
}

} // namespace sorby::workflow
