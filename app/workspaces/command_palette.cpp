// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/command_palette.h"

#include "app/workspaces/key_map.h"
#include "widgets/support/command_text.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPointer>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <vector>

namespace sorby::app {
namespace {

constexpr int kActionRole = Qt::UserRole;
constexpr int kRowsShown = 12;

enum Column { Command, Group, Keys, ColumnCount };

/// How well the words fit, smaller is better; -1: not at all. Commands that begin with what was typed come
/// first, then those with a word that does.
int fit(const QString& name, const QString& group, const QStringList& words)
{
    int result = 0;
    for (const auto& word : words) {
        if (name.startsWith(word, Qt::CaseInsensitive)) {
            continue;
        }
        if (name.contains(u' ' + word, Qt::CaseInsensitive)) {
            result += 1;
        } else if (name.contains(word, Qt::CaseInsensitive)) {
            result += 2;
        } else if (group.contains(word, Qt::CaseInsensitive)) {
            result += 3;
        } else {
            return -1;
        }
    }
    return result;
}

} // namespace

CommandPalette::CommandPalette(const QList<QAction*>& actions, QWidget* parent)
    : QFrame(parent, Qt::Popup), m_actions(actions)
{
    setObjectName(QStringLiteral("commandPalette"));
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(QStringLiteral("paletteFilter"));
    m_filter->setPlaceholderText(tr("What do you want to do?"));
    m_filter->installEventFilter(this);
    m_list = new QTreeWidget(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFocusPolicy(Qt::NoFocus); // what is typed belongs to the filter
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(Command, QHeaderView::Stretch);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addWidget(m_filter);
    layout->addWidget(m_list);
    connect(m_filter, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(m_list, &QTreeWidget::itemClicked, this, &CommandPalette::runCurrent);
    fill({});
}

void CommandPalette::fill(const QString& text)
{
    const auto words = text.split(u' ', Qt::SkipEmptyParts);
    std::vector<std::pair<int, QAction*>> found;
    for (auto* action : m_actions) {
        if (action->isEnabled() && action->isVisible()) {
            const int rank = fit(support::plainText(action->text()), KeyMap::groupOf(action), words);
            if (rank >= 0) {
                found.emplace_back(rank, action);
            }
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    m_list->clear();
    for (const auto& [rank, action] : found) {
        auto* item = new QTreeWidgetItem(m_list);
        item->setText(Command, support::plainText(action->text()));
        item->setIcon(Command, action->icon());
        item->setText(Group, KeyMap::groupOf(action));
        item->setText(Keys, support::keysText(*action));
        item->setTextAlignment(Keys, Qt::AlignRight | Qt::AlignVCenter);
        item->setForeground(Group, palette().brush(QPalette::PlaceholderText));
        if (action->isCheckable()) {
            item->setToolTip(Command, action->isChecked() ? tr("It is on now.") : tr("It is off now."));
        }
        item->setData(Command, kActionRole, QVariant::fromValue(QPointer<QAction>(action)));
    }
    if (found.empty()) {
        auto* item = new QTreeWidgetItem(m_list, {tr("No command that is possible now has this text.")});
        item->setFlags(Qt::NoItemFlags);
    } else {
        m_list->setCurrentItem(m_list->topLevelItem(0));
    }
}

void CommandPalette::open()
{
    const int rowHeight = std::max(m_list->sizeHintForRow(0), fontMetrics().height());
    m_list->setFixedHeight(kRowsShown * rowHeight + 2 * m_list->frameWidth());
    const auto* window = parentWidget();
    const int width = std::min(fontMetrics().averageCharWidth() * 72, window->width());
    setFixedWidth(width);
    adjustSize();
    move(window->mapToGlobal(QPoint((window->width() - width) / 2, window->height() / 12)));
    show();
    m_filter->setFocus();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        switch (key) {
        case Qt::Key_Up:
        case Qt::Key_Down:
            step(key == Qt::Key_Up ? -1 : 1);
            return true;
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            step(key == Qt::Key_PageUp ? -kRowsShown : kRowsShown);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            runCurrent();
            return true;
        case Qt::Key_Escape:
            close();
            return true;
        default:
            break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::step(int rows)
{
    const int now = m_list->indexOfTopLevelItem(m_list->currentItem());
    const int row = std::clamp(now + rows, 0, m_list->topLevelItemCount() - 1);
    m_list->setCurrentItem(m_list->topLevelItem(row));
}

void CommandPalette::runCurrent()
{
    const auto* item = m_list->currentItem();
    if (item == nullptr || !item->flags().testFlag(Qt::ItemIsEnabled)) {
        return;
    }
    const auto action = item->data(Command, kActionRole).value<QPointer<QAction>>();
    close(); // first: the command may open a dialog, and wants the window's focus
    if (action != nullptr) {
        // After the popup has gone, so that focus is where it was.
        QMetaObject::invokeMethod(action.data(), &QAction::trigger, Qt::QueuedConnection);
    }
}

} // namespace sorby::app
