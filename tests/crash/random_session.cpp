// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/crash/random_session.h"

#include <cstdlib>
#include <iostream>

namespace sorby::test {
namespace {

constexpr std::int64_t kIdsOfARound = 1'000'000;
constexpr int kMostEdits = 4;

} // namespace

Result<ProjectState> readState(const project::Project& project)
{
    const auto images = project.images();
    if (!images) {
        return images.error();
    }
    ProjectState state;
    for (const auto& image : *images) {
        auto annotations = project.annotations(image.id);
        if (!annotations) {
            return annotations.error();
        }
        state.images.push_back(image.id);
        state.annotations.push_back(std::move(*annotations));
    }
    return state;
}

RandomSession::RandomSession(ProjectState beginning, std::uint64_t seed, int round)
    : m_state(std::move(beginning)),
      m_random(seed, "session", static_cast<std::uint64_t>(round)),
      m_edits(m_random, kIdsOfARound * (round + 1))
{}

project::AnnotationEdit RandomSession::next()
{
    m_last = m_random.below(m_state.images.size());
    auto& annotations = m_state.annotations[m_last];
    auto batch = m_edits.batch(annotations, static_cast<int>(m_random.between(1, kMostEdits)));
    if (const auto applied = annotation::applyEdits(annotations, batch); !applied) {
        std::cerr << "a random edit does not fit: " << describe(applied.error()) << '\n';
        std::abort();
    }
    return {m_state.images[m_last], std::move(batch), true};
}

} // namespace sorby::test
