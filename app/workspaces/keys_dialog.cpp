// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/keys_dialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QTableWidget>
#include <QVBoxLayout>

#include <utility>

namespace sorby::app {
namespace {

QString keysOf(const QAction& action)
{
    QStringList keys;
    for (const auto& sequence : action.shortcuts()) {
        keys << sequence.toString(QKeySequence::NativeText);
    }
    return keys.join(KeysDialog::tr(", ", "between keys"));
}

QString withoutMnemonic(QString text)
{
    text.remove(u'&');
    if (text.endsWith(u'…')) {
        text.chop(1);
    }
    return text;
}

QList<std::pair<QString, QString>> canvasGestures()
{
    return {
        {KeysDialog::tr("Zoom at the cursor"), KeysDialog::tr("Wheel")},
        {KeysDialog::tr("Move the micrograph"), KeysDialog::tr("Space and left button, or middle button")},
        {KeysDialog::tr("Fit the window"), KeysDialog::tr("Double click")},
        {KeysDialog::tr("Previous, next micrograph on the canvas"), KeysDialog::tr("Arrows")},
        {KeysDialog::tr("Hide the IoU overlay while held"), KeysDialog::tr("B")}};
}

} // namespace

KeysDialog::KeysDialog(const QList<QAction*>& actions, QWidget* parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("keysDialog"));
    setWindowTitle(tr("Keys"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* table = new QTableWidget(0, 2, this);
    table->setObjectName(QStringLiteral("keysTable"));
    table->setHorizontalHeaderLabels({tr("Command"), tr("Keys")});
    const auto addRow = [table](const QString& command, const QString& keys) {
        const int row = table->rowCount();
        table->insertRow(row);
        table->setItem(row, 0, new QTableWidgetItem(command));
        table->setItem(row, 1, new QTableWidgetItem(keys));
    };
    for (const auto& [command, keys] : canvasGestures()) {
        addRow(command, keys);
    }
    for (const auto* action : actions) {
        if (!action->shortcuts().isEmpty()) {
            addRow(withoutMnemonic(action->text()), keysOf(*action));
        }
    }
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setStretchLastSection(true);
    table->setMinimumSize(fontMetrics().averageCharWidth() * 76, fontMetrics().height() * 24);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(table);
    layout->addWidget(buttons);
}

} // namespace sorby::app
