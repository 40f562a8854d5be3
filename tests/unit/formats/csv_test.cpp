// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/csv.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

using formats::CsvReader;
using formats::CsvRow;
using Cells = std::vector<std::string>;

std::vector<CsvRow> rowsOf(const std::string& text)
{
    CsvReader reader(text);
    std::vector<CsvRow> rows;
    for (CsvRow row; reader.next(row);) {
        rows.push_back(row);
    }
    return rows;
}

TEST(CsvTest, TheDelimiterIsTheOneOfTheHeader)
{
    EXPECT_EQ(CsvReader("a;b;c\n1,2,3;4;5").delimiter(), ';');
    EXPECT_EQ(CsvReader("a,b,c\n").delimiter(), ',');
    EXPECT_EQ(CsvReader("a\tb\tc\n1,1;2").delimiter(), '\t');
    EXPECT_EQ(CsvReader("\"a,b,c\";d\n").delimiter(), ';');
    EXPECT_EQ(CsvReader("single\n1,2\n").delimiter(), ';');
}

TEST(CsvTest, LinesEndInAnyOfThreeWays)
{
    for (const std::string end : {"\n", "\r\n", "\r"}) {
        const auto rows = rowsOf("a;b" + end + "1;2" + end + end + "3;4");
        ASSERT_EQ(rows.size(), 2U);
        EXPECT_EQ(rows[0].cells, (Cells{"1", "2"}));
        EXPECT_EQ(rows[0].line, 2);
        EXPECT_EQ(rows[1].cells, (Cells{"3", "4"}));
        EXPECT_EQ(rows[1].line, 4);
    }
}

TEST(CsvTest, QuotedCellsMayHoldAnything)
{
    const auto rows = rowsOf("a;b\n\"x;\"\"y\"\"\nz\";2\n 3; \"4\" \n");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].cells, (Cells{"x;\"y\"\nz", "2"}));
    EXPECT_EQ(rows[0].problem, "");
    EXPECT_EQ(rows[1].cells, (Cells{" 3", "4"}));
    EXPECT_EQ(rows[1].line, 4) << "the line break inside the quotes counts";
}

TEST(CsvTest, AWrongNumberOfColumnsIsAProblemOfTheRow)
{
    const auto rows = rowsOf("a;b;c\n1;2\n1;2;3;4\n1;2;3;;\n1;2;3\n");
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[0].problem, "has 2 columns where the header has 3");
    EXPECT_EQ(rows[1].problem, "has 4 columns where the header has 3");
    EXPECT_EQ(rows[2].problem, "") << "a spreadsheet's empty columns";
    EXPECT_EQ(rows[3].problem, "");
}

TEST(CsvTest, AStrayQuoteSpoilsItsOwnLineAlone)
{
    const auto rows = rowsOf("a;b\n1;\"2\n3;\"4\"\n5;6\n7;\"8");
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_NE(rows[0].problem.find("column 2"), std::string::npos) << rows[0].problem;
    EXPECT_EQ(rows[1].cells, (Cells{"3", "4"}));
    EXPECT_EQ(rows[1].line, 3);
    EXPECT_EQ(rows[2].cells, (Cells{"5", "6"}));
    EXPECT_FALSE(rows[3].problem.empty());
    EXPECT_EQ(rows[3].line, 5);
}

TEST(CsvTest, ColumnsAreFoundWhateverTheirCase)
{
    const CsvReader reader(" Image_URL ;Point;POLYGON;\n");
    EXPECT_EQ(reader.header(), (Cells{"Image_URL", "Point", "POLYGON"}));
    EXPECT_EQ(reader.column({"image_url"}), 0U);
    EXPECT_EQ(reader.column({"polygon"}), 2U);
    EXPECT_EQ(reader.column({"expert", "point"}), 1U);
    EXPECT_FALSE(reader.column({"annotator"}));
}

TEST(CsvTest, ARowIsReadAgainAtItsPlace)
{
    const std::string text = "a;b\n1;2\n\n\"3\n\";4\n5;6\n";
    CsvReader reader(text);
    CsvRow row;
    reader.next(row);
    const auto place = reader.place();
    reader.next(row);
    reader.next(row);
    reader.seek(place);
    ASSERT_TRUE(reader.next(row));
    EXPECT_EQ(row.cells, (Cells{"3\n", "4"}));
    EXPECT_EQ(row.line, 4);
}

TEST(CsvTest, WrittenCellsComeBack)
{
    static const std::string kCharacters = "ab;,\t\"\r\n (x";
    for (unsigned seed = 0; seed < 200; ++seed) {
        std::mt19937 generator(seed); // NOLINT: seeds on purpose
        const char delimiter = std::string(";,\t")[generator() % 3];
        std::string text = std::string("p") + delimiter + "q\n";
        std::vector<Cells> written;
        for (int line = 0; line < 5; ++line) {
            Cells cells = {"1", "x"};
            for (auto& cell : cells) {
                for (auto length = generator() % 9; length > 0; --length) {
                    cell += kCharacters[generator() % kCharacters.size()];
                }
            }
            text += formats::csvCell(cells[0], delimiter) + delimiter +
                    formats::csvCell(cells[1], delimiter) + '\n';
            written.push_back(cells);
        }
        const auto rows = rowsOf(text);
        ASSERT_EQ(rows.size(), written.size()) << "seed " << seed;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            ASSERT_EQ(rows[i].problem, "") << "seed " << seed;
            ASSERT_EQ(rows[i].cells, written[i]) << "seed " << seed;
        }
    }
}

TEST(CsvTest, PlainCellsAreWrittenWithoutQuotes)
{
    EXPECT_EQ(formats::csvCell("[(0, 0), (1, 2)]", ';'), "[(0, 0), (1, 2)]");
    EXPECT_EQ(formats::csvCell("[(0, 0)]", ','), "\"[(0, 0)]\"");
    EXPECT_EQ(formats::csvCell("a\"b", ';'), "\"a\"\"b\"");
}

class CsvTextTest : public testing::Test {
  protected:
    Result<std::string> read(const std::string& bytes)
    {
        writeText(m_folder / "tabelle.csv", bytes);
        return formats::readCsvText(m_folder / "tabelle.csv");
    }

  private:
    TemporaryFolder m_folder;
};

TEST_F(CsvTextTest, ByteOrderMarkIsDropped)
{
    EXPECT_EQ(read("\xef\xbb\xbf"
                   "a;b\n")
                  .valueOr("?"),
              "a;b\n");
}

TEST_F(CsvTextTest, Utf8StaysAndLatin1IsConverted)
{
    EXPECT_EQ(read("Gef\xc3\xbcge.png").valueOr("?"), "Gef\xc3\xbcge.png");
    EXPECT_EQ(read("Gef\xfcge.png").valueOr("?"), "Gef\xc3\xbcge.png");
    EXPECT_EQ(read("\xe2\x82").valueOr("?"), "\xc3\xa2\xc2\x82") << "a character cut off";
}

TEST_F(CsvTextTest, OtherFilesAreErrorsThatNameTheFile)
{
    for (const auto& content : {std::string(), std::string("\xef\xbb\xbf\r\n "),
                                std::string("\xff\xfe"
                                            "a\0",
                                            4),
                                std::string("a\0b", 3)}) {
        const auto text = read(content);
        ASSERT_FALSE(text);
        EXPECT_NE(text.error().where.find("tabelle.csv"), std::string::npos);
    }
}

} // namespace
} // namespace sorby::test
