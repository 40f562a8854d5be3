// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/temporary_folder.h"

#include "core/base/files.h"

#include <cstdlib>
#include <random>

namespace sorby::test {
namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder()
{
    std::random_device device;
    const auto name = "sorby täst #" + std::to_string(device()) + std::to_string(device());
    m_path = fs::temp_directory_path() / fromUtf8(name);
    fs::create_directories(m_path);
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
}

fs::path TemporaryFolder::operator/(const std::string& utf8) const
{
    return m_path / fromUtf8(utf8);
}

fs::path sharedData()
{
    const char* chosen = std::getenv("SORBY_TEST_DATA");
    const fs::path folder =
        chosen != nullptr ? fromUtf8(chosen) : fromUtf8(SORBY_SOURCE_FOLDER) / "../shared/data";
    std::error_code ignored;
    return fs::is_directory(folder, ignored) ? fs::canonical(folder, ignored) : fs::path{};
}

std::filesystem::path testData()
{
    return fromUtf8(SORBY_SOURCE_FOLDER) / "tests/data";
}

} // namespace sorby::test
