// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/help_formatter.h"
#include "app/command_line/output.h"
#include "app/command_line/progress_bar.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <sstream>

namespace sorby::command_line {
namespace {

formats::Finding refusal(int line)
{
    return {formats::Severity::Refused, "a.csv", line, "polygon", "a.png", "fewer than three points"};
}

struct Written {
    std::string out;
    std::string err;
};

template <typename Work>
Written capture(const Output::Settings& settings, Work work)
{
    std::ostringstream out;
    std::ostringstream err;
    {
        Output output(out, err, settings);
        work(output);
    }
    return {out.str(), err.str()};
}

TEST(Table, AlignsByCodePointsAndLeavesNoTrailingSpace)
{
    Table table({Align::Left, Align::Right, Align::Left});
    table.add({"Größe", "1", "x"});
    table.add({"name", "200", ""});
    EXPECT_EQ(table.lines(), (std::vector<std::string>{"Größe    1  x", "name   200"}));
    EXPECT_EQ(table.lines(2).front(), "  Größe    1  x");
}

TEST(Table, ElidesBetweenCodePoints)
{
    EXPECT_EQ(elided("größer", 6), "größer");
    EXPECT_EQ(elided("größer", 4), "grö…");
    EXPECT_EQ(elided("abc", 0), "");
}

TEST(ProgressLine, SaysShareNumbersAndTimeLeft)
{
    EXPECT_EQ(progressLine({0, 4, ""}, 0, 80), "[........................]   0 %  0/4");
    EXPECT_EQ(progressLine({1, 4, "a.png"}, 10, 80),
              "[######..................]  25 %  1/4  30 s left  a.png");
    EXPECT_EQ(progressLine({4, 4, ""}, 40, 80), "[########################] 100 %  4/4");
    EXPECT_EQ(progressLine({7, 0, ""}, 3, 80), "7 done, 3 s");
    EXPECT_LT(displayWidth(progressLine({1, 4, std::string(200, 'n')}, 10, 80)), 80);
}

TEST(Wrapped, BreaksBetweenWords)
{
    EXPECT_EQ(wrapped("one two three", 7), "one two\nthree");
    EXPECT_EQ(wrapped("unbreakable", 3), "unbreakable");
}

TEST(Output, JsonIsEventsAloneAndTheBarStaysAway)
{
    const auto written = capture({true, false, true, 80}, [](Output& output) {
        output.line("for people");
        output.note("for people");
        output.finding(refusal(7));
        output.listFindings();
        output.result({{"images", 3}});
    });
    EXPECT_EQ(
        written.out,
        R"({"event":"finding","severity":"refused","file":"a.csv","line":7,"path":"polygon","image":"a.png","message":"fewer than three points"})"
        "\n"
        R"({"event":"result","images":3})"
        "\n");
    EXPECT_EQ(written.err, "");
}

TEST(Output, AFindingWithoutPlaceHasNulls)
{
    const auto written = capture({true, false, false, 80}, [](Output& output) {
        output.finding({formats::Severity::Flagged, "", {}, "", "", "class 2 is never used"});
    });
    const auto event = nlohmann::json::parse(written.out);
    EXPECT_EQ(event["severity"], "flagged");
    for (const auto* const field : {"file", "line", "path", "image"}) {
        EXPECT_TRUE(event.at(field).is_null()) << field;
    }
}

TEST(Output, AFindingOfACheckSaysMoreAsFarAsItIsKnown)
{
    formats::Finding overlap{formats::Severity::Flagged, "a.png", {}, "", "a.png", "they share 3 pixels"};
    overlap.kind = "overlap";
    overlap.place = annotation::Point{3.5, 1};
    overlap.object = 2;
    overlap.otherObject = 5;
    overlap.repairable = false;
    formats::Finding ofProject{formats::Severity::Flagged, "p", {}, "", "", "there is no split"};
    ofProject.kind = "no-split";
    ofProject.place = annotation::Point{std::numeric_limits<double>::quiet_NaN(), 0};
    const auto written = capture({true, false, false, 80}, [&](Output& output) {
        output.finding(overlap);
        output.finding(ofProject);
    });
    EXPECT_EQ(
        written.out,
        R"({"event":"finding","severity":"flagged","file":"a.png","line":null,"path":null,"image":"a.png","message":"they share 3 pixels","kind":"overlap","x":3.5,"y":1.0,"object":2,"other_object":5,"repairable":false})"
        "\n"
        R"({"event":"finding","severity":"flagged","file":"p","line":null,"path":null,"image":null,"message":"there is no split","kind":"no-split"})"
        "\n");
}

TEST(Output, FileNamesThatAreNoUtf8StillGiveJson)
{
    const auto written = capture({true, false, false, 80}, [](Output& output) {
        output.result({{"out", "K\xF6ln"}});
    });
    EXPECT_EQ(nlohmann::json::parse(written.out, nullptr, false).value("out", ""), "K\uFFFDln")
        << written.out;
}

TEST(Output, PeopleSeeTwentyFindingsAndHowManyMore)
{
    const auto written = capture({false, false, false, 80}, [](Output& output) {
        for (int line = 1; line <= 55; ++line) {
            output.finding(refusal(line));
        }
        output.listFindings();
    });
    EXPECT_NE(written.out.find("Refused (55)\n"), std::string::npos) << written.out;
    EXPECT_NE(written.out.find("and 35 more; --json lists all\n"), std::string::npos);
    EXPECT_NE(written.out.find("a.csv:20:"), std::string::npos);
    EXPECT_EQ(written.out.find("a.csv:21:"), std::string::npos);
}

TEST(Output, PeopleSeeShortPathsAndNoNameTwice)
{
    const auto written = capture({false, false, false, 80}, [](Output& output) {
        output.finding({formats::Severity::Flagged,
                        "/a/long/way/to/the/micrographs/of/steel/spot 1.png",
                        {},
                        "",
                        "spot 1.png",
                        "is broken"});
        output.listFindings();
    });
    EXPECT_NE(written.out.find("\n  …/steel/spot 1.png: is broken\n"), std::string::npos) << written.out;
}

TEST(Output, QuietKeepsResultsAndErrors)
{
    const auto written = capture({false, true, true, 80}, [](Output& output) {
        output.note("on the way");
        output.progress({1, 2, ""});
        output.finding(refusal(1));
        output.listFindings();
        output.line("the result");
        output.error({ErrorCode::Io, "disk\nfull", "a.png"});
    });
    EXPECT_EQ(written.out, "the result\n");
    EXPECT_EQ(written.err, "sorby: error: a.png: disk full\n");
}

TEST(Output, ALineTakesTheBarAwayFirst)
{
    const auto written = capture({false, false, true, 80}, [](Output& output) {
        output.progress({1, 2, ""});
        output.line("epoch 1");
    });
    EXPECT_EQ(written.err.rfind("\r\x1b[K"), written.err.size() - 4);
    EXPECT_EQ(written.out, "epoch 1\n");
}

TEST(Output, NumbersForPeople)
{
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1234567), "1,234,567");
    EXPECT_EQ(counted(1, "image"), "1 image");
    EXPECT_EQ(counted(1200, "image"), "1,200 images");
    EXPECT_EQ(counted(2, "file is", "files are"), "2 files are");
}

} // namespace
} // namespace sorby::command_line
