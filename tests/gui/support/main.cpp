// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/support/wait.h"

#include <QApplication>
#include <QFile>
#include <QSettings>
#include <QStandardPaths>
#include <QStyleFactory>
#include <QTemporaryDir>
#include <QWidget>
#include <gtest/gtest.h>

namespace {

/// A test that leaves a window behind fails: the next one would not start from nothing.
class WindowGuard final : public testing::EmptyTestEventListener {
    void OnTestEnd(const testing::TestInfo& test) override
    {
        sorby::test::processEvents();
        const auto left = QApplication::topLevelWidgets();
        for (const QWidget* widget : left) {
            ADD_FAILURE() << test.name() << " left a widget behind: " << widget->metaObject()->className()
                          << ' ' << widget->objectName().toStdString();
        }
    }
};

} // namespace

/// The main of every test program with widgets: no display, the plain Fusion style, settings in a folder of
/// its own.
int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QStandardPaths::setTestModeEnabled(true);
    const QTemporaryDir home; // thumbnails and the like of this program alone
    qputenv("HOME", QFile::encodeName(home.path()));
    const QTemporaryDir settings;
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    QSettings::setPath(QSettings::IniFormat, QSettings::SystemScope, settings.path());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Sorby"));
    QApplication::setApplicationName(QStringLiteral("Sorby tests"));
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setQuitOnLastWindowClosed(false);
    testing::InitGoogleTest(&argc, argv);
    testing::UnitTest::GetInstance()->listeners().Append(new WindowGuard); // owned by the listeners
    return RUN_ALL_TESTS();
}
