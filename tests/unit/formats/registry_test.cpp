// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/format.h"
#include "core/imaging/micrograph.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <set>
#include <stop_token>
#include <string>

namespace sorby::test {
namespace {

using formats::Finding;
using formats::Severity;

TEST(FindingTest, IsDescribedByThePartsThatAreKnown)
{
    EXPECT_EQ(describe(Finding{Severity::Refused, "a.csv", 7, "polygon", "x.png", "is bad"}),
              "a.csv:7: x.png: is bad");
    EXPECT_EQ(describe(Finding{Severity::Flagged, "a.png", {}, {}, {}, "is cut off"}), "a.png: is cut off");
    EXPECT_EQ(describe(Finding{Severity::Flagged, {}, {}, {}, {}, "is bad"}), "is bad");
    EXPECT_STREQ(toText(Severity::Refused), "refused");
    EXPECT_STREQ(toText(Severity::Repaired), "repaired");
    EXPECT_STREQ(toText(Severity::Flagged), "flagged");
}

TEST(RegistryTest, FormatsAreFoundById)
{
    std::set<std::string> ids;
    for (const auto* format : formats::allFormats()) {
        EXPECT_EQ(formats::findFormat(format->id()), format);
        EXPECT_FALSE(std::string(format->title()).empty());
        EXPECT_EQ(format->takesPages(), std::string(format->id()) == "images") << format->id();
        EXPECT_TRUE(ids.insert(format->id()).second) << format->id() << " twice";
    }
    EXPECT_EQ(ids, (std::set<std::string>{"aachen", "coco", "cvat", "geojson", "imagej", "images",
                                          "instances", "labelme", "masks", "rgb", "tiff", "yolo"}));
    EXPECT_EQ(formats::findFormat("no such"), nullptr);
}

class RecogniseTest : public testing::Test {
  protected:
    std::string idOf(const std::string& source)
    {
        const auto format = formats::recogniseFormat(m_folder / source);
        return format ? (*format)->id() : describe(format.error());
    }
    void putLabels(const std::string& name)
    {
        ASSERT_TRUE(imaging::writeIndexedPng(m_folder / name, imaging::LabelImage(9, 9, 1),
                                             annotation::numberedClasses(1)));
    }
    void putNoise(const std::string& name)
    {
        Raster<std::uint8_t> pixels(16, 16);
        for (std::size_t i = 0; i < pixels.pixels().size(); ++i) {
            pixels.pixels()[i] = static_cast<std::uint8_t>(i);
        }
        ASSERT_TRUE(imaging::writePng(m_folder / name, pixels));
    }

    TemporaryFolder m_folder;
};

TEST_F(RecogniseTest, SourcesAreRecognisedByContent)
{
    writeText(m_folder / "aachen/steel_polygon.csv", "Image_url;point;polygon\n");
    putNoise("aachen/a.png");
    putNoise("pair/images/a.png");
    putLabels("pair/masks/a.png");
    putLabels("labels/a.png");
    putLabels("exported/a.png");
    writeText(m_folder / "exported/classes.json", "{}");
    putNoise("pictures/a.png");
    EXPECT_EQ(idOf("aachen"), "aachen");
    EXPECT_EQ(idOf("aachen/steel_polygon.csv"), "aachen");
    EXPECT_EQ(idOf("pair"), "masks");
    EXPECT_EQ(idOf("pair/masks"), "masks");
    EXPECT_EQ(idOf("labels"), "masks");
    EXPECT_EQ(idOf("exported"), "masks");
    EXPECT_EQ(idOf("pictures"), "images");
    EXPECT_EQ(idOf("pictures/a.png"), "images");
}

TEST_F(RecogniseTest, WhatIsNotRecognisedIsAnErrorThatListsTheFormats)
{
    writeText(m_folder / "empty/notes.txt", "nothing");
    const auto unknown = formats::recogniseFormat(m_folder / "empty");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::Unsupported);
    EXPECT_NE(unknown.error().message.find("aachen"), std::string::npos);
    const auto missing = formats::recogniseFormat(m_folder / "weg");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_EQ(missing.error().where, toUtf8(m_folder / "weg"));
}

class ImagesTest : public testing::Test {
  protected:
    Status run(const std::string& source)
    {
        return formats::findFormat("images")->read({.source = m_folder / source}, sink, {});
    }
    TemporaryFolder m_folder;
    CollectingSink sink;
};

TEST_F(ImagesTest, AFolderGivesItsMicrographsWithoutAnnotations)
{
    writeMicrograph(m_folder / "in/b.png", {7, 5});
    writeMicrograph(m_folder / "in/a #1.TIF", {3, 2});
    writeMicrograph(m_folder / "in/broken.png", {30, 20});
    cutInHalf(m_folder / "in/broken.png");
    writeText(m_folder / "in/notes.txt", "passed over");
    ASSERT_TRUE(run("in"));
    ASSERT_EQ(sink.images.size(), 3U);
    EXPECT_EQ(sink.images[0].name, "a #1.TIF");
    EXPECT_EQ(sink.images[0].size, (Size{3, 2}));
    EXPECT_EQ(sink.images[1].size, (Size{7, 5}));
    EXPECT_FALSE(sink.images[2].size);
    for (const auto& image : sink.images) {
        EXPECT_FALSE(image.annotated);
        EXPECT_TRUE(image.annotations.isEmpty());
    }
    ASSERT_EQ(sink.findings.size(), 1U);
    EXPECT_EQ(sink.findings[0].severity, Severity::Flagged);
    EXPECT_EQ(sink.findings[0].image, "broken.png");
    EXPECT_EQ(formats::findFormat("images")->makeExporter({m_folder / "out", {}}), nullptr);
}

TEST_F(ImagesTest, AFileGivesItself)
{
    writeMicrograph(m_folder / "ein Bild.png", {7, 5});
    ASSERT_TRUE(run("ein Bild.png"));
    ASSERT_EQ(sink.images.size(), 1U);
    EXPECT_EQ(sink.images[0].file, m_folder / "ein Bild.png");
}

TEST_F(ImagesTest, ASubfolderOfImagesIsTakenWhenThereAreNoneBeside)
{
    writeMicrograph(m_folder / "in/PNG/a.png", {7, 5});
    ASSERT_TRUE(run("in"));
    EXPECT_EQ(sink.images.size(), 1U);
}

TEST_F(ImagesTest, NothingToReadIsAnError)
{
    writeText(m_folder / "in/notes.txt", "nothing");
    writeText(m_folder / "broken.png", "nothing");
    for (const char* source : {"in", "broken.png", "weg.png"}) {
        const auto done = run(source);
        ASSERT_FALSE(done) << source;
        EXPECT_EQ(done.error().where, toUtf8(m_folder / source));
    }
}

TEST_F(ImagesTest, StopsWithinOneImage)
{
    writeMicrograph(m_folder / "in/a.png", {7, 5});
    writeMicrograph(m_folder / "in/b.png", {7, 5});
    std::stop_source stop;
    const JobControl control{stop.get_token(), [&](const Progress&) { stop.request_stop(); }};
    const auto done = formats::findFormat("images")->read({.source = m_folder / "in"}, sink, control);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(sink.images.size(), 1U);
}

} // namespace
} // namespace sorby::test
