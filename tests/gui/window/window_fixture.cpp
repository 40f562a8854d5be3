// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/window/window_fixture.h"

#include "core/dataset/synthetic.h"
#include "core/workflow/import.h"
#include "core/workflow/split.h"
#include "widgets/document/project_document.h"
#include "widgets/panels/train_form.h"
#include "widgets/support/qt_convert.h"

#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

namespace sorby::test {

WindowTest::WindowTest() : settings(support::toQString(folder / "settings.ini"), QSettings::IniFormat)
{
    dataset::SyntheticOptions options;
    options.images = 6;
    options.size = {96, 64};
    const auto written = dataset::writeSyntheticSample(data(), options, {});
    EXPECT_TRUE(written) << (written ? "" : describe(written.error()));
    window = std::make_unique<app::MainWindow>(
        app::WindowServices{dialogs, [] { return learning::loadEngine(SORBY_PROGRAM_FOLDER); }, settings});
    window->show();
    EXPECT_TRUE(QTest::qWaitForWindowActive(window.get()));
}

WindowTest::~WindowTest()
{
    window.reset();
    processEvents();
    EXPECT_EQ(dialogs.errors, QStringList()) << dialogs.errors.join(u'\n').toStdString();
}

void WindowTest::trigger(const char* name)
{
    auto* found = action(name);
    ASSERT_TRUE(found->isEnabled()) << name;
    found->trigger();
}

QDialog* WindowTest::dialog(const char* name)
{
    processEvents(); // the one before is deleted later
    auto* found = window->findChild<QDialog*>(QLatin1String(name));
    EXPECT_NE(found, nullptr) << "no dialog " << name;
    return found;
}

void WindowTest::enterPath(QDialog* dialog, const char* field, const std::filesystem::path& path)
{
    auto* box = dialog->findChild<QWidget*>(QLatin1String(field));
    ASSERT_NE(box, nullptr) << field;
    box->findChild<QLineEdit*>()->setText(support::toQString(path));
}

void WindowTest::accept(QDialog* dialog)
{
    auto* button = dialog->findChild<QPushButton*>(QStringLiteral("action"));
    ASSERT_NE(button, nullptr);
    ASSERT_TRUE(button->isEnabled())
        << dialog->findChild<QLabel*>(QStringLiteral("problem"))->text().toStdString();
    QTest::mouseClick(button, Qt::LeftButton);
}

void WindowTest::waitForJobs()
{
    ASSERT_TRUE(waitUntil([this] { return !window->isBusy(); }, std::chrono::minutes(2)));
    processEvents();
    if (auto* findings = window->findChild<QDialog*>(QStringLiteral("findingsDialog"))) {
        findings->reject();
        processEvents();
    }
}

std::filesystem::path WindowTest::makeProject()
{
    const auto path = folder / "project";
    auto project = project::Project::create(path, annotation::parseClassNames("matrix, MA island").value());
    EXPECT_TRUE(project);
    workflow::ImportOptions options;
    options.source = data();
    EXPECT_TRUE(workflow::importInto(**project, options, {}, [](const auto&) {}));
    workflow::SplitRequest split;
    split.options = {1.0 / 3, 1.0 / 6, dataset::GroupBy::None, 0};
    const auto report = workflow::splitProject(**project, split);
    EXPECT_TRUE(report);
    EXPECT_EQ(report->train, 3U);
    return path;
}

void WindowTest::openProject(const std::filesystem::path& project)
{
    window->openProject(support::toQString(project));
    processEvents();
}

void WindowTest::startTinyTraining(int epochs)
{
    auto* form = widget<panels::TrainForm>("trainForm");
    learning::TrainOptions options;
    options.network.width = 4;
    options.network.depth = 2;
    options.epochs = epochs;
    options.batch = 2;
    options.learningRate = 1e-3;
    options.device = {learning::DeviceChoice::Kind::Cpu, 0};
    form->setOptions(options);
    form->setName(QStringLiteral("tiny"));
    trigger("train.start");
}

void WindowTest::openTrained()
{
    openProject(makeProject());
    startTinyTraining(2);
    waitForJobs();
    ASSERT_NE(document().currentRun(), nullptr);
}

QString WindowTest::news()
{
    return widget<QLabel>("statusNews")->text();
}

} // namespace sorby::test
