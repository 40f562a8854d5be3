// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace sorby::app {

/// Opens the dialog that says what Sorby is, its version and licence.
void openAboutDialog(QWidget* parent);

} // namespace sorby::app
