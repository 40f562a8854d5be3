// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gpu/report.h"

#include <array>
#include <cstdio>

namespace sorby::learning {
namespace {

constexpr int kNameColumns = 58;
constexpr int kValueColumns = 26;

} // namespace

std::string shortNumber(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

void Report::section(const std::string& title)
{
    std::printf("\n%s\n", title.c_str());
    std::fflush(stdout);
}

void Report::figure(const std::string& name, const std::string& value)
{
    std::printf("         %-*s %s\n", kNameColumns, name.c_str(), value.c_str());
    std::fflush(stdout);
}

bool Report::check(const std::string& name, bool good, const std::string& found, const std::string& wanted)
{
    std::printf("  %s %-*s %-*s %s\n", good ? "pass  " : "FAILED", kNameColumns, name.c_str(), kValueColumns,
                found.c_str(), wanted.c_str());
    std::fflush(stdout);
    if (good) {
        ++m_passed;
    } else {
        m_failed.push_back(name);
    }
    return good;
}

bool Report::checkAtMost(const std::string& name, double found, double most)
{
    return check(name, found <= most, shortNumber(found), "at most " + shortNumber(most));
}

bool Report::checkAtLeast(const std::string& name, double found, double least)
{
    return check(name, found >= least, shortNumber(found), "at least " + shortNumber(least));
}

bool Report::checkDone(const std::string& name, const Status& status)
{
    return status ? true : check(name, false, describe(status.error()), {});
}

int Report::finish() const
{
    std::printf("\n%d checks passed, %zu failed\n", m_passed, m_failed.size());
    for (const auto& name : m_failed) {
        std::printf("  failed: %s\n", name.c_str());
    }
    std::fflush(stdout);
    return static_cast<int>(m_failed.size());
}

} // namespace sorby::learning
