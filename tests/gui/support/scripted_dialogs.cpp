// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/support/scripted_dialogs.h"

#include <gtest/gtest.h>

namespace sorby::test {

namespace {

template <typename Answer>
Answer next(QList<Answer>& answers, const QString& title)
{
    if (answers.isEmpty()) {
        ADD_FAILURE() << "no answer is scripted for the question: " << title.toStdString();
        return {};
    }
    return answers.takeFirst();
}

} // namespace

QString ScriptedDialogs::openFolder(QWidget*, const QString& title, const QString&)
{
    asked << title;
    return next(folders, title);
}

QString ScriptedDialogs::openFile(QWidget*, const QString& title, const QString&, const QString&)
{
    asked << title;
    return next(openFiles, title);
}

QString ScriptedDialogs::saveFile(QWidget*, const QString& title, const QString&, const QString&)
{
    asked << title;
    return next(saveFiles, title);
}

bool ScriptedDialogs::confirm(QWidget*, const QString& title, const QString&, const QString&)
{
    asked << title;
    return next(confirms, title);
}

void ScriptedDialogs::showError(QWidget*, const QString&, const QString& text)
{
    errors << text;
}

} // namespace sorby::test
