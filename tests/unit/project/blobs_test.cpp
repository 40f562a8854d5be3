// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/project/blobs.h"
#include "tests/unit/project/sample_records.h"

namespace sorby::project::test {
namespace {

annotation::Polygon anyPolygon(Random& random)
{
    const auto ring = [&] {
        annotation::Ring points(static_cast<std::size_t>(random.between(0, 30)));
        for (auto& point : points) {
            point = {random.uniform(-1e6, 1e6), random.normal()};
        }
        return points;
    };
    annotation::Polygon polygon{ring(), {}};
    for (int i = random.between(0, 3); i > 0; --i) {
        polygon.holes.push_back(ring());
    }
    return polygon;
}

TEST(PolygonBlob, decodesWhatWasEncoded)
{
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Random random(seed);
        const auto polygon = anyPolygon(random);
        EXPECT_EQ(valueOf(decodePolygon(encodePolygon(polygon))), polygon) << "seed " << seed;
    }
}

TEST(PolygonBlob, isTheSameOnEveryMachine)
{
    // Version, one ring, one point: 1.0 is 3FF0000000000000.
    const auto bytes = encodePolygon({{{1.0, -2.0}}, {}});
    const std::vector<unsigned> wanted = {1, 1, 0,    0,    0, 1, 0, 0, 0, 0, 0, 0,   0,
                                          0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0};
    ASSERT_EQ(bytes.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        EXPECT_EQ(std::to_integer<unsigned>(bytes[i]), wanted[i]) << "byte " << i;
    }
}

TEST(PolygonBlob, refusesEveryLengthButItsOwn)
{
    auto bytes = encodePolygon(someAnnotations().objects[0].polygon);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const auto result = decodePolygon(std::span(bytes).first(length));
        ASSERT_FALSE(result) << length << " of " << bytes.size() << " bytes";
        EXPECT_EQ(result.error().code, ErrorCode::Malformed);
    }
    bytes.push_back(std::byte{0});
    EXPECT_FALSE(decodePolygon(bytes));
}

TEST(PolygonBlob, believesNoCount)
{
    const auto good = encodePolygon(someAnnotations().objects[0].polygon);
    for (std::size_t place = 0; place < 9; ++place) {
        for (const auto value : {std::byte{0}, std::byte{0x7F}, std::byte{0xFF}}) {
            auto bytes = good;
            if (bytes[place] == value) {
                continue;
            }
            bytes[place] = value;
            EXPECT_FALSE(decodePolygon(bytes)) << "byte " << place;
        }
    }
}

TEST(TileBlob, decodesWhatWasEncoded)
{
    Random random(7);
    annotation::PixelEdits::Tile tile(annotation::PixelEdits::kTileSize, annotation::PixelEdits::kTileSize);
    for (auto& value : tile.pixels()) {
        value = static_cast<std::uint8_t>(random.below(256));
    }
    EXPECT_EQ(*valueOf(decodeTile(encodeTile(tile))), tile);
}

TEST(TileBlob, refusesWhatIsCutOffOrOfAnotherSize)
{
    const annotation::PixelEdits::Tile tile(annotation::PixelEdits::kTileSize,
                                            annotation::PixelEdits::kTileSize, 3);
    const auto bytes = encodeTile(tile);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        EXPECT_FALSE(decodeTile(std::span(bytes).first(length))) << length;
    }
    EXPECT_FALSE(decodeTile(encodeTile(annotation::PixelEdits::Tile(64, 64, 3))));
    EXPECT_FALSE(decodeTile(encodeTile(annotation::PixelEdits::Tile(256, 256, 3))));
}

} // namespace
} // namespace sorby::project::test
