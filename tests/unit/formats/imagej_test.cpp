// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/imagej.h"
#include "core/formats/imagej_archive.h"
#include "core/formats/roi_outline.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

namespace fs = std::filesystem;
using annotation::Point;
using annotation::Ring;
using formats::imageJFormat;
using formats::Roi;
using formats::Severity;

constexpr Size kSize{60, 40};

Ring squareRing(double left, double top, double side)
{
    return {{left, top}, {left + side, top}, {left + side, top + side}, {left, top + side}};
}

Roi squareRoi(double left, double top, double side, const std::string& name = "0001-0001")
{
    Roi roi = formats::roiOf({{squareRing(left, top, side), {}}});
    roi.name = name;
    return roi;
}

class ImageJTest : public testing::Test {
  protected:
    ImageJTest()
    {
        for (const char* name : {"MA island", "Pore größer"}) {
            const auto id = static_cast<annotation::ClassId>(m_classes.size());
            m_classes.push_back({id, name, annotation::defaultClassColour(id)});
        }
    }

    using Entries = std::vector<std::pair<std::string, std::vector<std::byte>>>;
    static void write(const fs::path& path, const std::vector<std::byte>& bytes)
    {
        expectGood(writeFileAtomically(path, std::span(bytes), Outlives::ProgramEnd));
    }
    static void writeSet(const fs::path& path, const std::vector<Roi>& rois)
    {
        Entries entries;
        for (const auto& roi : rois) {
            entries.emplace_back(std::to_string(entries.size()) + ".roi", formats::encodeRoi(roi));
        }
        write(path, valueOf(formats::packRois(entries)));
    }
    Status read(const fs::path& source, bool knowsClasses = true)
    {
        m_sink = {};
        formats::ImportRequest request{.source = source};
        if (knowsClasses) {
            request.classes = m_classes;
        }
        return imageJFormat().read(request, m_sink, {});
    }
    /// Of the only image.
    const std::vector<annotation::Object>& objectsOf(const fs::path& source, bool knowsClasses = true)
    {
        expectGood(read(source, knowsClasses));
        EXPECT_EQ(m_sink.images.size(), 1U) << m_sink.list();
        static const std::vector<annotation::Object> none;
        return m_sink.images.empty() ? none : m_sink.images.front().annotations.objects;
    }
    TemporaryFolder m_folder;
    annotation::ClassList m_classes = {{0, "matrix", {}}};
    CollectingSink m_sink;
};

// ---- classes ---------------------------------------------------------------------------------------------

TEST_F(ImageJTest, TheClassIsPropertyGroupNameOrTheFirst)
{
    std::vector<Roi> rois(8, squareRoi(2, 2, 10));
    rois[0].properties = {{"class", "Riss"}}; // new, before group and name
    rois[0].group = 1;
    rois[0].name = "MA island 1";
    rois[0].stroke = Rgb8{9, 8, 7};
    rois[1].group = 2;
    rois[1].name = "MA island 1";
    rois[2].group = 7;
    rois[3].name = "pore größer-3";
    rois[4].name = "Pore größerer"; // another word
    rois[5].name = "ignore 2";
    rois[6].group = 255;
    rois[7].properties = {{"class", "matrix"}};
    writeMicrograph(m_folder / "a.png", kSize);
    writeSet(m_folder / "a.zip", rois);
    std::vector<int> ids;
    for (const auto& object : objectsOf(m_folder / "a.zip")) {
        ids.push_back(object.classId);
    }
    EXPECT_EQ(ids, (std::vector<int>{3, 2, 4, 2, 1, 255, 255, 0}));
    ASSERT_TRUE(m_sink.givenClasses);
    EXPECT_EQ(m_sink.givenClasses->at(3).name, "Riss");
    EXPECT_EQ(m_sink.givenClasses->at(3).colour, (Rgb8{9, 8, 7}));
    EXPECT_EQ(m_sink.givenClasses->at(4).name, "class 7");
}

TEST_F(ImageJTest, WithoutAProjectClassesAreMade)
{
    writeSet(m_folder / "a.zip", {squareRoi(2, 2, 10)});
    EXPECT_EQ(objectsOf(m_folder / "a.zip", false).at(0).classId, 1);
    ASSERT_TRUE(m_sink.givenClasses);
    EXPECT_EQ(m_sink.givenClasses->size(), 2U);
}

TEST_F(ImageJTest, ExactCoordinatesOfAnotherOutlineAreNotUsed)
{
    auto roi = formats::roiOf({{{{1.5, 2.25}, {20, 2}, {8, 30}}, {}}});
    for (const char* text : {"1.5 2.25 20 2 8 31", "1.5 2.25 20 2", "1.5 2.25 20 2 8", "1.5 2.25 x 2 8 30",
                             "", "1.5 2.25 20 2 8 30; 1 2", ";", "1.5 2.25 20 2 8 nan", "1e999 2 3 4 5 6"}) {
        roi.properties = {{"exact", text}};
        writeSet(m_folder / "a.zip", {roi});
        EXPECT_EQ(objectsOf(m_folder / "a.zip").at(0).polygon.outer, roi.points) << text;
    }
    roi.properties = {{"exact", "1.5 2.25 20 2.00000001 8 30"}};
    writeSet(m_folder / "a.zip", {roi});
    EXPECT_EQ(objectsOf(m_folder / "a.zip").at(0).polygon.outer[1], (Point{20, 2.00000001}));
}

// ---- which micrograph ------------------------------------------------------------------------------------

TEST_F(ImageJTest, FilesFindTheirMicrographsByName)
{
    for (const char* name : {"images/spot 1.tif.png", "images/spot 1.2.png", "images/c_RoiSet.png",
                             "images/d #ä.png", "images/e.png", "images/f.png"}) {
        writeMicrograph(m_folder / name, kSize);
    }
    writeSet(m_folder / "spot 1.2.zip", {squareRoi(1, 1, 5)});
    writeSet(m_folder / "c_RoiSet.zip", {squareRoi(2, 1, 5)});
    writeSet(m_folder / "d #ä_RoiSet.zip", {squareRoi(3, 1, 5)});
    writeSet(m_folder / "E.png.ZIP", {squareRoi(4, 1, 5)});
    write(m_folder / "e.roi", formats::encodeRoi(squareRoi(4, 10, 5)));
    writeSet(m_folder / "f/RoiSet.zip", {squareRoi(5, 1, 5)});
    writeSet(m_folder / "missing.zip", {squareRoi(6, 1, 5)});
    EXPECT_TRUE(imageJFormat().recognises(m_folder.path()));
    expectGood(read(m_folder.path()));
    std::map<std::string, std::vector<double>> lefts;
    for (const auto& image : m_sink.images) {
        for (const auto& object : image.annotations.objects) {
            lefts[image.name].push_back(object.polygon.outer.front().x);
        }
        EXPECT_EQ(image.size.has_value(), image.name != "missing");
    }
    EXPECT_EQ(lefts, (std::map<std::string, std::vector<double>>{{"spot 1.2.png", {1}},
                                                                 {"c_RoiSet.png", {2}},
                                                                 {"d #ä.png", {3}},
                                                                 {"e.png", {4, 4}},
                                                                 {"f.png", {5}},
                                                                 {"missing", {6}}}));
    EXPECT_EQ(m_sink.findingWith("image not found in").image, "missing");
    EXPECT_EQ(m_sink.findings.size(), 1U) << m_sink.list();
}

TEST_F(ImageJTest, OneMicrographTakesWhateverLiesBesideIt)
{
    writeMicrograph(m_folder / "spot.png", kSize);
    write(m_folder / "0001-0002.roi", formats::encodeRoi(squareRoi(4, 10, 5)));
    write(m_folder / "0003-0004.roi", formats::encodeRoi(squareRoi(14, 10, 5)));
    EXPECT_EQ(objectsOf(m_folder.path()).size(), 2U);
    EXPECT_EQ(m_sink.images[0].name, "spot.png");
    EXPECT_EQ(objectsOf(m_folder / "0001-0002.roi").size(), 1U);
    EXPECT_EQ(m_sink.images[0].name, "spot.png");
    EXPECT_EQ(m_sink.images[0].annotations.objects[0].provenance.who, "0001-0002.roi");
    writeSet(m_folder / "sub/RoiSet.zip", {squareRoi(2, 2, 4)});
    m_sink = {};
    expectGood(imageJFormat().read({.source = m_folder / "sub/RoiSet.zip", .images = m_folder / "spot.png"},
                                   m_sink, {}));
    EXPECT_EQ(m_sink.images.back().name, "spot.png");
    // With a second one nothing says which is meant.
    writeMicrograph(m_folder / "spot 2.png", kSize);
    EXPECT_EQ(objectsOf(m_folder / "0001-0002.roi").size(), 1U);
    EXPECT_EQ(m_sink.images[0].name, "0001-0002");
    EXPECT_TRUE(m_sink.images[0].file.empty());
}

TEST_F(ImageJTest, ASelectionWithoutItsMicrographIsNotGivenToAnother)
{
    writeMicrograph(m_folder / "a.png", kSize);
    write(m_folder / "a.roi", formats::encodeRoi(squareRoi(4, 10, 5)));
    write(m_folder / "b.roi", formats::encodeRoi(squareRoi(14, 10, 5)));
    expectGood(read(m_folder.path()));
    ASSERT_EQ(m_sink.images.size(), 2U);
    EXPECT_EQ(m_sink.images[0].name, "a.png");
    EXPECT_EQ(m_sink.images[1].name, "b");
    EXPECT_EQ(m_sink.findingWith("image not found in").image, "b");
}

TEST_F(ImageJTest, ObjectsAreClippedToTheMicrograph)
{
    writeMicrograph(m_folder / "a.png", kSize);
    writeSet(m_folder / "a.zip", {squareRoi(50, 30, 20), squareRoi(100, 100, 5)});
    const auto& objects = objectsOf(m_folder / "a.zip");
    ASSERT_EQ(objects.size(), 1U);
    EXPECT_EQ(annotation::area(objects[0].polygon), 100);
    EXPECT_EQ(m_sink.count(Severity::Repaired), 1U);
    EXPECT_EQ(m_sink.count(Severity::Refused), 1U);
}

// ---- what is wrong ---------------------------------------------------------------------------------------

TEST_F(ImageJTest, ADamagedSelectionLeavesTheOthers)
{
    const auto good = formats::encodeRoi(squareRoi(2, 2, 10));
    auto cut = good;
    cut.resize(70);
    auto line = squareRoi(2, 2, 10);
    line.type = formats::RoiType::PolyLine;
    auto point = squareRoi(2, 2, 10);
    point.type = formats::RoiType::Point;
    point.points.clear();
    auto badPoi = squareRoi(30, 2, 10);
    badPoi.properties = {{"poi", "1 x"}, {"part", "-3"}};
    write(m_folder / "a.zip", valueOf(formats::packRois({{"cut.roi", cut},
                                                         {"folder/good.roi", good},
                                                         {"__MACOSX/._good.roi", cut},
                                                         {"empty.roi", {}},
                                                         {"line.roi", formats::encodeRoi(line)},
                                                         {"point.roi", formats::encodeRoi(point)},
                                                         {"flat.roi", formats::encodeRoi(squareRoi(5, 5, 0))},
                                                         {"poi.roi", formats::encodeRoi(badPoi)},
                                                         {"readme.txt", cut}})));
    writeMicrograph(m_folder / "a.png", kSize);
    const auto& objects = objectsOf(m_folder / "a.zip");
    ASSERT_EQ(objects.size(), 2U) << m_sink.list();
    EXPECT_EQ(objects[0].polygon.outer, squareRing(2, 2, 10));
    EXPECT_EQ(objects[1].group, 0);
    EXPECT_EQ(m_sink.findingWith("is cut off: its 4 points").path, "cut.roi");
    EXPECT_EQ(m_sink.findingWith("does not begin with").path, "empty.roi");
    EXPECT_EQ(m_sink.findingWith("is a line").path, "line.roi");
    EXPECT_EQ(m_sink.findingWith("is cut off: its").severity, Severity::Refused);
    EXPECT_EQ(m_sink.findingWith("has no point").path, "point.roi");
    EXPECT_EQ(m_sink.findingWith("point of interest among").path, "poi.roi");
    EXPECT_NE(m_sink.findingWith("1 entry that is no selection").file.find("a.zip"), std::string::npos);
    EXPECT_EQ(m_sink.count(Severity::Refused), 5U) << m_sink.list();
}

TEST_F(ImageJTest, ASmoothCurveIsTold)
{
    auto bytes = formats::encodeRoi(squareRoi(2, 2, 10));
    bytes[51] |= std::byte{1};
    write(m_folder / "a.roi", bytes);
    EXPECT_EQ(objectsOf(m_folder / "a.roi").size(), 1U);
    EXPECT_EQ(m_sink.findingWith("smooth curve").severity, Severity::Flagged);
}

TEST_F(ImageJTest, OtherSlicesOfAStackAreTold)
{
    auto bytes = formats::encodeRoi(squareRoi(2, 2, 10));
    bytes[59] = std::byte{4};
    write(m_folder / "a.roi", bytes);
    EXPECT_EQ(objectsOf(m_folder / "a.roi").size(), 1U);
    EXPECT_EQ(m_sink.findingWith("another slice of a stack").severity, Severity::Flagged);
}

TEST_F(ImageJTest, AFileThatIsCutOffIsAnErrorAloneAndAFindingAmongOthers)
{
    writeSet(m_folder / "a.zip", {squareRoi(2, 2, 10), squareRoi(22, 2, 10)});
    const std::string whole = textOf(m_folder / "a.zip");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        writeText(m_folder / "b.zip", whole.substr(0, length));
        const auto done = read(m_folder / "b.zip");
        ASSERT_FALSE(done) << length;
        EXPECT_NE(done.error().where.find("b.zip"), std::string::npos);
    }
    expectGood(read(m_folder.path()));
    ASSERT_EQ(m_sink.images.size(), 1U);
    EXPECT_EQ(m_sink.images[0].annotations.objects.size(), 2U);
    EXPECT_EQ(m_sink.findingWith("is no ZIP archive").severity, Severity::Refused);
}

TEST_F(ImageJTest, ChangedBytesOfAnArchiveNeverPassUnseen)
{
    Entries entries;
    for (const double left : {2, 22, 42}) {
        entries.emplace_back(std::to_string(left) + ".roi", formats::encodeRoi(squareRoi(left, 2, 10)));
    }
    const auto whole = valueOf(formats::packRois(entries));
    std::mt19937 random(2);
    int complete = 0;
    for (int round = 0; round < 400; ++round) {
        auto bytes = whole;
        bytes[random() % bytes.size()] ^= static_cast<std::byte>(1 + random() % 255);
        write(m_folder / "a.zip", bytes);
        const auto done = read(m_folder / "a.zip");
        for (const auto& image : m_sink.images) {
            for (const auto& object : image.annotations.objects) {
                EXPECT_EQ(object.polygon.outer, squareRing(object.polygon.outer.front().x, 2, 10)) << round;
            }
        }
        const std::size_t count = m_sink.images.empty() ? 0 : m_sink.images[0].annotations.objects.size();
        const auto told = m_sink.count(Severity::Refused) + m_sink.count(Severity::Flagged) -
                          (m_sink.images.empty() ? 0U : 1U);
        EXPECT_TRUE(!done || count + told >= 3) << round << m_sink.list();
        complete += done && count == 3 ? 1 : 0;
    }
    EXPECT_GT(complete, 0);
}

TEST_F(ImageJTest, AnEntryThatIsLongerThanItSaysIsRefused)
{
    const auto good = formats::encodeRoi(squareRoi(2, 2, 10));
    auto bytes = valueOf(formats::packRois({{"a.roi", good}, {"b.roi", good}}));
    const std::string text(reinterpret_cast<const char*>(bytes.data()),
                           bytes.size()); // NOLINT: bytes as text
    const auto listed = text.find("PK\1\2");
    ASSERT_NE(listed, std::string::npos);
    for (const std::size_t place : {std::size_t{22}, listed + 24}) {
        ASSERT_EQ(std::to_integer<std::size_t>(bytes[place]), good.size());
        bytes[place] = static_cast<std::byte>(good.size() - 1);
    }
    write(m_folder / "a.zip", bytes);
    EXPECT_EQ(objectsOf(m_folder / "a.zip").size(), 1U);
    EXPECT_EQ(m_sink.findingWith("cannot be unpacked").path, "a.roi");
}

TEST_F(ImageJTest, EntriesThatGrowTooLargeAreRefused)
{
    writeMicrograph(m_folder / "a.png", kSize);
    const std::vector<std::byte> zeros((std::size_t{64} << 20U) + 1);
    write(m_folder / "a.zip",
          valueOf(
              formats::packRois({{"bomb.roi", zeros}, {"b.roi", formats::encodeRoi(squareRoi(2, 2, 10))}})));
    EXPECT_LT(fs::file_size(m_folder / "a.zip"), 200000U);
    EXPECT_EQ(objectsOf(m_folder / "a.zip").size(), 1U);
    EXPECT_EQ(m_sink.findingWith("more than 64 MiB").path, "bomb.roi");
}

TEST_F(ImageJTest, OtherFilesAreNotTakenForSelections)
{
    write(m_folder / "other.zip", valueOf(formats::packRois({{"a.txt", std::vector<std::byte>(9)}})));
    writeText(m_folder / "text.roi", "no selection at all");
    EXPECT_FALSE(imageJFormat().recognises(m_folder / "other.zip"));
    EXPECT_FALSE(imageJFormat().recognises(m_folder / "text.roi"));
    EXPECT_FALSE(imageJFormat().recognises(m_folder.path()));
    EXPECT_FALSE(imageJFormat().recognises(m_folder / "missing"));
    EXPECT_FALSE(read(m_folder / "missing"));
    EXPECT_FALSE(read(m_folder / "other.zip"));
    const auto done = read(m_folder.path());
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().message.find("none of its 2 files"), std::string::npos);
    fs::create_directories(m_folder / "empty");
    EXPECT_EQ(read(m_folder / "empty").error().code, ErrorCode::NotFound);
    writeSet(m_folder / "good.zip", {squareRoi(2, 2, 10)});
    write(m_folder / "good.roi", formats::encodeRoi(squareRoi(2, 2, 10)));
    EXPECT_TRUE(imageJFormat().recognises(m_folder / "good.zip"));
    EXPECT_TRUE(imageJFormat().recognises(m_folder / "good.roi"));
}

TEST_F(ImageJTest, StopsWhenAsked)
{
    writeSet(m_folder / "a.zip", {squareRoi(2, 2, 10)});
    writeSet(m_folder / "b.zip", {squareRoi(2, 2, 10)});
    std::stop_source stop;
    stop.request_stop();
    const auto done = imageJFormat().read({.source = m_folder.path()}, m_sink, {stop.get_token(), {}});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace sorby::test
