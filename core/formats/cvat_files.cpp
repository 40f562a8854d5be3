// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/cvat_files.h"

#include "core/base/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include <pugixml.hpp>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

constexpr const char* kFileName = "annotations.xml";
constexpr std::string_view kRoot = "annotations";

/// Is the first element <annotations>, behind declaration, comments and what else may come before it?
bool beginsLikeCvat(std::string_view text)
{
    for (auto open = text.find('<'); open != std::string_view::npos; open = text.find('<', open + 1)) {
        const auto rest = text.substr(open + 1);
        if (rest.starts_with("!--")) {
            const auto end = text.find("-->", open);
            if (end == std::string_view::npos) {
                return false;
            }
            open = end;
        } else if (!rest.starts_with('?') && !rest.starts_with('!')) {
            const bool isNameWhole =
                rest.size() > kRoot.size() &&
                std::string_view(" \t\r\n>/").find(rest[kRoot.size()]) != std::string_view::npos;
            return rest.starts_with(kRoot) && isNameWhole;
        }
    }
    return false;
}

bool fileLooksLikeCvat(const fs::path& file)
{
    static constexpr std::size_t kHeadBytes = 16384;
    if (lowerExtension(file) != ".xml") {
        return false;
    }
    std::ifstream stream(file, std::ios::binary);
    std::string head(kHeadBytes, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
    return beginsLikeCvat(head);
}

} // namespace

struct CvatFile::Content {
    std::string text; ///< the document's names and values point into it
    std::vector<std::ptrdiff_t> lineStarts;
    pugi::xml_document document;

    /// Index of the line that holds this byte, counted from 0.
    [[nodiscard]] std::ptrdiff_t lineAt(std::ptrdiff_t offset) const
    {
        return std::upper_bound(lineStarts.begin() + 1, lineStarts.end(), offset) - lineStarts.begin() - 1;
    }
};

CvatFile::CvatFile(std::unique_ptr<Content> content) : m_content(std::move(content)) {}
CvatFile::CvatFile(CvatFile&& other) noexcept = default;
CvatFile::~CvatFile() = default;

Result<CvatFile> CvatFile::open(const fs::path& path)
{
    auto text = readText(path);
    if (!text) {
        return text.error();
    }
    auto content = std::make_unique<Content>();
    content->text = std::move(*text);
    content->lineStarts.push_back(0);
    for (auto end = content->text.find('\n'); end != std::string::npos;
         end = content->text.find('\n', end + 1)) {
        content->lineStarts.push_back(static_cast<std::ptrdiff_t>(end) + 1);
    }
    const auto parsed = content->document.load_buffer_inplace(content->text.data(), content->text.size());
    if (!parsed) {
        const auto line = content->lineAt(parsed.offset);
        return Error{ErrorCode::Malformed,
                     fmt::format("is no whole XML: it goes wrong at line {}, column {} ({})", line + 1,
                                 parsed.offset - content->lineStarts[static_cast<std::size_t>(line)] + 1,
                                 parsed.description()),
                     toUtf8(path)};
    }
    const std::string_view name = content->document.document_element().name();
    if (name != kRoot) {
        return Error{ErrorCode::Malformed,
                     name == "annotation"
                         ? "is a file of Pascal VOC, not of CVAT; export the task as \"CVAT for images 1.1\""
                         : fmt::format("is no file of CVAT: its root is <{}>, not <{}>", name, kRoot),
                     toUtf8(path)};
    }
    return CvatFile(std::move(content));
}

pugi::xml_node CvatFile::root() const
{
    return m_content->document.document_element();
}

std::optional<int> CvatFile::lineOf(const pugi::xml_node& node) const
{
    const auto offset = node.offset_debug(); // negative when the text had to be converted
    return offset < 0 ? std::nullopt : std::optional(static_cast<int>(m_content->lineAt(offset) + 1));
}

std::vector<fs::path> listCvatFiles(const fs::path& source)
{
    if (!isFolder(source)) {
        return {source};
    }
    if (isFile(source / kFileName)) {
        return {source / kFileName};
    }
    auto files = listFiles(source);
    if (!files) {
        return {};
    }
    std::erase_if(*files, [](const fs::path& file) { return !fileLooksLikeCvat(file); });
    return std::move(*files);
}

bool looksLikeCvat(const fs::path& source)
{
    const auto files = listCvatFiles(source);
    return std::any_of(files.begin(), files.end(), fileLooksLikeCvat);
}

} // namespace sorby::formats
