// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/reveal_file.h"

#include "core/base/files.h"
#include "widgets/support/qt_convert.h"

#include <QDesktopServices>
#include <QUrl>

namespace sorby::support {

void revealFile(const std::filesystem::path& file)
{
    auto folder = file.parent_path();
    while (!isFolder(folder) && folder.has_relative_path()) {
        folder = folder.parent_path();
    }
    if (!folder.empty()) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(toQString(folder)));
    }
}

} // namespace sorby::support
