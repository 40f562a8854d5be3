// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

namespace sorby::project {

/// Brings a project file of an older format (1 is the oldest) to Project::kSchemaVersion, step by step in one
/// transaction; nothing is done when it is there already. A new file takes the same steps after its first
/// tables, so that both have the same layout. Throws SQLite::Exception.
void migrate(SQLite::Database& connection);

} // namespace sorby::project
