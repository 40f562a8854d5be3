// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/roi_file.h"

#include "core/formats/roi_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

namespace sorby::formats {
namespace {

using annotation::Point;

// Where things stand in the first header.
constexpr std::size_t kVersion = 4;
constexpr std::size_t kType = 6;
constexpr std::size_t kTop = 8;
constexpr std::size_t kLeft = 10;
constexpr std::size_t kBottom = 12;
constexpr std::size_t kRight = 14;
constexpr std::size_t kCount = 16;
constexpr std::size_t kX1 = 18; // of lines; the left edge of sub-pixel rectangles; a count above 65535
constexpr std::size_t kY1 = 22;
constexpr std::size_t kX2 = 26; // or the width
constexpr std::size_t kY2 = 30;
constexpr std::size_t kStrokeWidth = 34;
constexpr std::size_t kPathSize = 36;
constexpr std::size_t kStrokeColour = 40;
constexpr std::size_t kSubtype = 48;
constexpr std::size_t kOptions = 50;
constexpr std::size_t kShape = 52;
constexpr std::size_t kArcSize = 54;
constexpr std::size_t kPosition = 56;
constexpr std::size_t kSecondHeader = 60;
constexpr std::size_t kHeaderBytes = 64;
// In the second header.
constexpr std::size_t kSlice = 8;
constexpr std::size_t kNameOffset = 16;
constexpr std::size_t kNameLength = 20;
constexpr std::size_t kGroup = 30;
constexpr std::size_t kPropertiesOffset = 40;
constexpr std::size_t kPropertiesLength = 44;

constexpr std::uint16_t kSplineOption = 1;
constexpr std::uint16_t kSubPixelOption = 128;
constexpr int kSubPixelVersion = 222;     // the first whose polygons may have it
constexpr int kSubPixelRectVersion = 223; // the first whose rectangles and ovals may
constexpr int kWrittenVersion = 228;
constexpr int kPointSize = 3; // of the cross on the screen
constexpr std::uint32_t kOpaque = 0xFF000000U;

/// Reads numbers; what lies beyond the end is 0, so whoever reads checks first.
class Reader {
  public:
    explicit Reader(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    [[nodiscard]] bool has(std::size_t offset, std::size_t count) const
    {
        return offset <= m_bytes.size() && count <= m_bytes.size() - offset;
    }
    [[nodiscard]] std::uint8_t byte(std::size_t offset) const
    {
        return has(offset, 1) ? std::to_integer<std::uint8_t>(m_bytes[offset]) : std::uint8_t{0};
    }
    [[nodiscard]] std::uint16_t word(std::size_t offset) const
    {
        return static_cast<std::uint16_t>((unsigned{byte(offset)} << 8U) | byte(offset + 1));
    }
    /// As ImageJ reads it: 16 bits hold -5000 to 60535.
    [[nodiscard]] int integer(std::size_t offset) const
    {
        const int value = static_cast<std::int16_t>(word(offset));
        return value < kSmallestRoiInteger ? word(offset) : value;
    }
    [[nodiscard]] std::uint32_t longWord(std::size_t offset) const
    {
        return (std::uint32_t{word(offset)} << 16U) | word(offset + 2);
    }
    [[nodiscard]] double real(std::size_t offset) const
    {
        return static_cast<double>(std::bit_cast<float>(longWord(offset)));
    }
    /// The text whose place and length (in units of 16 bits) stand at these two places; empty when it does
    /// not lie within the file.
    [[nodiscard]] std::string text(std::size_t offsetPlace, std::size_t lengthPlace) const
    {
        const std::size_t offset = longWord(offsetPlace);
        const std::size_t bytes = std::size_t{longWord(lengthPlace)} * 2;
        return offset == 0 || !has(offset, bytes) ? std::string() : fromUtf16(m_bytes.subspan(offset, bytes));
    }
    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    [[nodiscard]] std::span<const std::byte> part(std::size_t offset, std::size_t count) const
    {
        return m_bytes.subspan(offset, count);
    }

  private:
    std::span<const std::byte> m_bytes;
};

class Writer {
  public:
    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    void grow(std::size_t count) { m_bytes.resize(m_bytes.size() + count); }
    void append(std::span<const std::byte> bytes)
    {
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    }
    void byte(std::size_t offset, unsigned value) { m_bytes[offset] = static_cast<std::byte>(value); }
    void word(std::size_t offset, int value)
    {
        const auto bits = static_cast<std::uint16_t>(value);
        byte(offset, bits >> 8U);
        byte(offset + 1, bits & 0xFFU);
    }
    void longWord(std::size_t offset, std::uint32_t value)
    {
        word(offset, static_cast<int>(value >> 16U));
        word(offset + 2, static_cast<int>(value & 0xFFFFU));
    }
    void real(std::size_t offset, double value)
    {
        longWord(offset, std::bit_cast<std::uint32_t>(toRoiFloat(value)));
    }
    [[nodiscard]] std::vector<std::byte> take() { return std::move(m_bytes); }

  private:
    std::vector<std::byte> m_bytes;
};

Error malformedRoi(std::string message)
{
    return {ErrorCode::Malformed, std::move(message), {}};
}

bool hasPoints(RoiType type)
{
    return type == RoiType::Polygon || type == RoiType::Freehand || type == RoiType::Traced ||
           type == RoiType::PolyLine || type == RoiType::FreeLine || type == RoiType::Angle ||
           type == RoiType::Point;
}

Status readPoints(const Reader& reader, Roi& roi)
{
    std::size_t count = reader.word(kCount);
    const bool hasOwnLine = roi.subtype == RoiSubtype::Ellipse || roi.subtype == RoiSubtype::RotatedRectangle;
    if (count == 0 && !hasOwnLine) {
        count = reader.longWord(kX1);
    }
    const std::size_t bytesEach = roi.isSubPixel ? 12 : 4;
    if (count > reader.size() / bytesEach || !reader.has(kHeaderBytes, count * bytesEach)) {
        return malformedRoi(fmt::format("is cut off: its {} points need {} bytes and the file has {}", count,
                                        kHeaderBytes + count * bytesEach, reader.size()));
    }
    roi.points.resize(count);
    const std::size_t floats = kHeaderBytes + 4 * count;
    for (std::size_t i = 0; i < count; ++i) {
        if (roi.isSubPixel) {
            roi.points[i] = {reader.real(floats + 4 * i), reader.real(floats + 4 * (count + i))};
        } else {
            roi.points[i] = {roi.bounds.left + std::max(reader.integer(kHeaderBytes + 2 * i), 0),
                             roi.bounds.top + std::max(reader.integer(kHeaderBytes + 2 * (count + i)), 0)};
        }
        if (!isFinite(roi.points[i])) {
            return malformedRoi(fmt::format("point {} is not a number", i + 1));
        }
    }
    return {};
}

Status readPaths(const Reader& reader, std::size_t floats, Roi& roi)
{
    if (roi.type != RoiType::Rectangle) {
        return malformedRoi(
            fmt::format("has a composite outline and the type {}, which ImageJ does not write",
                        static_cast<int>(roi.type)));
    }
    if (floats > reader.size() / 4 || !reader.has(kHeaderBytes, floats * 4)) {
        return malformedRoi(fmt::format("is cut off: its outline needs {} bytes and the file has {}",
                                        kHeaderBytes + floats * 4, reader.size()));
    }
    auto paths = decodeRoiPath(reader.part(kHeaderBytes, floats * 4));
    if (!paths) {
        return paths.error();
    }
    roi.isComposite = true;
    roi.paths = std::move(*paths);
    return {};
}

void readSecondHeader(const Reader& reader, Roi& roi)
{
    const std::size_t start = reader.longWord(kSecondHeader);
    roi.slice = static_cast<int>(std::min(reader.longWord(kPosition), 0x7FFFFFFFU));
    if (start == 0 || !reader.has(start, kPropertiesLength + 4)) {
        return;
    }
    const auto slice = static_cast<int>(std::min(reader.longWord(start + kSlice), 0x7FFFFFFFU));
    roi.slice = std::max(roi.slice, slice);
    roi.name = reader.text(start + kNameOffset, start + kNameLength);
    roi.group = reader.byte(start + kGroup);
    roi.properties = parseRoiProperties(reader.text(start + kPropertiesOffset, start + kPropertiesLength));
}

int clampedInteger(double value)
{
    return static_cast<int>(std::clamp(std::round(value), double{kSmallestRoiInteger}, 60535.0));
}

annotation::Box boundsOf(const Roi& roi)
{
    annotation::Box box = annotation::boundingBox(roi.points);
    for (const auto& path : roi.paths) {
        const auto other = annotation::boundingBox(path);
        box = box.isEmpty()
                  ? other
                  : annotation::Box{std::min(box.left, other.left), std::min(box.top, other.top),
                                    std::max(box.right, other.right), std::max(box.bottom, other.bottom)};
    }
    return box;
}

void writePoints(const Roi& roi, int left, int top, Writer& writer)
{
    const std::size_t count = roi.points.size();
    const std::size_t start = writer.size();
    writer.grow(count * (roi.isSubPixel ? 12 : 4));
    const auto relative = [](double value, int origin) {
        return std::clamp(clampedInteger(value) - origin, 0, 60535);
    };
    for (std::size_t i = 0; i < count; ++i) {
        const Point point = roi.points[i];
        writer.word(start + 2 * i, relative(point.x, left));
        writer.word(start + 2 * (count + i), relative(point.y, top));
        if (roi.isSubPixel) {
            writer.real(start + 4 * (count + i), point.x);
            writer.real(start + 4 * (2 * count + i), point.y);
        }
    }
}

void writeSecondHeader(const Roi& roi, Writer& writer)
{
    const std::size_t start = writer.size();
    writer.longWord(kSecondHeader, static_cast<std::uint32_t>(start));
    writer.grow(kHeaderBytes);
    writer.byte(start + kGroup, roi.group);
    const auto putText = [&](const std::string& text, std::size_t offsetPlace, std::size_t lengthPlace) {
        const auto units = toUtf16(text);
        if (!units.empty()) {
            writer.longWord(start + offsetPlace, static_cast<std::uint32_t>(writer.size()));
            writer.longWord(start + lengthPlace, static_cast<std::uint32_t>(units.size() / 2));
            writer.append(units);
        }
    };
    putText(roi.name, kNameOffset, kNameLength);
    putText(toText(roi.properties), kPropertiesOffset, kPropertiesLength);
}

} // namespace

bool beginsLikeRoi(std::span<const std::byte> bytes)
{
    static constexpr std::byte kMagic[] = {std::byte{'I'}, std::byte{'o'}, std::byte{'u'}, std::byte{'t'}};
    return bytes.size() >= std::size(kMagic) &&
           std::equal(std::begin(kMagic), std::end(kMagic), bytes.begin());
}

Result<Roi> decodeRoi(std::span<const std::byte> bytes)
{
    if (!beginsLikeRoi(bytes)) {
        return malformedRoi("is no selection of ImageJ: it does not begin with \"Iout\"");
    }
    const Reader reader(bytes);
    if (!reader.has(0, kHeaderBytes)) {
        return malformedRoi(fmt::format("is cut off: the header needs {} bytes and the file has {}",
                                        kHeaderBytes, bytes.size()));
    }
    if (reader.byte(kType) > static_cast<int>(RoiType::Point)) {
        return Error{ErrorCode::Unsupported,
                     fmt::format("is a selection of the unknown type {}", int{reader.byte(kType)}),
                     {}};
    }
    Roi roi;
    const int version = reader.integer(kVersion);
    const std::uint16_t options = reader.word(kOptions);
    roi.type = static_cast<RoiType>(reader.byte(kType));
    roi.subtype = static_cast<RoiSubtype>(reader.word(kSubtype));
    roi.isSubPixel = (options & kSubPixelOption) != 0 && version >= kSubPixelVersion;
    roi.isSpline = (options & kSplineOption) != 0;
    roi.bounds = {double(reader.integer(kLeft)), double(reader.integer(kTop)), double(reader.integer(kRight)),
                  double(reader.integer(kBottom))};
    const Point first{reader.real(kX1), reader.real(kY1)};
    const Point second{reader.real(kX2), reader.real(kY2)};
    const bool isBox = roi.type == RoiType::Rectangle || roi.type == RoiType::Oval;
    if (isBox && roi.isSubPixel && version >= kSubPixelRectVersion) {
        roi.bounds = {first.x, first.y, first.x + second.x, first.y + second.y};
    }
    roi.arcSize = std::max(reader.integer(kArcSize), 0);
    const auto colour = reader.longWord(kStrokeColour);
    if (colour != 0) {
        roi.stroke = Rgb8{reader.byte(kStrokeColour + 1), reader.byte(kStrokeColour + 2),
                          reader.byte(kStrokeColour + 3)};
    }
    const std::size_t floats = reader.longWord(kPathSize) <= 0x7FFFFFFFU ? reader.longWord(kPathSize) : 0;
    if (floats > 0) {
        if (auto done = readPaths(reader, floats, roi); !done) {
            return done.error();
        }
    } else if (hasPoints(roi.type)) {
        roi.from = first;
        roi.to = second;
        roi.shape = reader.real(kShape);
        if (auto done = readPoints(reader, roi); !done) {
            return done.error();
        }
    }
    readSecondHeader(reader, roi);
    return roi;
}

std::vector<std::byte> encodeRoi(const Roi& roi)
{
    assert(roi.isComposite || hasPoints(roi.type));
    assert(roi.points.size() <= kMostRoiPoints);
    Writer writer;
    writer.grow(kHeaderBytes);
    std::size_t place = 0;
    for (const char letter : {'I', 'o', 'u', 't'}) {
        writer.byte(place++, static_cast<unsigned char>(letter));
    }
    const auto box = boundsOf(roi);
    const int left = clampedInteger(std::floor(box.left));
    const int top = clampedInteger(std::floor(box.top));
    writer.word(kVersion, kWrittenVersion);
    writer.byte(kType, static_cast<unsigned>(roi.isComposite ? RoiType::Rectangle : roi.type));
    writer.word(kTop, top);
    writer.word(kLeft, left);
    writer.word(kBottom, clampedInteger(std::ceil(box.bottom)));
    writer.word(kRight, clampedInteger(std::ceil(box.right)));
    if (roi.type == RoiType::Point && !roi.isComposite) {
        writer.word(kStrokeWidth, kPointSize);
    }
    if (roi.stroke) {
        writer.longWord(kStrokeColour, kOpaque | (unsigned{roi.stroke->r} << 16U) |
                                           (unsigned{roi.stroke->g} << 8U) | roi.stroke->b);
    }
    if (roi.isComposite) {
        const auto path = encodeRoiPath(roi.paths);
        writer.longWord(kPathSize, static_cast<std::uint32_t>(path.size() / 4));
        writer.append(path);
    } else {
        writer.word(kCount, static_cast<int>(roi.points.size()));
        writer.word(kOptions, roi.isSubPixel ? kSubPixelOption : 0);
        writePoints(roi, left, top, writer);
    }
    writeSecondHeader(roi, writer);
    return writer.take();
}

} // namespace sorby::formats
