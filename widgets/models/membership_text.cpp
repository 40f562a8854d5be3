// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/membership_text.h"

#include <QCoreApplication>

namespace sorby::models {

namespace {

struct MembershipText {
    Q_DECLARE_TR_FUNCTIONS(MembershipText)
};

} // namespace

QString membershipText(Membership membership)
{
    switch (membership) {
    case Membership::Train:
        return MembershipText::tr("Training");
    case Membership::Validation:
        return MembershipText::tr("Validation");
    case Membership::Test:
        return MembershipText::tr("Test");
    case Membership::None:
        break;
    }
    return MembershipText::tr("No split");
}

} // namespace sorby::models
