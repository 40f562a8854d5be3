// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/workbench.h"

#include "app/workspaces/english_plurals.h"
#include "app/workspaces/main_window.h"
#include "app/workspaces/theme.h"
#include "core/base/version.h"
#include "core/learning/engine.h"
#include "widgets/panels/icons.h"
#include "widgets/support/qt_convert.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QStandardPaths>
#include <QTimer>
#include <QTranslator>

namespace sorby::app {
namespace {

void loadTranslations(QApplication& application)
{
    QApplication::installTranslator(new EnglishPlurals(&application)); // asked last
    const auto load = [&](const QString& name, const QString& folder) {
        auto* translator = new QTranslator(&application);
        if (translator->load(QLocale(), name, QStringLiteral("_"), folder)) {
            QApplication::installTranslator(translator);
        }
    };
    load(QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    load(QStringLiteral("sorby"), QApplication::applicationDirPath() + QStringLiteral("/translations"));
}

struct Arguments {
    QString project;
    bool sample = false;
    Theme theme = Theme::System;
};

Arguments parse(const QApplication& application)
{
    QCommandLineParser parser;
    parser.addPositionalArgument(QStringLiteral("PROJECT"),
                                 QApplication::tr("The folder of the project to open."));
    const QCommandLineOption sample(QStringLiteral("sample"), QApplication::tr("Open a sample project."));
    QCommandLineOption theme(QStringLiteral("theme"), QApplication::tr("light, dark or system"),
                             QStringLiteral("theme"), qEnvironmentVariable("SORBY_THEME"));
    theme.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOptions({sample, theme});
    parser.process(application);
    Arguments arguments;
    arguments.project = parser.positionalArguments().value(0);
    arguments.sample = parser.isSet(sample);
    arguments.theme = parseTheme(parser.value(theme)).value_or(Theme::System);
    return arguments;
}

} // namespace

int runWorkbench(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("sorby"));
    QApplication::setApplicationDisplayName(QStringLiteral("Sorby"));
    QApplication::setApplicationVersion(QLatin1String(kVersion));
    QApplication::setDesktopFileName(QStringLiteral("sorby"));
    QApplication::setWindowIcon(panels::icon(panels::Symbol::Application));
    loadTranslations(application);
    const auto arguments = parse(application);
    applyTheme(application, arguments.theme);

    support::QtDialogs dialogs;
    QSettings settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("sorby"),
                       QStringLiteral("sorby"));
    imaging::PyramidOptions pyramids;
    pyramids.cacheFolder =
        support::toPath(QStandardPaths::writableLocation(QStandardPaths::CacheLocation)) / "tiles";
    MainWindow window({dialogs, [] { return learning::loadEngine(); }, settings, pyramids});
    window.show();
    QTimer::singleShot(0, &window, [&window, &arguments] { // after the first paint
        if (arguments.sample) {
            const QString data = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
            window.openSample(support::toPath(data) / "sample-project");
        } else if (!arguments.project.isEmpty()) {
            window.openProject(QFileInfo(arguments.project).absoluteFilePath());
        }
    });
    return QApplication::exec();
}

} // namespace sorby::app
