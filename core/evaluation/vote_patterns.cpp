// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/vote_patterns.h"

#include <algorithm>
#include <cassert>

namespace sorby::evaluation {

void forEachRun(const std::vector<imaging::LabelImage>& masks,
                const std::function<void(const Votes&, std::size_t, std::size_t)>& use)
{
    struct Voter {
        std::size_t annotator;
        const std::uint8_t* labels;
    };
    std::vector<Voter> voters;
    std::size_t pixels = 0;
    for (std::size_t i = 0; i < masks.size(); ++i) {
        if (!masks[i].isEmpty()) {
            assert(voters.empty() || masks[i].size() == masks[voters.front().annotator].size());
            voters.push_back({i, masks[i].data()});
            pixels = masks[i].pixels().size();
        }
    }
    Votes votes(masks.size(), annotation::kIgnore);
    std::size_t begin = 0;
    for (std::size_t i = 0; i < pixels; ++i) {
        const bool same = std::all_of(voters.begin(), voters.end(), [&](const Voter& voter) {
            return voter.labels[i] == votes[voter.annotator];
        });
        if (same) {
            continue;
        }
        if (i > begin) {
            use(votes, begin, i);
        }
        begin = i;
        for (const auto& voter : voters) {
            votes[voter.annotator] = voter.labels[i];
        }
    }
    if (pixels > begin) {
        use(votes, begin, pixels);
    }
}

void VotePatterns::add(const std::vector<imaging::LabelImage>& masks)
{
    assert(masks.size() == m_annotators);
    forEachRun(masks, [this](const Votes& votes, std::size_t begin, std::size_t end) {
        m_counts[votes] += end - begin;
    });
}

VotePatterns& VotePatterns::operator+=(const VotePatterns& other)
{
    assert(other.m_annotators == m_annotators);
    for (const auto& [votes, pixels] : other.m_counts) {
        m_counts[votes] += pixels;
    }
    return *this;
}

annotation::ClassId VotePatterns::highestClass() const
{
    annotation::ClassId highest = 0;
    for (const auto& [votes, pixels] : m_counts) {
        for (const auto vote : votes) {
            highest = vote == annotation::kIgnore ? highest : std::max(highest, vote);
        }
    }
    return highest;
}

} // namespace sorby::evaluation
