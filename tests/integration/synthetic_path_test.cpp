// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/integration/scenario.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace sorby::test {
namespace {

using Json = nlohmann::json;

/// The rows of a CSV as (micrograph, polygon text): what an export has to give back letter for letter.
std::multiset<std::pair<std::string, std::string>> polygonsOf(const std::filesystem::path& csv)
{
    std::multiset<std::pair<std::string, std::string>> rows;
    const auto text = readText(csv);
    EXPECT_TRUE(text) << toUtf8(csv);
    std::istringstream lines(text.valueOr(""));
    std::string line;
    std::getline(lines, line);
    EXPECT_EQ(line.rfind("image_url;", 0), 0U) << line;
    while (std::getline(lines, line)) {
        if (!line.empty() && line.back() == '\r') {
            line.pop_back();
        }
        rows.emplace(line.substr(0, line.find(';')), line.substr(line.rfind(';') + 1));
    }
    return rows;
}

std::vector<double> lossesOf(const ProcessResult& training)
{
    std::vector<double> losses;
    for (const auto& epoch : eventsOf(training, "epoch")) {
        losses.push_back(epoch.at("train_loss").get<double>());
    }
    return losses;
}

TEST(SyntheticPath, FromNothingToScoresAndMasks)
{
    const TemporaryFolder folder;
    const auto sample = toUtf8(folder / "sample");
    const auto project = toUtf8(folder / "project");
    const auto made = succeed({"sample", sample, "--images", "8", "--size", "128x96"});
    EXPECT_EQ(made["images"], 8);
    EXPECT_EQ(countFiles(folder / "sample/PNG", ".png"), 8U);
    EXPECT_EQ(countFiles(folder / "sample/masks", ".png"), 8U);

    const auto created = succeed({"new", project, "--classes", "matrix,MA island"});
    EXPECT_EQ(created["classes"], Json({"matrix", "MA island"}));

    const auto imported = succeed({"import", project, sample, "--format", "aachen"});
    EXPECT_EQ(imported["images"], 8);
    EXPECT_EQ(imported["refused"], 0);
    EXPECT_GT(imported["objects"], 8);
    EXPECT_GT(imported["points"], 8);

    const auto info = succeed({"info", project});
    EXPECT_EQ(info["images"], 8);
    EXPECT_EQ(info["annotated"], 8);
    EXPECT_EQ(info["objects"], imported["objects"]);
    EXPECT_EQ(info["classes"][1]["name"], "MA island");
    EXPECT_GT(info["classes"][1]["fraction"], 0.0);

    const auto split = succeed({"split", project, "--test", "0.25", "--validation", "0.25", "--group-by",
                                "none", "--out", toUtf8(folder / "splits.json")});
    EXPECT_EQ(split["train"], 4);
    EXPECT_EQ(split["validation"], 2);
    EXPECT_EQ(split["test"], 2);
    const auto checked = succeed({"check", project});
    EXPECT_EQ(checked["images"], 8);

    auto arguments = tinyTraining(project, "first");
    const auto trained = succeed(arguments);
    EXPECT_EQ(trained["epochs"], 2);
    EXPECT_EQ(trained["name"], "first");
    EXPECT_GT(trained["images_per_s"], 0.0);
    EXPECT_GT(trained["peak_bytes"], 0);
    EXPECT_TRUE(trained.contains("wait_share"));

    const auto evaluated =
        succeed({"evaluate", project, "--run", trained["run"], "--out", toUtf8(folder / "evaluation")});
    EXPECT_EQ(evaluated["images"], 2);
    EXPECT_EQ(evaluated["run"], trained["run"]);
    EXPECT_EQ(evaluated["per_class"].size(), 1U);
    EXPECT_TRUE(std::filesystem::exists(folder / "evaluation/images.csv"));
    EXPECT_EQ(countFiles(folder / "evaluation/overlays", ".png"), 2U);
    auto summary = Json::parse(readText(folder / "evaluation/summary.json").valueOr("{}"));
    for (const auto& [key, value] : summary.items()) {
        EXPECT_EQ(evaluated[key], value) << key;
    }

    const auto predicted =
        succeed({"predict", project, "--run", "first", "--out", toUtf8(folder / "predictions")});
    EXPECT_EQ(predicted["files"], 8);
    EXPECT_EQ(countFiles(folder / "predictions", ".png"), 8U);

    const auto file = toUtf8(folder / "networks/mine.onnx");
    const auto network = succeed({"export", project, "--format", "onnx", "--run", "first", "--out", file});
    EXPECT_EQ(network["files"], 1);
    EXPECT_EQ(network["out"], file);
    EXPECT_EQ(network["run"], trained["run"]);
    EXPECT_NE(readText(fromUtf8(file)).valueOr("").find("ConvTranspose"), std::string::npos);
    const auto weights = succeed({"export", project, "--format", "safetensors", "--run", "first", "--out",
                                  toUtf8(folder / "networks")});
    EXPECT_EQ(weights["out"], toUtf8(folder / "networks/first.safetensors"));
    EXPECT_NE(readText(folder / "networks/first.safetensors").valueOr("").find("\"bottom.conv1.weight\""),
              std::string::npos);
}

TEST(SyntheticPath, ExportedReferenceIsTheTruthOfTheSample)
{
    const TemporaryFolder folder;
    const auto made = makeSampleProject(folder.path(), 5, "160x120");
    const auto masks = toUtf8(folder / "masks");
    const auto exported = succeed({"export", made.project, "--format", "masks", "--out", masks});
    EXPECT_EQ(exported["out"], masks);
    const auto scored = succeed({"score", "--reference", made.sample + "/masks", "--prediction", masks,
                                 "--out", toUtf8(folder / "scores")});
    EXPECT_EQ(scored["images"], 5);
    EXPECT_EQ(scored["mean_iou"], 1.0);
    EXPECT_EQ(scored["pooled_iou"], 1.0);
    EXPECT_EQ(scored["share_iou_above_0_95"], 1.0);
    EXPECT_EQ(scored["images_iou_0"], 0);
    EXPECT_TRUE(std::filesystem::exists(folder / "scores/images.csv"));

    succeed({"export", made.project, "--format", "aachen", "--out", toUtf8(folder / "aachen")});
    EXPECT_EQ(polygonsOf(folder / "aachen/annotations_polygon.csv"),
              polygonsOf(fromUtf8(made.sample) / "annotations_polygon.csv"));
}

TEST(SyntheticPath, SameSeedSameLossesOtherSeedOthers)
{
    const TemporaryFolder folder;
    const auto made = makeSampleProject(folder.path());
    std::vector<std::vector<double>> losses;
    for (const auto* const seed : {"7", "7", "8"}) {
        auto arguments = tinyTraining(made.project, "run " + std::to_string(losses.size()));
        for (const auto* const extra : {"--patch", "32x32", "--seed", seed, "--json"}) {
            arguments.emplace_back(extra);
        }
        const auto training = runSorby(arguments);
        ASSERT_EQ(training.exitCode, 0) << training.err;
        ASSERT_EQ(eventsOf(training, "plan").size(), 1U);
        losses.push_back(lossesOf(training));
        ASSERT_EQ(losses.back().size(), 2U);
    }
    EXPECT_EQ(losses[0], losses[1]);
    EXPECT_NE(losses[0], losses[2]);
}

TEST(SyntheticPath, TrainingEventsHaveTheFieldsOfTheContract)
{
    const TemporaryFolder folder;
    const auto made = makeSampleProject(folder.path());
    succeed({"split", made.project, "--test", "0.3", "--validation", "0", "--group-by", "none"});
    auto arguments = tinyTraining(made.project, "no validation", 1);
    arguments.emplace_back("--json");
    const auto training = runSorby(arguments);
    ASSERT_EQ(training.exitCode, 0) << training.err;
    const auto plan = eventsOf(training, "plan").at(0);
    for (const auto* const field :
         {"device", "precision", "micro_batch", "accumulation", "checkpointing", "expected_bytes"}) {
        EXPECT_TRUE(plan.contains(field)) << field;
    }
    EXPECT_EQ(plan["device"], "cpu");
    EXPECT_EQ(plan["precision"], "fp32");
    const auto epoch = eventsOf(training, "epoch").at(0);
    EXPECT_EQ(epoch["epoch"], 1);
    EXPECT_GT(epoch["train_loss"], 0.0);
    EXPECT_GT(epoch["images_per_s"], 0.0);
    EXPECT_GT(epoch["seconds"], 0.0);
    EXPECT_TRUE(epoch.at("validation_loss").is_null());
    EXPECT_TRUE(epoch.at("validation_iou").is_null());
}

TEST(SyntheticPath, PredictsLooseImagesWithARunsFolderTakenElsewhere)
{
    const TemporaryFolder folder;
    const auto made = makeSampleProject(folder.path());
    const auto trained = succeed(tinyTraining(made.project, "travels", 1));
    const auto project = fromUtf8(made.project);
    const auto away = folder / "away";
    std::filesystem::copy(project / "runs" / trained["run"].get<std::string>(), away,
                          std::filesystem::copy_options::recursive);
    const auto of = [&](const std::string& source, const std::string& run, const std::string& out) {
        return std::vector<std::string>{"predict", source, "--run", run, "--out", toUtf8(folder / out)};
    };
    EXPECT_EQ(succeed(of(made.sample + "/PNG", toUtf8(away), "loose"))["files"], 6);
    EXPECT_EQ(succeed(of(made.project, "travels", "project"))["files"], 6);
    const auto files = listFiles(folder / "loose");
    ASSERT_TRUE(files);
    for (const auto& file : *files) {
        EXPECT_EQ(readBytes(file).valueOr({}),
                  readBytes(folder / "project" / toUtf8(file.filename())).valueOr({}));
    }
    auto byName = of(made.sample + "/PNG", "travels", "named");
    byName.insert(byName.end(), {"--project", made.project, "--probabilities", "--tile", "32"});
    EXPECT_EQ(succeed(byName)["files"], 6);
    EXPECT_EQ(countFiles(folder / "named", ".png"), 12U);
}

} // namespace
} // namespace sorby::test
