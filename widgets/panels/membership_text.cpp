// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/membership_text.h"

#include <QCoreApplication>

namespace sorby::panels {

QString membershipText(Membership membership)
{
    switch (membership) {
    case Membership::Train:
        return QCoreApplication::translate("Membership", "training");
    case Membership::Validation:
        return QCoreApplication::translate("Membership", "validation");
    case Membership::Test:
        return QCoreApplication::translate("Membership", "test");
    case Membership::None:
        break;
    }
    return QCoreApplication::translate("Membership", "no side");
}

} // namespace sorby::panels
