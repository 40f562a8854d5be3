// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace sorby {

/// A seed for one purpose: the same (seed, purpose, index) gives the same number on every machine, and no two
/// purposes share a stream. Every random choice in Sorby starts here.
[[nodiscard]] std::uint64_t deriveSeed(std::uint64_t seed, std::string_view purpose, std::uint64_t index = 0);

/// A small generator whose numbers are the same with every standard library, unlike the distributions of
/// <random>. xoshiro256** of Blackman and Vigna (2018), seeded by splitmix64.
class Random {
  public:
    using result_type = std::uint64_t;

    explicit Random(std::uint64_t seed);
    Random(std::uint64_t seed, std::string_view purpose, std::uint64_t index = 0)
        : Random(deriveSeed(seed, purpose, index))
    {}

    std::uint64_t operator()();
    static constexpr std::uint64_t min() { return 0; }
    static constexpr std::uint64_t max() { return ~std::uint64_t{0}; }

    /// Uniform in [0, count); count is at least 1. Without modulo bias.
    std::uint64_t below(std::uint64_t count);
    /// Uniform in [low, high], both ends included.
    int between(int low, int high);
    /// Uniform in [0, 1).
    double uniform();
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// Normal with mean 0 and standard deviation 1.
    double normal();
    bool chance(double probability) { return uniform() < probability; }

    /// Fisher-Yates, in place.
    template <typename Container>
    void shuffle(Container& items)
    {
        for (auto i = items.size(); i > 1; --i) {
            using std::swap;
            swap(items[i - 1], items[static_cast<decltype(i)>(below(i))]);
        }
    }

  private:
    std::uint64_t m_state[4];
};

} // namespace sorby
