// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/coco_files.h"

#include "core/base/files.h"
#include "core/formats/image_folders.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <string>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

/// Stops at the first key that decides, so that of a large file the beginning alone is read.
class TopLevelKeys : public nlohmann::json_sax<nlohmann::json> {
  public:
    [[nodiscard]] bool looksLikeCoco() const { return m_found; }

    bool null() override { return true; }
    bool boolean(bool /*value*/) override { return true; }
    bool number_integer(number_integer_t /*value*/) override { return true; }
    bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
    bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }
    bool string(string_t& /*value*/) override { return true; }
    bool binary(binary_t& /*value*/) override { return true; }
    bool start_object(std::size_t /*elements*/) override
    {
        ++m_depth;
        return true;
    }
    bool end_object() override
    {
        --m_depth;
        return true;
    }
    bool start_array(std::size_t /*elements*/) override
    {
        ++m_depth;
        return m_depth > 1; // a list is not COCO
    }
    bool end_array() override
    {
        --m_depth;
        return true;
    }
    bool key(string_t& name) override
    {
        if (m_depth == 2 && m_isAmongImages && (name == "file_name" || name == "coco_url")) {
            m_found = true;
        }
        if (m_depth == 3 && m_isAmongImages && (name == "file_name" || name == "coco_url")) {
            m_found = true;
        }
        if (m_depth == 1) {
            if (name == "shapes" || name == "features") {
                return false; // LabelMe, whose picture comes behind, or GeoJSON
            }
            m_isAmongImages = name == "images";
            // An empty list of images is followed by another key of COCO.
            m_found = m_found || (m_sawImages && (name == "annotations" || name == "categories")) ||
                      (name == "images" && m_sawOthers);
            m_sawImages = m_sawImages || name == "images";
            m_sawOthers = m_sawOthers || name == "annotations" || name == "categories";
        }
        return !m_found;
    }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*error*/) override
    {
        return false;
    }

  private:
    int m_depth = 0;
    bool m_isAmongImages = false;
    bool m_sawImages = false;
    bool m_sawOthers = false;
    bool m_found = false;
};

bool isCoco(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    TopLevelKeys keys;
    nlohmann::json::sax_parse(stream, &keys);
    return keys.looksLikeCoco();
}

std::vector<fs::path> jsonFiles(const fs::path& folder)
{
    auto files = listFiles(folder);
    if (!files) {
        return {};
    }
    std::erase_if(*files,
                  [](const fs::path& file) { return lowerExtension(file) != ".json" || !isCoco(file); });
    return std::move(*files);
}

} // namespace

std::vector<fs::path> findCocoFiles(const fs::path& source)
{
    if (!isFolder(source)) {
        return isFile(source) && isCoco(source) ? std::vector{source} : std::vector<fs::path>();
    }
    auto files = jsonFiles(source);
    if (const auto below = findSubfolder(source, "annotations"); below && files.empty()) {
        files = jsonFiles(*below);
    }
    return files;
}

} // namespace sorby::formats
