// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/image_names.h"

#include "core/base/files.h"

#include <algorithm>
#include <utility>

namespace sorby {
namespace {

constexpr std::size_t kMostListed = 10;

std::vector<std::size_t> in(const std::multimap<std::string, std::size_t, std::less<>>& index,
                            std::string_view text)
{
    std::vector<std::size_t> found;
    const auto [first, end] = index.equal_range(text);
    std::transform(first, end, std::back_inserter(found), [](const auto& entry) { return entry.second; });
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

/// With slashes, and without a "./" at its beginning.
std::string tidied(std::string_view text)
{
    std::string tidy(text);
    std::replace(tidy.begin(), tidy.end(), '\\', '/');
    while (tidy.starts_with("./")) {
        tidy.erase(0, 2);
    }
    return tidy;
}

std::string lastPart(const std::string& text)
{
    const auto slash = text.rfind('/');
    return slash == std::string::npos ? text : text.substr(slash + 1);
}

/// Does the path end in these folders and this name?
bool endsIn(std::string_view path, std::string_view end)
{
    return path.ends_with(end) &&
           (path.size() == end.size() || end.starts_with('/') || path[path.size() - end.size() - 1] == '/');
}

} // namespace

ImageNames::ImageNames(std::vector<ImageName> images,
                       std::function<bool(const std::filesystem::path&)> isImageFile)
    : m_images(std::move(images)), m_isImageFile(std::move(isImageFile))
{
    for (std::size_t i = 0; i < m_images.size(); ++i) {
        auto& image = m_images[i];
        image.place = image.place.empty() ? image.name : tidied(image.place);
        m_byName.emplace(image.name, i);
        m_byStem.emplace(stemOf(fromUtf8(image.name)), i);
        if (!image.stem.empty()) {
            m_byStem.emplace(image.stem, i);
        }
    }
}

std::vector<std::size_t> ImageNames::find(std::string_view text) const
{
    const std::string tidy = tidied(text);
    if (auto found = findInFolders(tidy); !found.empty()) {
        return found;
    }
    return findByLastPart(lastPart(tidy));
}

std::vector<std::size_t> ImageNames::findInFolders(const std::string& text) const
{
    const std::string name = lastPart(text);
    auto candidates = in(m_byName, name);
    std::vector<std::size_t> found;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(found),
                 [&](std::size_t i) { return m_images[i].place == text; });
    if (!found.empty() || name == text) {
        return found;
    }
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(found),
                 [&](std::size_t i) { return endsIn(m_images[i].place, text); });
    if (!found.empty()) {
        return found;
    }
    candidates = in(m_byStem, name);
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(found), [&](std::size_t i) {
        const auto& place = m_images[i].place;
        const auto extension = m_images[i].name.size() - stemOf(fromUtf8(m_images[i].name)).size();
        return endsIn(std::string_view(place).substr(0, place.size() - extension), text);
    });
    return found;
}

std::vector<std::size_t> ImageNames::findByLastPart(const std::string& text) const
{
    if (auto found = in(m_byName, text); !found.empty()) {
        return found;
    }
    if (auto found = in(m_byStem, text); !found.empty()) {
        return found;
    }
    const auto path = fromUtf8(text);
    return m_isImageFile && m_isImageFile(path) ? in(m_byStem, stemOf(path)) : std::vector<std::size_t>{};
}

std::string ImageNames::uniqueName(std::size_t image) const
{
    const std::string& place = m_images[image].place;
    const std::vector<std::size_t> alone{image};
    std::string name = m_images[image].name;
    while (find(name) != alone && name.size() < place.size()) {
        const auto before = place.size() - name.size() - 1; // the slash before it
        const auto slash = before == 0 ? std::string::npos : place.rfind('/', before - 1);
        name = slash == std::string::npos ? place : place.substr(slash + 1);
    }
    return name;
}

Error ImageNames::ambiguous(std::string_view text, const std::vector<std::size_t>& images) const
{
    std::string list;
    for (std::size_t i = 0; i < images.size() && i < kMostListed; ++i) {
        list += (list.empty() ? "" : ", ") + uniqueName(images[i]);
    }
    if (images.size() > kMostListed) {
        list += " and more";
    }
    return Error{ErrorCode::InvalidArgument,
                 "the name \"" + std::string(text) + "\" may mean any of these images: " + list +
                     "; write one of them",
                 {}};
}

} // namespace sorby
