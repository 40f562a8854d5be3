// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/desktop_colours.h"

#include "app/workspaces/settings_portal.h"

namespace sorby::app {

DesktopColours::DesktopColours(QObject* parent) : QObject(parent)
{
    followColourScheme(this, [this](unsigned scheme) { take(scheme); });
}

void DesktopColours::take(unsigned scheme)
{
    const auto wish = scheme == 0 ? std::nullopt : std::optional(scheme == 1);
    if (wish != m_prefersDark) {
        m_prefersDark = wish;
        Q_EMIT changed();
    }
}

} // namespace sorby::app
