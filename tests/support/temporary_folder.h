// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace sorby::test {

/// A folder of its own for one test, removed with all its content at the end. Its name has a space, an umlaut
/// and a #, because users' folders have them.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] std::filesystem::path operator/(const std::string& utf8) const;

  private:
    std::filesystem::path m_path;
};

/// The shared micrographs for tests (environment variable SORBY_TEST_DATA, else ../shared/data beside the
/// source tree); empty when they are not there.
[[nodiscard]] std::filesystem::path sharedData();
/// The files that tests keep: tests/data.
[[nodiscard]] std::filesystem::path testData();

} // namespace sorby::test
