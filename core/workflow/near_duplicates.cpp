// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/near_duplicates.h"

#include "core/workflow/ordered.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace sorby::workflow {
namespace {

using imaging::Fingerprint;
using project::ImageRecord;

/// Images whose hashes are near are compared in full, the nearest first; more of them than this say nothing
/// new.
constexpr std::size_t kMostCompared = 50;

/// The image on a side before that is most like one.
struct Twin {
    std::size_t image = 0;
    double likeness = 0;
    bool sameFile = false;
    bool turned = false;    ///< by a quarter or more, or mirrored
    std::size_t others = 0; ///< images that are alike, too
};

bool isSameFile(const ImageRecord& a, const ImageRecord& b)
{
    return !a.contentHash.empty() && a.contentHash == b.contentHash && a.page == b.page;
}

class TwinSearch {
  public:
    TwinSearch(const std::vector<ImageRecord>& images, const std::vector<Fingerprint>& fingerprints)
        : m_images(images), m_fingerprints(fingerprints)
    {}

    [[nodiscard]] std::optional<Twin> find(std::size_t image) const
    {
        std::optional<Twin> best;
        std::size_t found = 0;
        const auto take = [&](const Twin& twin) {
            ++found;
            if (!best || twin.likeness > best->likeness) {
                best = twin;
            }
        };
        for (const auto& candidate : candidates(image)) {
            if (candidate.sameFile) {
                take({candidate.image, 2, true, false, 0}); // before any that is only alike
                continue;
            }
            const double likeness = imaging::likeness(m_fingerprints[image], m_fingerprints[candidate.image],
                                                      candidate.orientation);
            if (likeness >= imaging::kAlikeFrom) {
                take({candidate.image, likeness, false, candidate.orientation != 0, 0});
            }
        }
        if (best) {
            best->others = found - 1;
        }
        return best;
    }

  private:
    struct Candidate {
        std::size_t image = 0;
        bool sameFile = false;
        int distance = 0;
        imaging::Orientation orientation = 0;
    };

    /// The nearest orientation of an image, if any comes near.
    [[nodiscard]] std::optional<Candidate> nearest(std::size_t image, std::size_t other) const
    {
        std::optional<Candidate> best;
        for (imaging::Orientation orientation = 0; orientation < imaging::kOrientations; ++orientation) {
            const auto& a = m_fingerprints[image];
            const auto& b = m_fingerprints[other];
            if (imaging::mayBeAlike(a, b, orientation)) {
                const int distance = imaging::hashDistance(a, b, orientation);
                if (!best || distance < best->distance) {
                    best = Candidate{other, false, distance, orientation};
                }
            }
        }
        return best;
    }

    [[nodiscard]] std::vector<Candidate> candidates(std::size_t image) const
    {
        std::vector<Candidate> result;
        for (std::size_t other = 0; other < m_images.size(); ++other) {
            if (m_images[other].membership == Membership::None ||
                m_images[other].membership >= m_images[image].membership) {
                continue;
            }
            if (isSameFile(m_images[image], m_images[other])) {
                result.push_back({other, true, -1, 0});
            } else if (const auto candidate = nearest(image, other)) {
                result.push_back(*candidate);
            }
        }
        std::stable_sort(result.begin(), result.end(),
                         [](const auto& a, const auto& b) { return a.distance < b.distance; });
        result.resize(std::min(result.size(), kMostCompared));
        return result;
    }

    const std::vector<ImageRecord>& m_images;
    const std::vector<Fingerprint>& m_fingerprints;
};

std::string describe(const ImageRecord& image, const ImageRecord& other, const Twin& twin)
{
    const std::string like =
        twin.sameFile ? fmt::format("is the same file as {}", other.name)
                      : fmt::format("shows almost the same field as {} ({}likeness {:.2f} of 1)", other.name,
                                    twin.turned ? "turned or mirrored, " : "", twin.likeness);
    const std::string more =
        twin.others > 0 ? fmt::format(", and {} more {} alike", twin.others, twin.others == 1 ? "is" : "are")
                        : std::string();
    return fmt::format(
        "{}{}; this one is on the {} side, {} on the {} side, so scores would be too good: put "
        "them on one side, for example as one specimen, or remove one",
        like, more, toText(image.membership), other.name, toText(other.membership));
}

/// Is there anything to compare?
bool hasSeveralSides(const std::vector<ImageRecord>& images)
{
    return std::any_of(images.begin(), images.end(), [&](const ImageRecord& image) {
        return image.membership != images.front().membership;
    });
}

} // namespace

Fingerprint fingerprintOf(const ImageRecord& image)
{
    const auto micrograph = readPixels(image);
    return micrograph ? fingerprintOf(image, *micrograph) : Fingerprint{};
}

Fingerprint fingerprintOf(const ImageRecord& image, const imaging::Micrograph& micrograph)
{
    const auto grey = imaging::toGrey(micrograph);
    const auto specimen = specimenOf(image);
    return imaging::fingerprintOf(specimen.isEmpty() ? grey : crop(grey, specimen));
}

std::vector<ImageRecord> imagesToCompare(const std::vector<ImageRecord>& images)
{
    std::vector<ImageRecord> compared;
    std::copy_if(images.begin(), images.end(), std::back_inserter(compared), [](const ImageRecord& image) {
        return image.membership != Membership::None && isReadable(image);
    });
    return hasSeveralSides(compared) ? compared : std::vector<ImageRecord>{};
}

Status findNearDuplicates(const project::Project& project, const JobControl& control,
                          const FindingSink& findings)
{
    const auto all = project.images();
    if (!all) {
        return all.error();
    }
    const auto images = imagesToCompare(*all);
    std::vector<Fingerprint> fingerprints;
    fingerprints.reserve(images.size());
    const auto read = inOrder<Fingerprint>(
        images.size(), control, [&](std::size_t i) { return fingerprintOf(images[i]); },
        [&](std::size_t i, Fingerprint fingerprint) -> Status {
            control.report(i, images.size(), images[i].name);
            fingerprints.push_back(std::move(fingerprint));
            return {};
        });
    if (!read) {
        return read;
    }
    return findNearDuplicates(images, fingerprints, control, findings);
}

Status findNearDuplicates(const std::vector<ImageRecord>& images,
                          const std::vector<Fingerprint>& fingerprints, const JobControl& control,
                          const FindingSink& findings)
{
    const TwinSearch search(images, fingerprints);
    return inOrder<std::optional<Twin>>(
        images.size(), control, [&](std::size_t i) { return search.find(i); },
        [&](std::size_t i, const std::optional<Twin>& twin) -> Status {
            if (twin && findings) {
                findings(imageFinding(formats::Severity::Flagged, images[i],
                                      describe(images[i], images[twin->image], *twin)));
            }
            return {};
        });
}

} // namespace sorby::workflow
