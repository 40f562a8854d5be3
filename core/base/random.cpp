// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"

#include <bit>
#include <cassert>
#include <cmath>
#include <numbers>

namespace sorby {
namespace {

std::uint64_t splitmix64(std::uint64_t& state)
{
    state += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

} // namespace

std::uint64_t deriveSeed(std::uint64_t seed, std::string_view purpose, std::uint64_t index)
{
    std::uint64_t hash = 0xCBF29CE484222325U; // FNV-1a over the purpose
    for (const char c : purpose) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    }
    std::uint64_t state = seed;
    const std::uint64_t mixedSeed = splitmix64(state);
    state = mixedSeed ^ hash;
    const std::uint64_t mixedPurpose = splitmix64(state);
    state = mixedPurpose ^ (index * 0x9E3779B97F4A7C15U);
    return splitmix64(state);
}

Random::Random(std::uint64_t seed)
{
    for (auto& word : m_state) {
        word = splitmix64(seed);
    }
}

std::uint64_t Random::operator()()
{
    const std::uint64_t result = std::rotl(m_state[1] * 5, 7) * 9;
    const std::uint64_t t = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= t;
    m_state[3] = std::rotl(m_state[3], 45);
    return result;
}

std::uint64_t Random::below(std::uint64_t count)
{
    assert(count > 0);
    const std::uint64_t limit = max() - max() % count;
    std::uint64_t value = (*this)();
    while (value >= limit) {
        value = (*this)();
    }
    return value % count;
}

int Random::between(int low, int high)
{
    assert(low <= high);
    const auto count = static_cast<std::uint64_t>(std::int64_t{high} - low + 1);
    return static_cast<int>(low + static_cast<std::int64_t>(below(count)));
}

double Random::uniform()
{
    return static_cast<double>((*this)() >> 11) * 0x1.0p-53;
}

double Random::normal()
{
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

} // namespace sorby
