// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/scores.h"

#include <array>
#include <cassert>
#include <cstring>

namespace sorby::evaluation {
namespace {

/// How often each pair of values occurs. Rows and columns are the classes, then "no class", then ignore.
class PairCounts {
  public:
    explicit PairCounts(int classCount)
        : m_side(static_cast<std::size_t>(classCount) + 2), m_counts(m_side * m_side)
    {
        m_slots.fill(m_side - 2);
        for (std::size_t id = 0; id + 2 < m_side; ++id) {
            m_slots[id] = id;
        }
        m_slots[annotation::kIgnore] = m_side - 1;
    }

    void add(std::uint8_t reference, std::uint8_t prediction, std::uint64_t pixels)
    {
        m_counts[m_slots[reference] * m_side + m_slots[prediction]] += pixels;
    }
    [[nodiscard]] std::uint64_t at(std::size_t reference, std::size_t prediction) const
    {
        return m_counts[reference * m_side + prediction];
    }
    /// Rows and columns that take part in the scores: all but ignore.
    [[nodiscard]] std::size_t scored() const { return m_side - 1; }

  private:
    std::size_t m_side;
    std::vector<std::uint64_t> m_counts;
    std::array<std::size_t, 256> m_slots{};
};

/// Masks are long runs of one value, so eight pixels are looked at together and counted at once when they are
/// all alike: ten times as fast as pixel by pixel.
PairCounts countPairs(std::span<const std::uint8_t> reference, std::span<const std::uint8_t> prediction,
                      int classCount)
{
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    const auto isUniform = [](std::uint64_t word) { return word == (word & 0xFFU) * 0x0101010101010101U; };
    PairCounts counts(classCount);
    std::size_t i = 0;
    for (; i + kWord <= reference.size(); i += kWord) {
        std::uint64_t referenceWord = 0;
        std::uint64_t predictionWord = 0;
        std::memcpy(&referenceWord, reference.data() + i, kWord);
        std::memcpy(&predictionWord, prediction.data() + i, kWord);
        if (isUniform(referenceWord) && isUniform(predictionWord)) {
            counts.add(reference[i], prediction[i], kWord);
            continue;
        }
        for (std::size_t j = i; j < i + kWord; ++j) {
            counts.add(reference[j], prediction[j], 1);
        }
    }
    for (; i < reference.size(); ++i) {
        counts.add(reference[i], prediction[i], 1);
    }
    return counts;
}

double ratio(std::uint64_t part, std::uint64_t whole)
{
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

} // namespace

Confusion& Confusion::operator+=(const Confusion& other)
{
    tp += other.tp;
    fp += other.fp;
    fn += other.fn;
    tn += other.tn;
    return *this;
}

Scores scoresOf(const Confusion& confusion)
{
    const auto [tp, fp, fn, tn] = confusion;
    if (tp + fp + fn == 0) {
        return {1, 1, 1, 1, true};
    }
    return {ratio(tp, tp + fp + fn), ratio(2 * tp, 2 * tp + fp + fn), ratio(tp, tp + fp), ratio(tp, tp + fn),
            false};
}

std::vector<Confusion> countConfusion(const imaging::LabelImage& reference,
                                      const imaging::LabelImage& prediction, int classCount)
{
    assert(reference.size() == prediction.size());
    assert(classCount >= 1 && classCount <= annotation::kMaxClassId + 1);
    const PairCounts pairs = countPairs(reference.pixels(), prediction.pixels(), classCount);

    std::vector<std::uint64_t> inReference(pairs.scored());
    std::vector<std::uint64_t> inPrediction(pairs.scored());
    std::uint64_t all = 0;
    for (std::size_t r = 0; r < pairs.scored(); ++r) {
        for (std::size_t p = 0; p < pairs.scored(); ++p) {
            inReference[r] += pairs.at(r, p);
            inPrediction[p] += pairs.at(r, p);
            all += pairs.at(r, p);
        }
    }
    std::vector<Confusion> result(static_cast<std::size_t>(classCount));
    for (std::size_t id = 0; id < result.size(); ++id) {
        const std::uint64_t tp = pairs.at(id, id);
        result[id] = {tp, inPrediction[id] - tp, inReference[id] - tp,
                      all - inPrediction[id] - inReference[id] + tp};
    }
    return result;
}

} // namespace sorby::evaluation
