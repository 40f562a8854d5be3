// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/yolo_lines.h"

#include "core/formats/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace sorby::formats {
namespace {

constexpr std::string_view kBlanks = " \t\r";
/// Outlines may leave the micrograph a little; what lies further out was not divided by its size.
constexpr double kFurthestShare = 2;

std::optional<double> numberOf(std::string_view text)
{
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

Error wrong(std::string message)
{
    return {ErrorCode::Malformed, std::move(message), {}};
}

/// The numbers of a line; an Error that names the word that is none.
Result<std::vector<double>> numbersOf(std::string_view line)
{
    std::vector<double> numbers;
    for (auto start = line.find_first_not_of(kBlanks); start != std::string_view::npos;) {
        const auto end = std::min(line.find_first_of(kBlanks, start), line.size());
        const auto word = line.substr(start, end - start);
        const auto number = numberOf(word);
        if (!number || !std::isfinite(*number)) {
            static constexpr std::size_t kShown = 20;
            return wrong(fmt::format("\"{}\" is no number", word.substr(0, kShown)));
        }
        numbers.push_back(*number);
        start = line.find_first_not_of(kBlanks, end);
    }
    return numbers;
}

} // namespace

Result<YoloLine> parseYoloLine(std::string_view line)
{
    auto numbers = numbersOf(line);
    if (!numbers) {
        return numbers.error();
    }
    if (numbers->empty()) {
        return wrong("the line is empty");
    }
    const double number = numbers->front();
    static constexpr double kHighestNumber = 1 << 30;
    if (number < 0 || number > kHighestNumber || std::trunc(number) != number) {
        return wrong("the line does not begin with the number of a class, 0 or above");
    }
    const std::size_t coordinates = numbers->size() - 1;
    if (coordinates == 4) {
        return wrong("a box is no outline; export the labels of a segmentation");
    }
    if (coordinates % 2 != 0) {
        return wrong(fmt::format("has {} coordinates, which are no pairs; key points and confidences cannot "
                                 "be read",
                                 coordinates));
    }
    if (coordinates < 6) {
        return wrong("an outline needs three points");
    }
    YoloLine result;
    result.classNumber = static_cast<int>(number);
    for (std::size_t i = 1; i < numbers->size(); i += 2) {
        const annotation::Point share{(*numbers)[i], (*numbers)[i + 1]};
        if (std::abs(share.x) > kFurthestShare || std::abs(share.y) > kFurthestShare) {
            return wrong("the coordinates are no shares of width and height from 0 to 1");
        }
        result.shares.push_back(share);
    }
    return result;
}

bool isYoloLine(std::string_view line)
{
    const auto numbers = numbersOf(line);
    if (!numbers || numbers->size() < 5 || numbers->size() % 2 == 0) {
        return false;
    }
    const double number = numbers->front();
    return number >= 0 && std::trunc(number) == number &&
           std::all_of(numbers->begin() + 1, numbers->end(),
                       [](double share) { return std::abs(share) <= kFurthestShare; });
}

double pixelsOf(double share, int side)
{
    static constexpr double kRoundings = 4;
    const double pixels = share * side;
    const double half = std::round(pixels * 2) / 2;
    const double tolerance = kRoundings * std::numeric_limits<double>::epsilon() * std::abs(half);
    return std::abs(pixels - half) <= tolerance ? half : pixels;
}

std::string shareText(double pixels, int side)
{
    static constexpr int kFewestDigits = 4;
    static constexpr int kMostDigits = 17;
    static constexpr double kFar = 4; // shares
    const double share = pixels / side;
    const auto comesBack = [&](const std::string& text) {
        const auto number = numberOf(text);
        return number && pixelsOf(*number, side) == pixels;
    };
    for (int digits = kFewestDigits; digits <= kMostDigits; ++digits) {
        auto text = fmt::format("{:.{}g}", share, digits);
        if (comesBack(text)) {
            return text;
        }
    }
    for (const double beside : {std::nextafter(share, -kFar), std::nextafter(share, kFar)}) {
        auto text = fmt::format("{}", beside);
        if (comesBack(text)) {
            return text;
        }
    }
    return fmt::format("{}", share);
}

} // namespace sorby::formats
