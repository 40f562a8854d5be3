// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/mask_consensus.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>
#include <utility>

namespace sorby::evaluation {
namespace {

using annotation::kIgnore;

constexpr int kMostRounds = 200;
constexpr double kSettled = 1e-7;
/// At the start annotators are taken to be right in most pixels, or the classes could change places.
constexpr double kFirstTrust = 0.99;
/// A class of less than this has no pixel: sums of probabilities never become quite zero.
constexpr double kNoPixel = 1e-6;

/// What an annotator says of pixels of each class: at(truth, said), as pixels or as probabilities.
class SaidTable {
  public:
    explicit SaidTable(std::size_t classes, double fill = 0)
        : m_classes(classes), m_values(classes * classes, fill)
    {}
    double& at(std::size_t truth, std::size_t said) { return m_values[truth * m_classes + said]; }
    [[nodiscard]] double at(std::size_t truth, std::size_t said) const
    {
        return m_values[truth * m_classes + said];
    }
    [[nodiscard]] double sumOf(std::size_t truth) const
    {
        const auto first = m_values.begin() + static_cast<std::ptrdiff_t>(truth * m_classes);
        return std::accumulate(first, first + static_cast<std::ptrdiff_t>(m_classes), 0.0);
    }

    /// Of counted (or expected) pixels.
    [[nodiscard]] std::vector<ClassRates> rates() const
    {
        std::vector<ClassRates> rates(m_classes);
        const double all = std::accumulate(m_values.begin(), m_values.end(), 0.0);
        for (std::size_t id = 0; id < m_classes; ++id) {
            double said = 0;
            for (std::size_t truth = 0; truth < m_classes; ++truth) {
                said += at(truth, id);
            }
            const double inClass = sumOf(id);
            const double outside = all - inClass;
            if (inClass > kNoPixel) {
                rates[id].sensitivity = at(id, id) / inClass;
            }
            if (outside > kNoPixel) {
                rates[id].specificity = std::clamp(1 - (said - at(id, id)) / outside, 0.0, 1.0);
            }
        }
        return rates;
    }

  private:
    std::size_t m_classes;
    std::vector<double> m_values;
};

/// The class with the most votes when it has enough of them and no equal, else kIgnore.
std::uint8_t winnerOf(const Votes& votes, int agree)
{
    std::array<int, 256> counts{};
    int cast = 0;
    for (const auto vote : votes) {
        if (vote != kIgnore) {
            ++counts[vote];
            ++cast;
        }
    }
    const auto best = std::max_element(counts.begin(), counts.end());
    const bool enough = agree > 0 ? *best >= agree : 2 * *best > cast;
    const bool alone = std::count(counts.begin(), counts.end(), *best) == 1;
    return enough && alone ? static_cast<std::uint8_t>(best - counts.begin()) : kIgnore;
}

[[maybe_unused]] bool areAllClasses(const VotePatterns& patterns, std::size_t classCount)
{
    return patterns.highestClass() < classCount;
}

/// The estimates of STAPLE and one round of improving them.
class Estimation {
  public:
    Estimation(const VotePatterns& patterns, std::size_t classCount)
        : m_patterns(patterns),
          m_classes(classCount),
          m_shares(classCount),
          m_trust(patterns.annotators(), SaidTable(classCount))
    {
        double all = 0;
        for (const auto& [votes, pixels] : patterns.counts()) {
            const auto cast =
                std::count_if(votes.begin(), votes.end(), [](auto vote) { return vote != kIgnore; });
            m_enoughVoters = m_enoughVoters || cast >= kEnoughVoters;
            for (const auto vote : votes) {
                if (vote != kIgnore) {
                    m_shares[vote] += static_cast<double>(pixels);
                    all += static_cast<double>(pixels);
                }
            }
        }
        for (auto& share : m_shares) {
            share /= std::max(all, 1.0);
        }
        const double wrong =
            (1 - kFirstTrust) / static_cast<double>(std::max<std::size_t>(classCount, 2) - 1);
        for (auto& trust : m_trust) {
            trust = SaidTable(classCount, wrong);
            for (std::size_t id = 0; id < classCount; ++id) {
                trust.at(id, id) = kFirstTrust;
            }
        }
    }

    /// The probability of each class where the votes are these.
    [[nodiscard]] std::vector<double> probabilities(const Votes& votes) const
    {
        auto result = m_shares;
        for (std::size_t annotator = 0; annotator < votes.size(); ++annotator) {
            if (votes[annotator] == kIgnore) {
                continue;
            }
            for (std::size_t truth = 0; truth < m_classes; ++truth) {
                result[truth] *= m_trust[annotator].at(truth, votes[annotator]);
            }
            // At each step, so that many annotators do not multiply to nothing.
            const double sum = std::accumulate(result.begin(), result.end(), 0.0);
            if (!(sum > 0)) {
                return m_shares;
            }
            for (auto& probability : result) {
                probability /= sum;
            }
        }
        return result;
    }

    /// Pixels of each class as the probabilities have it, by what each annotator said.
    [[nodiscard]] std::vector<SaidTable> expectedPixels() const
    {
        std::vector<SaidTable> said(m_trust.size(), SaidTable(m_classes));
        for (const auto& [votes, pixels] : m_patterns.counts()) {
            addTo(said, votes, probabilities(votes), static_cast<double>(pixels));
        }
        return said;
    }

    /// The largest change of a probability.
    double improve()
    {
        std::vector<SaidTable> said(m_trust.size(), SaidTable(m_classes));
        std::vector<double> shares(m_classes);
        double all = 0;
        for (const auto& [votes, pixels] : m_patterns.counts()) {
            if (std::all_of(votes.begin(), votes.end(), [](auto vote) { return vote == kIgnore; })) {
                continue;
            }
            const auto probable = probabilities(votes);
            addTo(said, votes, probable, static_cast<double>(pixels));
            all += static_cast<double>(pixels);
            for (std::size_t truth = 0; truth < m_classes; ++truth) {
                shares[truth] += probable[truth] * static_cast<double>(pixels);
            }
        }
        double change = 0;
        const auto set = [&change](double& value, double next) {
            change = std::max(change, std::abs(next - value));
            value = next;
        };
        for (std::size_t truth = 0; truth < m_classes; ++truth) {
            if (m_enoughVoters && all > 0) {
                set(m_shares[truth], shares[truth] / all);
            }
            for (std::size_t annotator = 0; annotator < m_trust.size(); ++annotator) {
                const double pixels = said[annotator].sumOf(truth);
                for (std::size_t id = 0; id < m_classes && pixels > 0; ++id) {
                    set(m_trust[annotator].at(truth, id), said[annotator].at(truth, id) / pixels);
                }
            }
        }
        return change;
    }

  private:
    static constexpr std::ptrdiff_t kEnoughVoters = 3;

    void addTo(std::vector<SaidTable>& said, const Votes& votes, const std::vector<double>& probable,
               double pixels) const
    {
        for (std::size_t annotator = 0; annotator < votes.size(); ++annotator) {
            for (std::size_t truth = 0; truth < m_classes && votes[annotator] != kIgnore; ++truth) {
                said[annotator].at(truth, votes[annotator]) += probable[truth] * pixels;
            }
        }
    }

    const VotePatterns& m_patterns;
    std::size_t m_classes;
    bool m_enoughVoters = false;
    std::vector<double> m_shares;
    std::vector<SaidTable> m_trust; ///< by annotator: the probability of what is said, given the truth
};

} // namespace

Result<ConsensusMethod> parseConsensusMethod(std::string_view text)
{
    for (const auto method : {ConsensusMethod::Majority, ConsensusMethod::Staple}) {
        if (text == toText(method)) {
            return method;
        }
    }
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("there is no method '{}'; there are majority and staple", text),
                 {}};
}

std::string toText(ConsensusMethod method)
{
    return method == ConsensusMethod::Majority ? "majority" : "staple";
}

imaging::LabelImage MaskConsensus::labelsOf(const std::vector<imaging::LabelImage>& masks) const
{
    const auto any =
        std::find_if(masks.begin(), masks.end(), [](const auto& mask) { return !mask.isEmpty(); });
    if (any == masks.end()) {
        return {};
    }
    imaging::LabelImage result(any->size());
    forEachRun(masks, [&](const Votes& votes, std::size_t begin, std::size_t end) {
        const auto found = labels.find(votes);
        std::fill(result.data() + begin, result.data() + end,
                  found == labels.end() ? kIgnore : found->second);
    });
    return result;
}

MaskConsensus majorityVote(const VotePatterns& patterns, std::size_t classCount, int agree)
{
    assert(areAllClasses(patterns, classCount));
    MaskConsensus consensus;
    std::vector<SaidTable> said(patterns.annotators(), SaidTable(classCount));
    for (const auto& [votes, pixels] : patterns.counts()) {
        const auto label = winnerOf(votes, agree);
        consensus.labels.emplace(votes, label);
        if (label == kIgnore) {
            consensus.ignoredPixels += pixels;
            continue;
        }
        for (std::size_t annotator = 0; annotator < votes.size(); ++annotator) {
            if (votes[annotator] != kIgnore) {
                said[annotator].at(label, votes[annotator]) += static_cast<double>(pixels);
            }
        }
    }
    for (const auto& table : said) {
        consensus.rates.push_back(table.rates());
    }
    return consensus;
}

MaskConsensus staple(const VotePatterns& patterns, std::size_t classCount)
{
    assert(areAllClasses(patterns, classCount));
    MaskConsensus consensus;
    Estimation estimation(patterns, classCount);
    consensus.settled = false;
    while (!consensus.settled && consensus.iterations < kMostRounds) {
        consensus.settled = estimation.improve() <= kSettled;
        ++consensus.iterations;
    }
    for (const auto& [votes, pixels] : patterns.counts()) {
        std::uint8_t label = kIgnore;
        if (std::any_of(votes.begin(), votes.end(), [](auto vote) { return vote != kIgnore; })) {
            const auto probable = estimation.probabilities(votes);
            label = static_cast<std::uint8_t>(std::max_element(probable.begin(), probable.end()) -
                                              probable.begin());
        } else {
            consensus.ignoredPixels += pixels;
        }
        consensus.labels.emplace(votes, label);
    }
    for (const auto& table : estimation.expectedPixels()) {
        consensus.rates.push_back(table.rates());
    }
    return consensus;
}

} // namespace sorby::evaluation
