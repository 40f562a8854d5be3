// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/gui/window/window_fixture.h"
#include "tests/support/results.h"
#include "widgets/document/project_document.h"
#include "widgets/panels/import_dialog.h"
#include "widgets/panels/split_dialog.h"
#include "widgets/support/qt_convert.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sorby::test {
namespace {

/// What the dialogs say that was entered into them, and what comes of it.
class TaskDialogsTest : public WindowTest {
  protected:
    /// The open dialog of this name and class, which fits a small screen.
    template <typename Dialog>
    Dialog* open(const char* command, const char* name)
    {
        trigger(command);
        auto* found = dynamic_cast<Dialog*>(dialog(name));
        EXPECT_NE(found, nullptr) << name;
        EXPECT_LE(found->sizeHint().width(), 1024);
        EXPECT_LE(found->sizeHint().height(), 700) << "a title bar and a task bar need room, too";
        return found;
    }
    panels::ImportDialog* openImport() { return open<panels::ImportDialog>("file.import", "importDialog"); }
    panels::SplitDialog* openSplit() { return open<panels::SplitDialog>("project.split", "splitDialog"); }
    template <typename T>
    T* field(QDialog* open, const char* name)
    {
        auto* found = open->findChild<T*>(QLatin1String(name));
        EXPECT_NE(found, nullptr) << name;
        return found;
    }
    bool canApply(QDialog* open)
    {
        return open->findChild<QPushButton*>(QStringLiteral("action"))->isEnabled();
    }
    void choose(QDialog* open, const char* box, const char* data)
    {
        auto* found = field<QComboBox>(open, box);
        const int at = found->findData(QLatin1String(data));
        ASSERT_GE(at, 0) << data;
        found->setCurrentIndex(at);
    }
    void openEmptyProject()
    {
        static_cast<void>(
            valueOf(project::Project::create(folder / "empty", annotation::numberedClasses(1))));
        openProject(folder / "empty");
    }
};

/// A file of so many grey pages of 16 x 16 pixels.
std::string pagedTiff(std::uint32_t pages)
{
    static constexpr std::uint32_t kSide = 16;
    static constexpr std::uint32_t kTags = 9;
    static constexpr std::uint32_t kDirectoryBytes = 2 + kTags * 12 + 4;
    const auto number = [](std::uint32_t value, int bytes) {
        std::string text;
        for (int i = 0; i < bytes; ++i) {
            text += static_cast<char>(value >> (8 * i) & 0xffU);
        }
        return text;
    };
    std::string tiff = "II" + number(42, 2) + number(8, 4);
    for (std::uint32_t page = 1; page <= pages; ++page) {
        const auto pixels = static_cast<std::uint32_t>(tiff.size()) + kDirectoryBytes;
        tiff += number(kTags, 2);
        for (const auto& [tag, value] :
             std::vector<std::pair<std::uint32_t, std::uint32_t>>{{256, kSide},
                                                                  {257, kSide},
                                                                  {258, 8},
                                                                  {259, 1},
                                                                  {262, 1},
                                                                  {273, pixels},
                                                                  {277, 1},
                                                                  {278, kSide},
                                                                  {279, kSide * kSide}}) {
            tiff += number(tag, 2) + number(4, 2) + number(1, 4) + number(value, 4);
        }
        tiff += number(page < pages ? pixels + kSide * kSide : 0, 4);
        tiff += std::string(kSide * kSide, static_cast<char>(20 * page));
    }
    return tiff;
}

TEST_F(TaskDialogsTest, AnImportBeginsWithWhatIsUsual)
{
    openEmptyProject();
    const auto options = openImport()->options();
    EXPECT_EQ(options.format, "auto");
    EXPECT_EQ(options.raster, imaging::RasterRule::Centre);
    EXPECT_EQ(options.legend, "");
    EXPECT_FALSE(options.calibration);
    EXPECT_EQ(options.page, 1);
    EXPECT_FALSE(options.keepsBar);
}

TEST_F(TaskDialogsTest, AnImportReadsAsItIsTold)
{
    openEmptyProject();
    auto* import = openImport();
    enterPath(import, "importSource", data());
    for (const auto rule : {imaging::RasterRule::OpenCv, imaging::RasterRule::Pil,
                            imaging::RasterRule::Skimage, imaging::RasterRule::Coco}) {
        choose(import, "importRaster", imaging::toText(rule));
        EXPECT_EQ(import->options().raster, rule);
    }
    field<QLineEdit>(import, "importLegend")->setText(QStringLiteral(" red=1, *=0 "));
    EXPECT_EQ(import->options().legend, "red=1, *=0");

    auto* size = field<QLineEdit>(import, "importPixelSize");
    size->setText(QStringLiteral("12.5"));
    EXPECT_FALSE(canApply(import)) << "a number alone is no length";
    size->setText(QStringLiteral("12.5 nm"));
    EXPECT_TRUE(canApply(import));
    ASSERT_TRUE(import->options().calibration);
    EXPECT_NEAR(import->options().calibration->xMicrometres, 0.0125, 1e-12);

    field<QCheckBox>(import, "importKeepBar")->setChecked(true);
    EXPECT_TRUE(import->options().keepsBar);
}

TEST_F(TaskDialogsTest, AnImportTakesOnePageOrAllWhereThereAreNoAnnotations)
{
    openEmptyProject();
    auto* import = openImport();
    auto* page = field<QSpinBox>(import, "importPage");
    auto* all = field<QCheckBox>(import, "importAllPages");
    page->setValue(3);
    EXPECT_EQ(import->options().page, 3);
    choose(import, "importFormat", "masks");
    EXPECT_FALSE(page->isEnabled());
    EXPECT_FALSE(all->isEnabled());
    EXPECT_EQ(import->options().page, 1);
    choose(import, "importFormat", "images");
    EXPECT_TRUE(page->isEnabled());
    EXPECT_EQ(import->options().page, 3);
    all->setChecked(true);
    EXPECT_FALSE(page->isEnabled());
    EXPECT_EQ(import->options().page, 0);

    ASSERT_TRUE(writeFileAtomically(folder / "stack.tif", std::string_view(pagedTiff(3))));
    enterPath(import, "importSource", folder / "stack.tif");
    accept(import);
    waitForJobs();
    EXPECT_EQ(document().images().size(), 3U);
}

TEST_F(TaskDialogsTest, ASplitSaysWhatIsEntered)
{
    openProject(makeProject());
    auto* split = openSplit();
    EXPECT_EQ(split->request().folds, 0);
    auto* test = field<QSpinBox>(split, "splitTest");
    auto* folds = field<QSpinBox>(split, "splitFolds");
    auto* fold = field<QSpinBox>(split, "splitFold");
    EXPECT_TRUE(test->isEnabled());
    EXPECT_FALSE(fold->isEnabled()) << "there are no folds";
    folds->setValue(5);
    EXPECT_FALSE(test->isEnabled()) << "a fold has its share";
    fold->setValue(4);
    EXPECT_EQ(split->request().folds, 5);
    EXPECT_EQ(split->request().fold, 4);
    folds->setValue(2);
    EXPECT_EQ(split->request().fold, 2) << "there is no fold 4 any more";
    field<QSpinBox>(split, "splitValidation")->setValue(50);
    EXPECT_FALSE(canApply(split)) << "half for test, half for validation";
    folds->setValue(3);
    EXPECT_TRUE(canApply(split));
    field<QRadioButton>(split, "splitFromFile")->setChecked(true);
    EXPECT_FALSE(folds->isEnabled());
    EXPECT_FALSE(fold->isEnabled());
    EXPECT_EQ(split->request().folds, 0) << "a file has its own lists";
}

TEST_F(TaskDialogsTest, EveryImageIsForTestInOneOfTheFolds)
{
    openProject(makeProject());
    std::multiset<std::string> tested;
    for (int fold = 1; fold <= 3; ++fold) {
        auto* split = openSplit();
        field<QSpinBox>(split, "splitFolds")->setValue(3);
        field<QSpinBox>(split, "splitFold")->setValue(fold);
        field<QSpinBox>(split, "splitValidation")->setValue(0);
        field<QCheckBox>(split, "splitBySpecimen")->setChecked(false);
        accept(split);
        waitForJobs();
        EXPECT_TRUE(news().contains(QStringLiteral("Fold %1 of 3").arg(fold))) << news().toStdString();
        for (const auto& image : document().images()) {
            EXPECT_NE(image.membership, Membership::None);
            if (image.membership == Membership::Test) {
                tested.insert(image.name);
            }
        }
    }
    EXPECT_EQ(tested.size(), 6U);
    EXPECT_EQ(std::set(tested.begin(), tested.end()).size(), 6U) << "each of them once";
}

} // namespace
} // namespace sorby::test
