// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/support/wait.h"

#include <QCoreApplication>
#include <QTest>

namespace sorby::test {

bool waitUntil(const std::function<bool()>& condition, std::chrono::milliseconds limit)
{
    return QTest::qWaitFor(condition, static_cast<int>(limit.count()));
}

void processEvents()
{
    QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCoreApplication::processEvents();
}

} // namespace sorby::test
