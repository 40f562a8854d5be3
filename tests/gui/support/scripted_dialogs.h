// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/support/dialogs.h"

#include <QList>

namespace sorby::test {

/// Answers questions from a list, in order, and writes down what was asked and shown. A question without an
/// answer in the list fails the test and is given up, so that no test ever waits for a person.
class ScriptedDialogs final : public support::Dialogs {
  public:
    QStringList folders;   ///< answers to openFolder
    QStringList openFiles; ///< answers to openFile
    QStringList saveFiles; ///< answers to saveFile
    QList<bool> confirms;  ///< answers to confirm

    QStringList asked;  ///< titles of all questions
    QStringList errors; ///< texts of all errors shown

    [[nodiscard]] QString openFolder(QWidget* parent, const QString& title, const QString& start) override;
    [[nodiscard]] QString openFile(QWidget* parent, const QString& title, const QString& start,
                                   const QString& filter) override;
    [[nodiscard]] QString saveFile(QWidget* parent, const QString& title, const QString& start,
                                   const QString& filter) override;
    [[nodiscard]] bool confirm(QWidget* parent, const QString& title, const QString& text,
                               const QString& action) override;
    void showError(QWidget* parent, const QString& title, const QString& text) override;
};

} // namespace sorby::test
