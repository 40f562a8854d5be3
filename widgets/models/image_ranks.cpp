// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/image_ranks.h"

#include "widgets/models/natural_order.h"
#include "widgets/support/qt_convert.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace sorby::models {

namespace {

constexpr double kWithoutValue = std::numeric_limits<double>::infinity();

QString textOf(const project::ImageRecord& image)
{
    return support::toQString(image.name + '\n' + image.specimen).toCaseFolded();
}

double keyOf(const document::ProjectDocument& document, const project::ImageRecord& image, ImageOrder order)
{
    switch (order) {
    case ImageOrder::Side:
        return image.membership == Membership::None ? kWithoutValue : static_cast<double>(image.membership);
    case ImageOrder::Status:
        return static_cast<double>(image.status);
    case ImageOrder::Objects:
        return static_cast<double>(image.objectCount);
    case ImageOrder::Iou:
        return document.iou(image.id).value_or(kWithoutValue);
    case ImageOrder::Added:
    case ImageOrder::Name:
    case ImageOrder::Specimen:
        break;
    }
    return 0;
}

} // namespace

void ImageRanks::forget()
{
    m_texts.clear();
    m_namePlaces.clear();
}

void ImageRanks::forget(int place)
{
    const auto index = static_cast<std::size_t>(place);
    if (index >= m_texts.size() || index >= m_document.images().size()) {
        return;
    }
    auto text = textOf(m_document.images()[index]);
    if (text != m_texts[index]) {
        m_texts[index] = std::move(text);
        m_namePlaces.clear();
    }
}

const std::vector<QString>& ImageRanks::texts()
{
    const auto& images = m_document.images();
    if (m_texts.size() != images.size()) {
        m_texts.clear();
        m_texts.reserve(images.size());
        for (const auto& image : images) {
            m_texts.push_back(textOf(image));
        }
    }
    return m_texts;
}

const std::vector<double>& ImageRanks::namePlaces()
{
    const auto& all = texts();
    if (m_namePlaces.size() != all.size()) {
        std::vector<std::size_t> sorted(all.size());
        std::iota(sorted.begin(), sorted.end(), std::size_t{0});
        std::ranges::stable_sort(
            sorted, [&all](std::size_t a, std::size_t b) { return compareNaturally(all[a], all[b]) < 0; });
        m_namePlaces.resize(all.size());
        for (std::size_t place = 0; place < sorted.size(); ++place) {
            m_namePlaces[sorted[place]] = static_cast<double>(place);
        }
    }
    return m_namePlaces;
}

std::vector<double> ImageRanks::specimenPlaces() const
{
    const auto& images = m_document.images();
    std::unordered_map<std::string_view, double> places;
    for (const auto& image : images) {
        places.emplace(image.specimen, kWithoutValue);
    }
    std::vector<std::pair<QString, std::string_view>> names;
    for (const auto& [specimen, place] : places) {
        if (!specimen.empty()) {
            names.emplace_back(support::toQString(std::string(specimen)).toCaseFolded(), specimen);
        }
    }
    std::ranges::sort(names, [](const auto& a, const auto& b) {
        const int order = compareNaturally(a.first, b.first);
        return order != 0 ? order < 0 : a.second < b.second;
    });
    for (std::size_t place = 0; place < names.size(); ++place) {
        places[names[place].second] = static_cast<double>(place);
    }
    std::vector<double> keys;
    keys.reserve(images.size());
    for (const auto& image : images) {
        keys.push_back(places[image.specimen]);
    }
    return keys;
}

std::vector<double> ImageRanks::keys(ImageOrder order, bool descending)
{
    const auto& images = m_document.images();
    std::vector<double> keys;
    if (order == ImageOrder::Name) {
        keys = namePlaces();
    } else if (order == ImageOrder::Specimen) {
        keys = specimenPlaces();
    } else {
        keys.reserve(images.size());
        for (std::size_t i = 0; i < images.size(); ++i) {
            keys.push_back(order == ImageOrder::Added ? static_cast<double>(i)
                                                      : keyOf(m_document, images[i], order));
        }
    }
    if (descending) {
        std::ranges::transform(keys, keys.begin(),
                               [](double key) { return key == kWithoutValue ? kWithoutValue : -key; });
    }
    return keys;
}

} // namespace sorby::models
