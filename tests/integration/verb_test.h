// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "tests/integration/scenario.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sorby::test {

/// A folder for one test of a verb, and a person who has no settings yet: those of whoever runs the tests are
/// neither read nor written.
class VerbTest : public testing::Test {
  protected:
    VerbTest();
    ~VerbTest() override;

    [[nodiscard]] std::string path(const std::string& name) const;
    void write(const std::string& name, const std::string& text) const;
    /// Greys that mean nothing, too many of them for a mask.
    void writeMicrograph(const std::string& name, Size size = {32, 24}) const;
    /// Noise of 96 x 96 pixels with an information bar in its last 12 rows.
    void writeWithBar(const std::string& name) const;
    /// 64 x 48 pixels as FEI's program leaves them: 0.0030517578125 x 0.00325 micrometres each, and an
    /// information bar of 8 rows.
    void writeFei(const std::string& name) const;

    /// `sorby info`: how many pixels each class has, by its name.
    [[nodiscard]] std::map<std::string, std::int64_t> pixelsOf(const std::string& project) const;

    TemporaryFolder m_folder;

  private:
    std::optional<std::string> m_settingsBefore;
};

/// The finding that has this text in its message; null when there is none.
[[nodiscard]] nlohmann::json findingWith(const ProcessResult& result, const std::string& text);

/// A call that has to fail: its words behind the verb and the project, and what the error says.
struct Refusal {
    std::vector<std::string> words;
    int exitCode;
    const char* said;
};
void expectRefused(const std::string& verb, const std::string& project, const std::vector<Refusal>& refusals);

} // namespace sorby::test
