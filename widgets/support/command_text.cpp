// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/command_text.h"

#include <QAction>
#include <QCoreApplication>
#include <QKeySequence>

namespace sorby::support {

QString plainText(QString actionText)
{
    QString result;
    for (int i = 0; i < actionText.size(); ++i) {
        if (actionText[i] == u'&' && i + 1 < actionText.size()) {
            ++i; // two of them are one that is shown
        }
        result += actionText[i];
    }
    if (result.endsWith(u'…')) {
        result.chop(1);
    }
    return result;
}

QString keysText(const QAction& action)
{
    QStringList keys;
    for (const auto& sequence : action.shortcuts()) {
        keys << sequence.toString(QKeySequence::NativeText);
    }
    return keys.join(QCoreApplication::translate("sorby::support", ", ", "between keys"));
}

void keepKeyInToolTip(QAction* action)
{
    constexpr const char* kKept = "keepsKeyInToolTip";
    if (action->property(kKept).toBool()) {
        return;
    }
    action->setProperty(kKept, true);
    const auto show = [action, text = action->toolTip()] {
        const auto key = action->shortcut().toString(QKeySequence::NativeText);
        action->setToolTip(
            key.isEmpty() ? text : QCoreApplication::translate("sorby::support", "%1 (%2)").arg(text, key));
    };
    QObject::connect(action, &QAction::changed, action, show); // a tool tip that is the same changes nothing
    show();
}

} // namespace sorby::support
