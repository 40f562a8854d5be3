// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/dialogs.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

namespace sorby::support {

namespace {

/// File names may hold `<` and `&`, so the text is never read as rich text.
void setPlainText(QMessageBox& box, const QString& text)
{
    box.setTextFormat(Qt::PlainText);
    box.setText(text);
    box.setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
}

} // namespace

QString QtDialogs::openFolder(QWidget* parent, const QString& title, const QString& start)
{
    return QFileDialog::getExistingDirectory(parent, title, start);
}

QString QtDialogs::openFile(QWidget* parent, const QString& title, const QString& start,
                            const QString& filter)
{
    return QFileDialog::getOpenFileName(parent, title, start, filter);
}

QString QtDialogs::saveFile(QWidget* parent, const QString& title, const QString& start,
                            const QString& filter)
{
    return QFileDialog::getSaveFileName(parent, title, start, filter);
}

bool QtDialogs::confirm(QWidget* parent, const QString& title, const QString& text, const QString& action)
{
    QMessageBox box(parent);
    box.setObjectName(QStringLiteral("confirmDialog"));
    box.setIcon(QMessageBox::Question);
    box.setWindowTitle(title);
    setPlainText(box, text);
    const auto* accept = box.addButton(action, QMessageBox::AcceptRole);
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    return box.clickedButton() == accept;
}

void QtDialogs::showError(QWidget* parent, const QString& title, const QString& text)
{
    QMessageBox box(parent);
    box.setObjectName(QStringLiteral("errorDialog"));
    box.setIcon(QMessageBox::Critical);
    box.setWindowTitle(title);
    setPlainText(box, text);
    box.setStandardButtons(QMessageBox::Ok);
    box.exec();
}

} // namespace sorby::support
