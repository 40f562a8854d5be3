// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/imaging/forged_tags.h"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace sorby::test {
namespace {

constexpr std::uint16_t kLong = 4;
constexpr std::size_t kBytesOf[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

class Writer {
  public:
    explicit Writer(const TaggedTiff& tiff) : m_tiff(tiff) {}

    std::string write()
    {
        m_bytes.assign(2, m_tiff.isBigEndian ? 'M' : 'I');
        number(m_tiff.isBig ? 43 : 42, 2);
        if (m_tiff.isBig) {
            number(8, 2);
            number(0, 2);
        }
        std::size_t link = m_bytes.size();
        number(0, wordBytes());
        m_bytes += m_tiff.appendix;
        for (const auto& page : m_tiff.pages) {
            link = writePage(page, link);
        }
        return m_bytes;
    }

  private:
    [[nodiscard]] std::size_t wordBytes() const { return m_tiff.isBig ? 8 : 4; }

    [[nodiscard]] std::string encoded(std::uint64_t value, std::size_t count) const
    {
        std::string bytes;
        for (std::size_t i = 0; i < count; ++i) {
            const auto shift = 8 * (m_tiff.isBigEndian ? count - 1 - i : i);
            bytes += static_cast<char>(value >> shift & 0xff);
        }
        return bytes;
    }
    void number(std::uint64_t value, std::size_t count) { m_bytes += encoded(value, count); }

    [[nodiscard]] std::string valuesOf(const ForgedTag& tag) const
    {
        std::string bytes = tag.bytes;
        const bool isRational = tag.type == 5 || tag.type == 10;
        for (const auto word : tag.words) {
            bytes += encoded(word, isRational ? 4 : kBytesOf[tag.type]);
        }
        return bytes;
    }

    /// Pixels, values, then the directory; the place of its link to the next one.
    std::size_t writePage(const ForgedPage& page, std::size_t link)
    {
        const auto pixels = static_cast<std::uint32_t>(m_bytes.size());
        const auto area = page.width * page.height;
        m_bytes.append(area, '\x40');
        std::vector<ForgedTag> tags = page.tags;
        for (const auto& [tag, value] :
             std::vector<std::pair<std::uint16_t, std::uint32_t>>{{256, page.width},
                                                                  {257, page.height},
                                                                  {258, 8},
                                                                  {259, 1},
                                                                  {262, 1},
                                                                  {273, pixels},
                                                                  {277, 1},
                                                                  {278, page.height},
                                                                  {279, area}}) {
            tags.push_back(longTag(tag, value));
        }
        std::sort(tags.begin(), tags.end(), [](const auto& a, const auto& b) { return a.tag < b.tag; });
        std::vector<std::string> fields;
        for (const auto& tag : tags) {
            std::string values = valuesOf(tag);
            if (values.size() > wordBytes()) {
                fields.push_back(encoded(m_bytes.size(), wordBytes()));
                m_bytes += values;
            } else {
                values.resize(wordBytes(), '\0');
                fields.push_back(values);
            }
        }
        const auto place = encoded(m_bytes.size(), wordBytes());
        std::copy(place.begin(), place.end(), m_bytes.begin() + static_cast<std::ptrdiff_t>(link));
        number(tags.size(), m_tiff.isBig ? 8 : 2);
        for (std::size_t i = 0; i < tags.size(); ++i) {
            number(tags[i].tag, 2);
            number(tags[i].type, 2);
            number(tags[i].count, wordBytes());
            m_bytes += fields[i];
        }
        const auto next = m_bytes.size();
        number(0, wordBytes());
        return next;
    }

    const TaggedTiff& m_tiff;
    std::string m_bytes;
};

} // namespace

ForgedTag textTag(std::uint16_t tag, std::string_view text)
{
    auto result = bytesTag(tag, text);
    result.type = 2;
    result.bytes += '\0';
    ++result.count;
    return result;
}

ForgedTag bytesTag(std::uint16_t tag, std::string_view bytes)
{
    return {tag, 1, bytes.size(), {}, std::string(bytes)};
}

ForgedTag shortTag(std::uint16_t tag, std::uint16_t value)
{
    return {tag, 3, 1, {value}, {}};
}

ForgedTag longTag(std::uint16_t tag, std::uint32_t value)
{
    return {tag, kLong, 1, {value}, {}};
}

ForgedTag rationalTag(std::uint16_t tag, std::uint32_t above, std::uint32_t below)
{
    return {tag, 5, 1, {above, below}, {}};
}

ForgedTag doubleTag(std::uint16_t tag, double value)
{
    return {tag, 12, 1, {std::bit_cast<std::uint64_t>(value)}, {}};
}

std::string forge(const TaggedTiff& tiff)
{
    return Writer(tiff).write();
}

} // namespace sorby::test
