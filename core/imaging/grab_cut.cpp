// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/grab_cut.h"

#include "core/base/pixel_rect.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <string>

namespace sorby::imaging {
namespace {

/// OpenCV draws its first guess at random.
constexpr std::uint64_t kSeed = 0x536f726279;

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
        const std::uint64_t state = cv::theRNG().state;
        cv::theRNG().state = kSeed;
        cv::Mat background;
        cv::Mat object;
        cv::grabCut(reducedImage(display, reduction), mask, {}, background, object,
                    std::max(1, options.rounds), cv::GC_INIT_WITH_MASK);
        cv::theRNG().state = state;
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
