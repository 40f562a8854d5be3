// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/status_text.h"

#include <QCoreApplication>

namespace sorby::models {

namespace {

struct StatusText {
    Q_DECLARE_TR_FUNCTIONS(StatusText)
};

} // namespace

QString statusText(ReviewStatus status)
{
    switch (status) {
    case ReviewStatus::InWork:
        return StatusText::tr("In work");
    case ReviewStatus::Done:
        return StatusText::tr("Done");
    case ReviewStatus::Rejected:
        return StatusText::tr("Rejected");
    case ReviewStatus::None:
        break;
    }
    return StatusText::tr("No status");
}

} // namespace sorby::models
