// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/verb_test.h"

#include "core/base/files.h"
#include "core/imaging/micrograph.h"
#include "tests/support/grey_fields.h"
#include "tests/unit/imaging/metadata_samples.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace sorby::test {
namespace {

constexpr const char* kSettings = "XDG_CONFIG_HOME";

using Grey = Raster<std::uint8_t>;

void put(const std::filesystem::path& file, const Grey& grey)
{
    ASSERT_TRUE(imaging::writePng(file, grey));
}

} // namespace

VerbTest::VerbTest()
{
    if (const char* before = std::getenv(kSettings)) {
        m_settingsBefore = before;
    }
    ::setenv(kSettings, path("settings").c_str(), 1);
}

VerbTest::~VerbTest()
{
    if (m_settingsBefore) {
        ::setenv(kSettings, m_settingsBefore->c_str(), 1);
    } else {
        ::unsetenv(kSettings);
    }
}

std::string VerbTest::path(const std::string& name) const
{
    return toUtf8(m_folder / name);
}

void VerbTest::write(const std::string& name, const std::string& text) const
{
    const auto file = m_folder / name;
    ASSERT_TRUE(writeFileAtomically(file, std::string_view(text)));
}

void VerbTest::writeMicrograph(const std::string& name, Size size) const
{
    Grey grey(size);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            grey.at(x, y) = static_cast<std::uint8_t>(80 + (7 * x + 13 * y) % 97);
        }
    }
    put(m_folder / name, grey);
}

void VerbTest::writeWithBar(const std::string& name) const
{
    put(m_folder / name, fieldWithBar());
}

void VerbTest::writeFei(const std::string& name) const
{
    const auto samples = metadataSamples();
    const auto fei = std::find_if(samples.begin(), samples.end(), [](const MetadataSample& sample) {
        return std::string_view(sample.name) == "FEI Helios";
    });
    ASSERT_NE(fei, samples.end());
    write(name, forge(TaggedTiff{.pages = {{64, 48, fei->tags}}}));
}

std::map<std::string, std::int64_t> VerbTest::pixelsOf(const std::string& project) const
{
    std::map<std::string, std::int64_t> pixels;
    const auto info = succeed({"info", project});
    for (const auto& entry : info["classes"]) {
        pixels[entry["name"].get<std::string>()] = entry["pixels"].get<std::int64_t>();
    }
    return pixels;
}

nlohmann::json findingWith(const ProcessResult& result, const std::string& text)
{
    for (const auto& finding : eventsOf(result, "finding")) {
        if (finding["message"].get<std::string>().find(text) != std::string::npos) {
            return finding;
        }
    }
    return {};
}

void expectRefused(const std::string& verb, const std::string& project, const std::vector<Refusal>& refusals)
{
    for (const auto& refusal : refusals) {
        std::vector<std::string> arguments{verb, project};
        arguments.insert(arguments.end(), refusal.words.begin(), refusal.words.end());
        const auto line = failWith(refusal.exitCode, arguments);
        EXPECT_NE(line.find(refusal.said), std::string::npos) << refusal.said << " in " << line;
    }
}

} // namespace sorby::test
