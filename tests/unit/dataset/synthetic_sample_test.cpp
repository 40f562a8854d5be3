// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/dataset/synthetic.h"
#include "core/formats/format.h"
#include "core/imaging/label_image.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/reference.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace sorby::dataset {
namespace {
namespace fs = std::filesystem;

SyntheticOptions options(int images, int classes = 1)
{
    SyntheticOptions result;
    result.images = images;
    result.size = {200, 150};
    result.classes = classes;
    result.seed = 42;
    return result;
}

class Collector final : public formats::ImportSink {
  public:
    Status classes(const annotation::ClassList& /*classes*/) override { return {}; }
    Status image(formats::ImportedImage&& image) override
    {
        images.emplace(image.name, std::move(image));
        return {};
    }
    void finding(formats::Finding finding) override { findings.push_back(describe(finding)); }

    std::map<std::string, formats::ImportedImage> images;
    std::vector<std::string> findings;
};

TEST(SyntheticSample, HasTheFilesOfTheLayout)
{
    const test::TemporaryFolder folder;
    const auto sample = folder / "neue Probe";
    std::vector<std::size_t> progress;
    JobControl control;
    control.progress = [&](const Progress& now) { progress.push_back(now.done); };
    const auto files = writeSyntheticSample(sample, options(5, 2), control);
    ASSERT_TRUE(files) << describe(files.error());
    EXPECT_EQ(*files, 5 + 5 + 1 + 3);
    for (const char* name : {"annotations_polygon.csv", "annotations_POI.csv", "metadata.csv"}) {
        EXPECT_TRUE(fs::is_regular_file(sample / name)) << name;
    }
    EXPECT_EQ(listFiles(sample / "PNG")->size(), 5U);
    ASSERT_FALSE(progress.empty());
    EXPECT_EQ(progress.back(), 5U);

    const auto classes =
        annotation::parseClassesJson(*readText(sample / "masks/classes.json"), "classes.json");
    ASSERT_TRUE(classes);
    ASSERT_EQ(classes->size(), 3U);
    EXPECT_EQ((*classes)[1].name, "MA island");
    const auto field = makeField(options(5, 2), 3);
    EXPECT_EQ(*imaging::readLabelPng(sample / "masks" / fromUtf8(field.name)), field.labels);
    EXPECT_EQ(imaging::readMicrograph(sample / "PNG" / fromUtf8(field.name))->pixels,
              imaging::Pixels(field.image));
    EXPECT_NE(readText(sample / "metadata.csv")
                  ->find(field.name + ";" + field.type + ";" + std::to_string(field.temperature) + "\n"),
              std::string::npos);
}

TEST(SyntheticSample, ComesInAgainWithTheSameMasks)
{
    const test::TemporaryFolder folder;
    const auto sample = folder / "sample";
    ASSERT_TRUE(writeSyntheticSample(sample, options(9), {}));
    const formats::Format* aachen = formats::findFormat("aachen");
    ASSERT_NE(aachen, nullptr);
    EXPECT_TRUE(aachen->recognises(sample));
    formats::ImportRequest request;
    request.source = sample;
    Collector collector;
    const auto read = aachen->read(request, collector, {});
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(collector.findings, std::vector<std::string>());
    ASSERT_EQ(collector.images.size(), 9U);
    std::set<std::string> specimens;
    for (int index = 0; index < 9; ++index) {
        const auto field = makeField(options(9), index);
        SCOPED_TRACE(field.name);
        ASSERT_TRUE(collector.images.contains(field.name));
        const auto& image = collector.images.at(field.name);
        EXPECT_TRUE(fs::is_regular_file(image.file));
        EXPECT_EQ(image.size, field.image.size());
        EXPECT_EQ(imaging::makeReference(image.annotations, *image.size), field.labels);
        EXPECT_EQ(image.annotations.objects.size(), field.objects.size());
        EXPECT_EQ(image.annotations.points.size(), field.points.size());
        ASSERT_TRUE(image.specimen);
        specimens.insert(*image.specimen);
    }
    EXPECT_EQ(specimens.size(), 9U) << "type and temperature make the specimen";
}

TEST(SyntheticSample, RefusesAFolderThatIsNotEmpty)
{
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "mine/notes.txt", "keep"));
    for (const char* name : {"mine", "mine/notes.txt"}) {
        const auto refused = writeSyntheticSample(folder / name, options(1), {});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
        EXPECT_NE(refused.error().where.find(name), std::string::npos);
    }
    EXPECT_EQ(*readText(folder / "mine/notes.txt"), "keep");
    EXPECT_EQ(listFiles(folder.path(), true)->size(), 1U);
    ASSERT_TRUE(makeFolder(folder / "empty"));
    EXPECT_TRUE(writeSyntheticSample(folder / "empty", options(1), {}));
}

TEST(SyntheticSample, RefusesOptionsThatMakeNoSense)
{
    const test::TemporaryFolder folder;
    auto none = options(0);
    auto manyClasses = options(1, 4);
    auto tiny = options(1);
    tiny.size = {16, 100};
    for (const auto& wrong : {none, manyClasses, tiny}) {
        const auto refused = writeSyntheticSample(folder / "sample", wrong, {});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    }
    EXPECT_FALSE(fs::exists(folder / "sample"));
}

TEST(SyntheticSample, LeavesAnEmptyFolderWhenStopped)
{
    const test::TemporaryFolder folder;
    std::stop_source stop;
    JobControl control;
    control.stop = stop.get_token();
    control.progress = [&](const Progress&) { stop.request_stop(); };
    const auto stopped = writeSyntheticSample(folder / "sample", options(200), control);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(fs::is_empty(folder / "sample"));
}

} // namespace
} // namespace sorby::dataset
