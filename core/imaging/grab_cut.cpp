// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/grab_cut.h"

#include "core/base/pixel_rect.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace sorby::imaging {
namespace {

/// OpenCV draws its first guess at random.
constexpr std::uint64_t kSeed = 0x536f726279;
/// What has a smaller share of the box is nothing that one would draw a box around.
constexpr int kSpeck = 100;

Error invalid(const char* message)
{
    return Error{ErrorCode::InvalidArgument, message, {}};
}

/// How many pixels side by side become one.
int reductionFor(Size size, std::size_t largestPx)
{
    int reduction = 1;
    const auto reduced = [&] {
        return Size{(size.width + reduction - 1) / reduction, (size.height + reduction - 1) / reduction}
            .area();
    };
    while (reduced() > std::max<std::size_t>(largestPx, 1)) {
        reduction *= 2;
    }
    return reduction;
}

/// The mean of each block, in the order of channels that OpenCV expects.
cv::Mat reducedImage(const Raster<Rgb8>& display, int reduction)
{
    cv::Mat result((display.height() + reduction - 1) / reduction,
                   (display.width() + reduction - 1) / reduction, CV_8UC3);
    for (int row = 0; row < result.rows; ++row) {
        for (int column = 0; column < result.cols; ++column) {
            int red = 0;
            int green = 0;
            int blue = 0;
            int count = 0;
            for (int y = row * reduction; y < std::min((row + 1) * reduction, display.height()); ++y) {
                for (int x = column * reduction; x < std::min((column + 1) * reduction, display.width());
                     ++x) {
                    const Rgb8 colour = display.at(x, y);
                    red += colour.r;
                    green += colour.g;
                    blue += colour.b;
                    ++count;
                }
            }
            const auto mean = [count](int sum) {
                return static_cast<std::uint8_t>((sum + count / 2) / count);
            };
            result.at<cv::Vec3b>(row, column) = {mean(blue), mean(green), mean(red)};
        }
    }
    return result;
}

/// What is known before: a block with a hint has it (the last one when it has several), one that the box
/// touches may be foreground, the rest is background.
cv::Mat knownBefore(Size size, const PixelRect& box, const Raster<Hint>& hints, int reduction)
{
    cv::Mat mask((size.height + reduction - 1) / reduction, (size.width + reduction - 1) / reduction, CV_8UC1,
                 cv::Scalar(cv::GC_BGD));
    for (int y = box.y; y < box.y + box.height; ++y) {
        for (int x = box.x; x < box.x + box.width; ++x) {
            mask.at<std::uint8_t>(y / reduction, x / reduction) = cv::GC_PR_FGD;
        }
    }
    for (int y = 0; y < hints.height(); ++y) {
        for (int x = 0; x < hints.width(); ++x) {
            if (hints.at(x, y) != Hint::None) {
                mask.at<std::uint8_t>(y / reduction, x / reduction) =
                    hints.at(x, y) == Hint::Foreground ? cv::GC_FGD : cv::GC_BGD;
            }
        }
    }
    return mask;
}

bool isForeground(std::uint8_t value)
{
    return value == cv::GC_FGD || value == cv::GC_PR_FGD;
}

cv::Rect reducedBox(const PixelRect& box, int reduction)
{
    const int left = box.x / reduction;
    const int top = box.y / reduction;
    return {left, top, (box.x + box.width - 1) / reduction - left + 1,
            (box.y + box.height - 1) / reduction - top + 1};
}

/// A first guess by Otsu's threshold in the box. What looks like the structure counts as such outside of the
/// box, too: as background it would teach that the structure is background.
cv::Mat guessedByGrey(const cv::Mat& image, const cv::Rect& box)
{
    cv::Mat grey;
    cv::cvtColor(image, grey, cv::COLOR_BGR2GRAY);
    cv::Mat inBox = grey(box).clone();
    const double threshold = cv::threshold(inBox, inBox, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
    const auto bright = [](const cv::Mat& part) { return cv::countNonZero(part); };
    const int onBorder = bright(inBox.row(0)) + bright(inBox.row(inBox.rows - 1)) + bright(inBox.col(0)) +
                         bright(inBox.col(inBox.cols - 1));
    const bool isBackgroundBright = onBorder > inBox.rows + inBox.cols;
    cv::Mat mask(grey.size(), CV_8UC1);
    for (int y = 0; y < grey.rows; ++y) {
        for (int x = 0; x < grey.cols; ++x) {
            const bool isStructure = (grey.at<std::uint8_t>(y, x) > threshold) != isBackgroundBright;
            const bool isInside = box.contains({x, y});
            mask.at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(isStructure ? cv::GC_PR_FGD
                                                                    : isInside  ? cv::GC_PR_BGD
                                                                                : cv::GC_BGD);
        }
    }
    return mask;
}

/// Takes out of the box what reaches over its border, when something is left then.
void keepWhatIsWithin(cv::Mat& mask, const cv::Rect& box)
{
    cv::Mat found(box.height, box.width, CV_8UC1);
    for (int y = 0; y < box.height; ++y) {
        for (int x = 0; x < box.width; ++x) {
            found.at<std::uint8_t>(y, x) = isForeground(mask.at<std::uint8_t>(box.y + y, box.x + x)) ? 1 : 0;
        }
    }
    cv::Mat parts;
    cv::Mat bounds;
    cv::Mat middles;
    const int count = cv::connectedComponentsWithStats(found, parts, bounds, middles, 8);
    std::vector<bool> isWithin(static_cast<std::size_t>(count));
    bool isAny = false;
    for (int part = 1; part < count; ++part) {
        const int left = bounds.at<int>(part, cv::CC_STAT_LEFT);
        const int top = bounds.at<int>(part, cv::CC_STAT_TOP);
        const int area = bounds.at<int>(part, cv::CC_STAT_AREA);
        const bool reachesOver = left == 0 || top == 0 ||
                                 left + bounds.at<int>(part, cv::CC_STAT_WIDTH) == box.width ||
                                 top + bounds.at<int>(part, cv::CC_STAT_HEIGHT) == box.height;
        isWithin[static_cast<std::size_t>(part)] = !reachesOver;
        isAny = isAny || (!reachesOver && area * kSpeck >= box.area());
    }
    for (int y = 0; y < box.height && isAny; ++y) {
        for (int x = 0; x < box.width; ++x) {
            const auto part = static_cast<std::size_t>(parts.at<int>(y, x));
            if (part > 0 && !isWithin[part]) {
                mask.at<std::uint8_t>(box.y + y, box.x + x) = cv::GC_BGD;
            }
        }
    }
}

} // namespace

Result<Raster<std::uint8_t>> grabCut(const Raster<Rgb8>& display, const PixelRect& box,
                                     const Raster<Hint>& hints, const GrabCutOptions& options)
{
    const PixelRect inside = clippedTo(box, display.size());
    if (inside.isEmpty()) {
        return invalid("the box does not lie in the image");
    }
    if (!hints.isEmpty() && hints.size() != display.size()) {
        return invalid("the scribbles have another size than the image");
    }
    const int reduction = reductionFor(display.size(), options.largestPx);
    cv::Mat mask = knownBefore(display.size(), inside, hints, reduction);
    const auto foreground = std::count_if(mask.begin<std::uint8_t>(), mask.end<std::uint8_t>(), isForeground);
    if (static_cast<std::size_t>(foreground) == mask.total()) {
        return invalid("the box covers all of the image: nothing tells the background");
    }
    if (foreground == 0) {
        return Error{ErrorCode::Mismatch, "the scribbles leave nothing that could be foreground", {}};
    }
    try {
        const cv::Mat image = reducedImage(display, reduction);
        const auto cut = [&](cv::Mat& known) {
            const std::uint64_t state = cv::theRNG().state;
            cv::theRNG().state = kSeed;
            cv::Mat background;
            cv::Mat object;
            cv::grabCut(image, known, {}, background, object, std::max(1, options.rounds),
                        cv::GC_INIT_WITH_MASK);
            cv::theRNG().state = state;
        };
        cut(mask);
        const auto smallBox = reducedBox(inside, reduction);
        const cv::Mat inBox = mask(smallBox);
        const auto found =
            std::count_if(inBox.begin<std::uint8_t>(), inBox.end<std::uint8_t>(), isForeground);
        if (hints.isEmpty() && found * kSpeck < smallBox.area()) {
            auto guess = guessedByGrey(image, smallBox);
            const auto structure =
                std::count_if(guess.begin<std::uint8_t>(), guess.end<std::uint8_t>(), isForeground);
            if (structure > 0 && static_cast<std::size_t>(structure) < guess.total()) {
                cut(guess);
                keepWhatIsWithin(guess, smallBox);
                mask = guess;
            }
        }
    } catch (const cv::Exception& exception) {
        return Error{ErrorCode::Internal, "GrabCut failed: " + exception.err, {}};
    }
    Raster<std::uint8_t> result(display.size());
    for (int y = inside.y; y < inside.y + inside.height; ++y) {
        for (int x = inside.x; x < inside.x + inside.width; ++x) {
            result.at(x, y) = isForeground(mask.at<std::uint8_t>(y / reduction, x / reduction)) ? 1 : 0;
        }
    }
    for (std::size_t i = 0; i < hints.pixels().size(); ++i) {
        if (hints.data()[i] != Hint::None) {
            result.data()[i] = hints.data()[i] == Hint::Foreground ? 1 : 0;
        }
    }
    return result;
}

} // namespace sorby::imaging
