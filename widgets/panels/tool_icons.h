// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool_box.h"

#include <QIcon>
#include <QString>

/// How the tools and the commands beside them are shown: their icons, in the line style of icons.h, and the
/// tools' names.
namespace sorby::panels {

[[nodiscard]] QIcon toolIcon(tools::ToolId id);

enum class EditSymbol { Undo, Redo, Done, Lock, Unlock, Eye };
[[nodiscard]] QIcon editIcon(EditSymbol symbol);

/// "Brush".
[[nodiscard]] QString toolName(tools::ToolId id);

} // namespace sorby::panels
