// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/labelme_files.h"

#include "core/base/files.h"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPictureKey = "\"imageData\"";
constexpr std::string_view kBlanks = " \t\r\n";

/// The place of the quote that ends the text beginning behind `offset`; npos when it is cut off.
std::size_t findEndQuote(std::string_view text, std::size_t offset)
{
    for (auto end = text.find('"', offset); end != std::string_view::npos; end = text.find('"', end + 1)) {
        std::size_t slashes = 0;
        while (end - slashes > offset && text[end - slashes - 1] == '\\') {
            ++slashes;
        }
        if (slashes % 2 == 0) {
            return end;
        }
    }
    return std::string_view::npos;
}

/// Puts null and blanks in place of the embedded picture, so that lines and columns stay what they are.
/// True when there was one.
bool blankPicture(std::string& text)
{
    bool found = false;
    for (auto key = text.find(kPictureKey); key != std::string::npos;
         key = text.find(kPictureKey, key + kPictureKey.size())) {
        const auto colon = text.find_first_not_of(kBlanks, key + kPictureKey.size());
        if (colon == std::string::npos || text[colon] != ':') {
            continue;
        }
        const auto quote = text.find_first_not_of(kBlanks, colon + 1);
        if (quote == std::string::npos || text[quote] != '"') {
            continue;
        }
        const auto end = findEndQuote(text, quote + 1);
        constexpr std::string_view kNull = "null";
        if (end == std::string::npos || end - quote + 1 <= kNull.size()) {
            continue;
        }
        std::fill(text.begin() + static_cast<std::ptrdiff_t>(quote),
                  text.begin() + static_cast<std::ptrdiff_t>(end) + 1, ' ');
        text.replace(quote, kNull.size(), kNull);
        found = true;
    }
    return found;
}

void appendJsonFiles(const fs::path& folder, std::vector<fs::path>& files)
{
    auto listed = listFiles(folder);
    if (!listed) {
        return;
    }
    std::copy_if(std::make_move_iterator(listed->begin()), std::make_move_iterator(listed->end()),
                 std::back_inserter(files),
                 [](const fs::path& file) { return lowerExtension(file) == ".json"; });
}

std::vector<fs::path> subfoldersOf(const fs::path& folder)
{
    std::vector<fs::path> folders;
    std::error_code failure;
    for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure)) {
        const bool isHidden = toUtf8(it->path().filename()).starts_with('.');
        if (!isHidden && isFolder(it->path())) {
            folders.push_back(it->path());
        }
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

/// The first and the last bytes of a file: the shapes begin near its start and may be many, the size of the
/// image stands at its end.
std::string headAndTail(const fs::path& file)
{
    static constexpr std::streamoff kBytes = 65536;
    std::ifstream stream(file, std::ios::binary | std::ios::ate);
    const std::streamoff size = stream ? static_cast<std::streamoff>(stream.tellg()) : 0;
    std::string text(static_cast<std::size_t>(std::clamp<std::streamoff>(size, 0, 2 * kBytes)), '\0');
    const auto half = static_cast<std::streamsize>(std::min<std::streamoff>(kBytes, std::ssize(text)));
    stream.seekg(0);
    stream.read(text.data(), half);
    stream.seekg(size - (std::ssize(text) - half));
    stream.read(text.data() + half, std::ssize(text) - half);
    return text;
}

bool fileLooksLikeLabelMe(const fs::path& file)
{
    if (lowerExtension(file) != ".json") {
        return false;
    }
    const std::string text = headAndTail(file);
    const auto has = [&](std::string_view key) { return text.find(key) != std::string::npos; };
    return has("\"shapes\"") && (has("\"imagePath\"") || has("\"imageHeight\""));
}

} // namespace

Result<LabelMeFile> readLabelMe(const fs::path& file)
{
    auto text = readText(file);
    if (!text) {
        return text.error();
    }
    const bool hasPicture = blankPicture(*text);
    auto json = parseJson(*text, toUtf8(file));
    if (!json) {
        return json.error();
    }
    return LabelMeFile{std::move(*json), hasPicture};
}

std::vector<fs::path> listLabelMeFiles(const fs::path& source)
{
    if (!isFolder(source)) {
        return {source};
    }
    std::vector<fs::path> files;
    appendJsonFiles(source, files);
    for (const auto& folder : subfoldersOf(source)) {
        appendJsonFiles(folder, files);
    }
    return files;
}

bool looksLikeLabelMe(const fs::path& source)
{
    static constexpr std::size_t kLookedAt = 5;
    auto files = listLabelMeFiles(source);
    files.resize(std::min(files.size(), kLookedAt));
    return std::any_of(files.begin(), files.end(), fileLooksLikeLabelMe);
}

} // namespace sorby::formats
