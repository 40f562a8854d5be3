// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/yolo_files.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <exception>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> textsOf(const YAML::Node& node)
{
    std::vector<std::string> texts;
    if (node.IsScalar()) {
        texts.push_back(node.Scalar());
    } else if (node.IsSequence()) {
        for (const auto& entry : node) {
            if (entry.IsScalar()) {
                texts.push_back(entry.Scalar());
            }
        }
    }
    return texts;
}

/// A list, or a map from numbers; entries that are neither are passed over.
std::map<int, std::string> namesOf(const YAML::Node& node)
{
    std::map<int, std::string> names;
    if (node.IsSequence()) {
        int number = 0;
        for (const auto& entry : node) {
            if (entry.IsScalar()) {
                names[number] = entry.Scalar();
            }
            ++number;
        }
    } else if (node.IsMap()) {
        for (const auto& entry : node) {
            const int number = entry.first.IsScalar() ? entry.first.as<int>(-1) : -1;
            if (number >= 0 && entry.second.IsScalar()) {
                names[number] = entry.second.Scalar();
            }
        }
    }
    return names;
}

Result<YoloDescription> describedBy(const YAML::Node& yaml, const std::string& where)
{
    if (!yaml.IsMap()) {
        return Error{ErrorCode::Malformed, "describes no data set: it has no keys such as names", where};
    }
    if (yaml["kpt_shape"]) {
        return Error{ErrorCode::Unsupported,
                     "describes key points, not outlines; export the labels of a segmentation", where};
    }
    YoloDescription description;
    if (const auto root = yaml["path"]; root && root.IsScalar()) {
        description.root = fromUtf8(root.Scalar());
    }
    for (const char* key : {"train", "val", "test"}) {
        if (const auto split = yaml[key]) {
            for (const auto& text : textsOf(split)) {
                description.splits.push_back(fromUtf8(text));
            }
        }
    }
    if (const auto names = yaml["names"]) {
        description.names = namesOf(names);
    }
    return description;
}

} // namespace

Result<YoloDescription> readYoloDescription(const fs::path& yaml)
{
    auto text = readText(yaml);
    if (!text) {
        return text.error();
    }
    const std::string where = toUtf8(yaml);
    try {
        return describedBy(YAML::Load(*text), where);
    } catch (const YAML::Exception& error) {
        return Error{ErrorCode::Malformed,
                     error.mark.is_null()
                         ? std::string("is no YAML")
                         : fmt::format("is no whole YAML: it goes wrong at line {}, column {}",
                                       error.mark.line + 1, error.mark.column + 1),
                     where};
    } catch (const std::exception& error) {
        return Error{ErrorCode::Malformed, fmt::format("is no YAML that can be read ({})", error.what()),
                     where};
    }
}

} // namespace sorby::formats
