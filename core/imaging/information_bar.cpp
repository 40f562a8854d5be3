// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/information_bar.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <vector>

namespace sorby::imaging {
namespace {

constexpr double kLeastHeight = 0.02;
constexpr double kMostHeight = 0.25;
constexpr int kLeastRows = 8; ///< lower text cannot be read
constexpr int kLeastColumns = 64;
/// Of each row of the panel, at least so much has its value; the rest is text.
constexpr double kPanelShare = 0.3;
/// Rows without text: all of it, but for frames and dividing lines.
constexpr double kPlainShare = 0.95;
constexpr double kLeastPlainRows = 0.15;
/// At most so many columns of the last row of the specimen have the panel's value.
constexpr double kStepShare = 0.1;
constexpr double kLeastText = 0.002;
constexpr double kMostText = 0.5;
/// In noise, one value seldom fills a row, and of three neighbours the middle one is often the extreme one.
constexpr double kMostOfOneValue = 0.35;
constexpr double kLeastExtremes = 0.08;
constexpr int kSampleRows = 64;

using Row = std::span<const float>;

/// Rows counted from the edge at which the bar would be.
class FromEdge {
  public:
    FromEdge(const Raster<float>& grey, bool isTop) : m_grey(grey), m_isTop(isTop) {}

    [[nodiscard]] Row row(int fromEdge) const
    {
        return m_grey.row(m_isTop ? fromEdge : m_grey.height() - 1 - fromEdge);
    }
    [[nodiscard]] int height() const { return m_grey.height(); }
    [[nodiscard]] int width() const { return m_grey.width(); }

  private:
    const Raster<float>& m_grey;
    bool m_isTop;
};

double shareOf(Row row, float value)
{
    return static_cast<double>(std::count(row.begin(), row.end(), value)) / static_cast<double>(row.size());
}

/// The value that more than half of the row has, if one has (Boyer and Moore, 1981).
std::optional<float> majorityOf(Row row)
{
    float candidate = 0;
    std::ptrdiff_t votes = 0;
    for (const float value : row) {
        if (votes == 0) {
            candidate = value;
        }
        votes += value == candidate ? 1 : -1;
    }
    return shareOf(row, candidate) > 0.5 ? std::optional(candidate) : std::nullopt;
}

/// One value over the whole width: a plain row of a panel, or a line that divides.
bool isPlain(Row row)
{
    const auto value = majorityOf(row);
    return value && shareOf(row, *value) >= kPlainShare;
}

/// The value of most of the rows next to the edge.
std::optional<float> panelValue(const FromEdge& image, int rows)
{
    std::map<float, int> votes;
    for (int y = 0; y < rows; ++y) {
        if (const auto value = majorityOf(image.row(y))) {
            ++votes[*value];
        }
    }
    const auto most = std::max_element(votes.begin(), votes.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == votes.end() || 2 * most->second < rows) {
        return std::nullopt;
    }
    return most->first;
}

/// What the noise of a specimen looks like in one row.
struct Texture {
    double mostOfOneValue = 0;
    double extremes = 0;
};

Texture textureOf(Row row)
{
    std::vector<float> sorted(row.begin(), row.end());
    std::replace_if(
        sorted.begin(), sorted.end(), [](float value) { return !std::isfinite(value); }, 0.0F);
    std::sort(sorted.begin(), sorted.end());
    std::ptrdiff_t longest = 0;
    for (auto begin = sorted.begin(); begin != sorted.end();) {
        const auto end = std::upper_bound(begin, sorted.end(), *begin);
        longest = std::max(longest, end - begin);
        begin = end;
    }
    int extremes = 0;
    for (std::size_t x = 1; x + 1 < row.size(); ++x) {
        const bool isPeak = row[x] > row[x - 1] && row[x] > row[x + 1];
        const bool isDip = row[x] < row[x - 1] && row[x] < row[x + 1];
        extremes += isPeak || isDip ? 1 : 0;
    }
    const auto size = static_cast<double>(row.size());
    return {static_cast<double>(longest) / size, extremes / size};
}

double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

bool isNoisy(const FromEdge& image, int firstRow)
{
    std::vector<double> shares;
    std::vector<double> extremes;
    const int rows = image.height() - firstRow;
    const int samples = std::min(rows, kSampleRows);
    for (int i = 0; i < samples; ++i) {
        const auto y = firstRow + static_cast<int>(std::int64_t{rows} * i / samples);
        const auto texture = textureOf(image.row(y));
        shares.push_back(texture.mostOfOneValue);
        extremes.push_back(texture.extremes);
    }
    return medianOf(shares) <= kMostOfOneValue && medianOf(extremes) >= kLeastExtremes;
}

/// Is there as much beside the panel's value as text takes, and does it keep away from the sides?
bool hasText(const FromEdge& image, int rows, float panel)
{
    std::size_t text = 0;
    std::size_t inOtherRows = 0;
    int plainRows = 0;
    for (int y = 0; y < rows; ++y) {
        const auto row = image.row(y);
        if (isPlain(row)) {
            ++plainRows;
            continue;
        }
        text += static_cast<std::size_t>(
            std::count_if(row.begin(), row.end(), [&](float v) { return v != panel; }));
        inOtherRows += row.size();
    }
    const double area = static_cast<double>(rows) * image.width();
    return inOtherRows > 0 && static_cast<double>(text) >= kLeastText * area &&
           static_cast<double>(text) <= kMostText * area && plainRows >= kLeastPlainRows * rows;
}

/// Does the specimen end at once? Where the light fades, the last row is nearly as dark as the black below
/// it.
bool endsAtOnce(const FromEdge& image, int firstRow, float beginning)
{
    static constexpr int kInward = 8;
    static constexpr double kLeastOfInward = 0.5;
    const auto distance = [&](int y) {
        double sum = 0;
        for (const float value : image.row(y)) {
            sum += std::isfinite(value)
                       ? std::abs(static_cast<double>(value) - static_cast<double>(beginning))
                       : 0;
        }
        return sum;
    };
    const int inward = std::min(firstRow + kInward, image.height() - 1);
    return distance(firstRow) >= kLeastOfInward * distance(inward);
}

/// The height of the bar at this edge; 0 when there is none.
int barRows(const FromEdge& image)
{
    const int least = std::max(kLeastRows, static_cast<int>(std::ceil(kLeastHeight * image.height())));
    const int most = static_cast<int>(kMostHeight * image.height());
    if (image.width() < kLeastColumns || most < least) {
        return 0;
    }
    const auto panel = panelValue(image, least);
    if (!panel) {
        return 0;
    }
    int rows = 0;
    while (rows <= most && (shareOf(image.row(rows), *panel) >= kPanelShare || isPlain(image.row(rows)))) {
        ++rows;
    }
    // Beyond `most` the flat area is no bar. A panel begins and ends with a plain row, and at once.
    if (rows < least || rows > most || !isPlain(image.row(0)) || !isPlain(image.row(rows - 1))) {
        return 0;
    }
    const float beginning = *majorityOf(image.row(rows - 1));
    const bool isStep =
        shareOf(image.row(rows), beginning) <= kStepShare && shareOf(image.row(rows), *panel) <= kStepShare;
    return isStep && endsAtOnce(image, rows, beginning) && hasText(image, rows, *panel) &&
                   isNoisy(image, rows)
               ? rows
               : 0;
}

} // namespace

std::optional<PixelRect> findSpecimenRegion(const Raster<float>& grey)
{
    if (const int rows = barRows({grey, false}); rows > 0) {
        return PixelRect{0, 0, grey.width(), grey.height() - rows};
    }
    if (const int rows = barRows({grey, true}); rows > 0) {
        return PixelRect{0, rows, grey.width(), grey.height() - rows};
    }
    return std::nullopt;
}

} // namespace sorby::imaging
