// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/keys_dialog.h"

#include "app/workspaces/key_map.h"
#include "app/workspaces/key_recorder.h"
#include "widgets/support/command_text.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <utility>

namespace sorby::app {
namespace {

enum Column { Command, Keys, Where, ColumnCount };
enum Page { CommandPage, RecordPage, ConflictPage };

QList<std::pair<QString, QString>> canvasGestures()
{
    return {
        {KeysDialog::tr("Zoom at the cursor"), KeysDialog::tr("Wheel")},
        {KeysDialog::tr("Move the micrograph"), KeysDialog::tr("Space and left button, or middle button")},
        {KeysDialog::tr("Fit the window"), KeysDialog::tr("Double click")},
        {KeysDialog::tr("Previous, next micrograph on the canvas"), KeysDialog::tr("Arrows")},
        {KeysDialog::tr("Hide all layers while held"), KeysDialog::tr("Tab")}};
}

QString nameOf(const QAction* action)
{
    return support::plainText(action->text());
}

QString named(const QList<QAction*>& actions)
{
    QStringList names;
    for (const auto* action : actions) {
        names << KeysDialog::tr("“%1”").arg(nameOf(action));
    }
    return names.join(KeysDialog::tr(" and ", "between commands"));
}

QString native(const QKeySequence& key)
{
    return key.toString(QKeySequence::NativeText);
}

} // namespace

KeysDialog::KeysDialog(KeyMap& keys, QWidget* parent) : QDialog(parent), m_keys(keys)
{
    setObjectName(QStringLiteral("keysDialog"));
    setWindowTitle(tr("Keys"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(QStringLiteral("keysFilter"));
    m_filter->setPlaceholderText(tr("Command or key"));
    m_filter->setClearButtonEnabled(true);
    m_table = new QTreeWidget(this);
    m_table->setObjectName(QStringLiteral("keysTable"));
    m_table->setColumnCount(ColumnCount);
    m_table->setHeaderLabels({tr("Command"), tr("Keys"), tr("Where")});
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setAlternatingRowColors(true);
    m_table->setExpandsOnDoubleClick(false);
    m_table->setRootIsDecorated(false);
    m_table->setMinimumSize(fontMetrics().averageCharWidth() * 84, fontMetrics().height() * 22);
    m_pages = new QStackedWidget(this);
    m_pages->setObjectName(QStringLiteral("keysPages"));
    m_pages->addWidget(makeCommandPage());
    m_pages->addWidget(makeRecordPage());
    m_pages->addWidget(makeConflictPage());
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_restoreAll = buttons->addButton(tr("Restore all defaults"), QDialogButtonBox::ResetRole);
    m_restoreAll->setObjectName(QStringLiteral("keysRestoreAll"));
    for (auto* button : buttons->buttons()) {
        static_cast<QPushButton*>(button)->setAutoDefault(false);
    }
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_filter);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_pages);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_restoreAll, &QPushButton::clicked, &m_keys, &KeyMap::restoreAll);
    connect(m_filter, &QLineEdit::textChanged, this, &KeysDialog::filter);
    connect(m_table, &QTreeWidget::currentItemChanged, this, &KeysDialog::followSelection);
    connect(m_table, &QTreeWidget::itemDoubleClicked, this, [this] { record(Recording::Change); });
    connect(&m_keys, &KeyMap::changed, this, &KeysDialog::showKeys);
    fill();
    showKeys();
    m_filter->setFocus();
}

QPushButton* KeysDialog::addButton(QWidget* page, const QString& name, const QString& text,
                                   const QString& toolTip)
{
    auto* button = new QPushButton(text, page);
    button->setObjectName(name);
    button->setToolTip(toolTip);
    button->setAutoDefault(false);
    page->layout()->addWidget(button);
    return button;
}

QWidget* KeysDialog::makeCommandPage()
{
    auto* page = new QWidget(this);
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins({});
    m_change = addButton(page, QStringLiteral("keysChange"), tr("Change…"),
                         tr("Press a key that takes the place of those this command has."));
    m_add =
        addButton(page, QStringLiteral("keysAdd"), tr("Add…"), tr("Press one more key for this command."));
    m_remove =
        addButton(page, QStringLiteral("keysRemove"), tr("Remove"), tr("Take a key from this command."));
    row->addStretch();
    m_restore = addButton(page, QStringLiteral("keysRestore"), tr("Restore default"),
                          tr("Give this command the keys again that it came with."));
    connect(m_change, &QPushButton::clicked, this, [this] { record(Recording::Change); });
    connect(m_add, &QPushButton::clicked, this, [this] { record(Recording::Add); });
    connect(m_remove, &QPushButton::clicked, this, &KeysDialog::chooseRemoved);
    connect(m_restore, &QPushButton::clicked, this, [this] {
        if (auto* action = current()) {
            give(action, m_keys.defaults(action));
        }
    });
    return page;
}

QWidget* KeysDialog::makeRecordPage()
{
    auto* page = new QWidget(this);
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins({});
    m_prompt = new QLabel(page);
    m_prompt->setObjectName(QStringLiteral("keysPrompt"));
    m_recorder = new KeyRecorder(page);
    m_recorder->setObjectName(QStringLiteral("keysRecorder"));
    row->addWidget(m_prompt, 1);
    row->addWidget(m_recorder);
    auto* cancel = addButton(page, QStringLiteral("keysRecordCancel"), tr("Cancel"), tr("Change nothing."));
    connect(m_recorder, &KeyRecorder::recorded, this, &KeysDialog::take);
    connect(m_recorder, &KeyRecorder::cancelled, this, &KeysDialog::endRecording);
    connect(cancel, &QPushButton::clicked, this, &KeysDialog::endRecording);
    return page;
}

QWidget* KeysDialog::makeConflictPage()
{
    auto* page = new QWidget(this);
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins({});
    m_question = new QLabel(page);
    m_question->setObjectName(QStringLiteral("keysQuestion"));
    m_question->setWordWrap(true);
    row->addWidget(m_question, 1);
    m_take = addButton(page, QStringLiteral("keysTake"), tr("Take it from there"),
                       tr("The other command is left without this key."));
    auto* cancel = addButton(page, QStringLiteral("keysQuestionCancel"), tr("Cancel"), tr("Change nothing."));
    connect(m_take, &QPushButton::clicked, this, [this] {
        const auto answer = std::exchange(m_answer, {});
        endRecording();
        if (answer) {
            answer();
        }
    });
    connect(cancel, &QPushButton::clicked, this, &KeysDialog::endRecording);
    return page;
}

void KeysDialog::fill()
{
    QHash<QString, QTreeWidgetItem*> groups;
    const auto groupItem = [&](const QString& title) {
        auto*& group = groups[title];
        if (group == nullptr) {
            group = new QTreeWidgetItem(m_table, {title});
            group->setFlags(Qt::ItemIsEnabled);
            auto font = m_table->font();
            font.setBold(true);
            group->setFont(Command, font);
        }
        return group;
    };
    for (auto* action : m_keys.actions()) {
        auto* item = new QTreeWidgetItem(groupItem(KeyMap::groupOf(action)), {nameOf(action)});
        m_commands.insert(item, action);
    }
    for (const auto& [what, how] : canvasGestures()) {
        auto* item = new QTreeWidgetItem(groupItem(tr("Mouse and fixed keys")), {what, how, tr("canvas")});
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        item->setToolTip(Command, tr("This cannot be changed."));
    }
    m_table->expandAll();
    m_table->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->header()->setStretchLastSection(true);
}

void KeysDialog::showKeys()
{
    for (auto entry = m_commands.cbegin(); entry != m_commands.cend(); ++entry) {
        auto* item = entry.key();
        const auto* action = entry.value();
        item->setText(Keys, support::keysText(*action));
        item->setText(Where, m_keys.isProjectKey(action)  ? tr("this project, set with its classes")
                             : KeyMap::isOnCanvas(action) ? tr("canvas")
                                                          : tr("whole window"));
        auto font = m_table->font();
        font.setBold(!m_keys.isDefault(action)); // one's own stand out
        item->setFont(Keys, font);
    }
    m_restoreAll->setEnabled(!m_keys.isAllDefault());
    filter(m_filter->text());
    followSelection();
}

void KeysDialog::filter(const QString& text)
{
    const auto words = text.split(u' ', Qt::SkipEmptyParts);
    for (int i = 0; i < m_table->topLevelItemCount(); ++i) {
        auto* group = m_table->topLevelItem(i);
        bool isAnyShown = false;
        for (int row = 0; row < group->childCount(); ++row) {
            auto* item = group->child(row);
            bool isShown = true;
            for (const auto& word : words) {
                isShown = isShown && (item->text(Command).contains(word, Qt::CaseInsensitive) ||
                                      item->text(Keys).contains(word, Qt::CaseInsensitive) ||
                                      group->text(Command).contains(word, Qt::CaseInsensitive));
            }
            item->setHidden(!isShown);
            isAnyShown = isAnyShown || isShown;
        }
        group->setHidden(!isAnyShown);
    }
}

QAction* KeysDialog::current() const
{
    return m_commands.value(m_table->currentItem());
}

void KeysDialog::followSelection()
{
    endRecording();
    const auto* action = current();
    const bool isFree = action != nullptr && !m_keys.isProjectKey(action);
    m_change->setEnabled(isFree);
    m_add->setEnabled(isFree && !action->shortcuts().isEmpty());
    m_remove->setEnabled(isFree && !action->shortcuts().isEmpty());
    m_restore->setEnabled(isFree && !m_keys.isDefault(action));
}

void KeysDialog::record(Recording kind)
{
    const auto* action = current();
    if (action == nullptr || m_keys.isProjectKey(action)) {
        return;
    }
    m_recording = kind;
    m_prompt->setText(tr("Press the new key for “%1”, or Escape to leave it.").arg(nameOf(action)));
    m_pages->setCurrentIndex(RecordPage);
    m_recorder->start();
}

void KeysDialog::take(const QKeySequence& key)
{
    auto* action = current();
    if (action == nullptr) {
        endRecording();
        return;
    }
    if (const auto what = m_keys.reservedFor(key); !what.isEmpty()) {
        m_prompt->setText(tr("%1 is always for %2. Press another key, or Escape.").arg(native(key), what));
        return;
    }
    QList<QKeySequence> keys{key};
    if (m_recording == Recording::Add) {
        keys = action->shortcuts();
        keys.removeAll(key);
        keys << key;
    }
    give(action, keys);
}

void KeysDialog::give(QAction* action, const QList<QKeySequence>& keys)
{
    QList<QAction*> holders;
    QStringList taken;
    for (const auto& key : keys) {
        for (auto* holder : m_keys.holders(key, action)) {
            if (!holders.contains(holder)) {
                holders << holder;
            }
            if (!taken.contains(native(key))) {
                taken << native(key);
            }
        }
    }
    const auto apply = [this, action, keys] { m_keys.setKeys(action, keys); };
    endRecording();
    if (holders.isEmpty()) {
        apply();
        return;
    }
    m_question->setText(tr("%1 belongs to %2.").arg(taken.join(tr(" and ", "between keys")), named(holders)));
    m_answer = apply;
    m_pages->setCurrentIndex(ConflictPage);
    m_take->setFocus();
}

void KeysDialog::chooseRemoved()
{
    auto* action = current();
    if (action == nullptr) {
        return;
    }
    const auto keys = action->shortcuts();
    if (keys.size() == 1) {
        m_keys.setKeys(action, {});
        return;
    }
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("keysRemoveMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const auto& key : keys) {
        connect(menu->addAction(native(key)), &QAction::triggered, this, [this, action, keys, key] {
            auto left = keys;
            left.removeAll(key);
            m_keys.setKeys(action, left);
        });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("All of them")), &QAction::triggered, this,
            [this, action] { m_keys.setKeys(action, {}); });
    menu->popup(m_remove->mapToGlobal(QPoint(0, m_remove->height())));
}

void KeysDialog::endRecording()
{
    m_answer = {};
    if (m_pages->currentIndex() != CommandPage) {
        m_pages->setCurrentIndex(CommandPage);
        m_table->setFocus();
    }
}

void KeysDialog::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_pages->currentIndex() != CommandPage) {
        endRecording(); // of the question, before the dialog
    } else if (event->key() == Qt::Key_Down && m_filter->hasFocus()) {
        m_table->setFocus();
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_table->hasFocus()) {
        record(Recording::Change);
    } else {
        QDialog::keyPressEvent(event);
    }
}

} // namespace sorby::app
