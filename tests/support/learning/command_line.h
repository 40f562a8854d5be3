// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/base/result.h"
#include "core/learning/options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sorby::learning {

/// The options of a program that may use nothing but core/base and core/learning: "--name value" pairs and
/// "--flag". Whoever asks for a value that makes no sense gets the fallback and finds the reason in error().
class CommandLine {
  public:
    CommandLine(int count, char** arguments);

    [[nodiscard]] bool has(const std::string& name);
    [[nodiscard]] std::string text(const std::string& name, const std::string& fallback);
    [[nodiscard]] int number(const std::string& name, int fallback);
    [[nodiscard]] std::uint64_t bytes(const std::string& name, std::uint64_t fallback);
    [[nodiscard]] Size size(const std::string& name, Size fallback);

    /// The first thing that was wrong, after every option has been asked for: also an option that nobody
    /// asked for.
    [[nodiscard]] Status check() const;

  private:
    struct Option {
        std::string name;
        std::string value;
        bool hasValue = false;
        bool asked = false;
    };
    [[nodiscard]] Option* find(const std::string& name);
    [[nodiscard]] const std::string* valueOf(const std::string& name);
    void refuse(const std::string& name, const std::string& reason);

    std::vector<Option> m_options;
    std::string m_error;
};

} // namespace sorby::learning
