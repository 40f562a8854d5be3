// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/metadata/reading.h"

#include "core/imaging/metadata/length.h"
#include "core/imaging/metadata/text.h"

#include <fmt/format.h>

namespace sorby::imaging::metadata {

void Reading::calibrate(double xMicrometres, double yMicrometres, std::string_view raw)
{
    if (!isPixelSize(xMicrometres) || !isPixelSize(yMicrometres)) {
        doubt(fmt::format("\"{}\" is no pixel size of a micrograph.", shortened(raw)));
        return;
    }
    m_result.calibration = Calibration{xMicrometres, yMicrometres, m_source, shortened(raw), false};
}

void Reading::doubt(std::string_view sentence)
{
    m_result.doubts.push_back(fmt::format("{}: {}", m_source, sentence));
}

bool Reading::fitsWidth(std::optional<int> stated, std::string_view key)
{
    if (!stated || *stated == m_size.width) {
        return true;
    }
    doubt(fmt::format("the pixel size is not taken. {} says that the image is {} px wide, and the micrograph "
                      "has {} px: it was resized or cropped after it was taken.",
                      key, *stated, m_size.width));
    return false;
}

void Reading::takeBar(std::optional<int> rows, std::string_view key)
{
    if (!rows || *rows == 0) {
        return;
    }
    // Half of the image is no bar; what is stated does not belong to this file.
    if (*rows < 0 || *rows > m_size.height / 2) {
        doubt(fmt::format("the information bar is not taken. {} says {} rows, and the micrograph has {}.",
                          key, *rows, m_size.height));
        return;
    }
    m_result.specimenRegion = PixelRect{0, 0, m_size.width, m_size.height - *rows};
    m_result.regionSource = fmt::format("metadata ({})", key);
}

void Reading::takeSpecimenHeight(std::optional<int> height, std::string_view key)
{
    if (height && *height < m_size.height) {
        takeBar(m_size.height - *height, key);
    }
}

} // namespace sorby::imaging::metadata
