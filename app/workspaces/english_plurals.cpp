// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/english_plurals.h"

#include <cstring>

namespace sorby::app {

QString EnglishPlurals::translate(const char*, const char* sourceText, const char*, int n) const
{
    if (n < 0 || sourceText == nullptr || std::strstr(sourceText, "(s)") == nullptr) {
        return {}; // Qt takes the text as it is
    }
    return QString::fromUtf8(sourceText).replace(QLatin1String("(s)"), QLatin1String(n == 1 ? "" : "s"));
}

} // namespace sorby::app
