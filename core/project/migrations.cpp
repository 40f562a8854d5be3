// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/migrations.h"

#include "core/annotation/classes.h"
#include "core/project/project.h"

#include <fmt/format.h>

#include <array>

namespace sorby::project {
namespace {

/// The step from format i + 1 to i + 2. Never changed once released: files of that format exist.
///
/// To 2: pages, calibration, specimen region and window of images; keys of classes; objects in groups; the
/// row that objects of ignored pixels refer to, under a name that no person can give.
/// To 3: status of images. The values in each tile of pixel edits, so that images are found by class without
/// unpacking all tiles: NULL means that they have to be looked up, which whoever writes a tile may leave to
/// imagesWithClass(); the trigger sees to it when only the tile is replaced. Objects by class and image. Who
/// changed an object last and when, when a point was set; annotation campaigns. A task knows its object by
/// number alone, since objects are taken out and put back with their numbers (undo): a task whose object is
/// not there is open.
constexpr std::array<const char*, 2> kSteps{R"sql(
ALTER TABLE classes ADD COLUMN shortcut TEXT NOT NULL DEFAULT '';
INSERT INTO classes (id, name, colour) VALUES (255, char(10) || 'ignore', 14737632);
ALTER TABLE images ADD COLUMN page INTEGER NOT NULL DEFAULT 1;
ALTER TABLE images ADD COLUMN pixel_size_x REAL;
ALTER TABLE images ADD COLUMN pixel_size_y REAL;
ALTER TABLE images ADD COLUMN calibration_source TEXT NOT NULL DEFAULT '';
ALTER TABLE images ADD COLUMN calibration_raw TEXT NOT NULL DEFAULT '';
ALTER TABLE images ADD COLUMN calibration_confirmed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE images ADD COLUMN region_x INTEGER;
ALTER TABLE images ADD COLUMN region_y INTEGER;
ALTER TABLE images ADD COLUMN region_width INTEGER;
ALTER TABLE images ADD COLUMN region_height INTEGER;
ALTER TABLE images ADD COLUMN region_source TEXT NOT NULL DEFAULT '';
ALTER TABLE images ADD COLUMN window_low REAL;
ALTER TABLE images ADD COLUMN window_high REAL;
ALTER TABLE objects ADD COLUMN parts_group INTEGER NOT NULL DEFAULT 0;
)sql",
                                            R"sql(
ALTER TABLE images ADD COLUMN status INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pixel_edit_tiles ADD COLUMN class_values BLOB;
CREATE INDEX tiles_by_values ON pixel_edit_tiles (image, class_values);
CREATE INDEX tiles_without_values ON pixel_edit_tiles (image) WHERE class_values IS NULL;
CREATE TRIGGER tile_replaced AFTER UPDATE OF data ON pixel_edit_tiles
WHEN NEW.class_values IS OLD.class_values
BEGIN
    UPDATE pixel_edit_tiles SET class_values = NULL WHERE rowid = NEW.rowid;
END;
DROP INDEX objects_by_class;
CREATE INDEX objects_by_class ON objects (class, image);
ALTER TABLE objects ADD COLUMN changed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE objects ADD COLUMN changed_at TEXT NOT NULL DEFAULT '';
ALTER TABLE points_of_interest ADD COLUMN made_at TEXT NOT NULL DEFAULT '';
CREATE TABLE campaigns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    class INTEGER NOT NULL,
    distance REAL NOT NULL,
    agree INTEGER NOT NULL,
    assignment INTEGER NOT NULL,
    phase INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    closed_at TEXT NOT NULL
);
CREATE TABLE campaign_annotators (
    campaign INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (campaign, position)
) WITHOUT ROWID;
CREATE TABLE campaign_images (
    campaign INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    PRIMARY KEY (campaign, position)
) WITHOUT ROWID;
CREATE INDEX campaign_images_by_image ON campaign_images (image);
CREATE TABLE campaign_markings (
    campaign INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    annotator TEXT NOT NULL,
    image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    done_at TEXT NOT NULL,
    PRIMARY KEY (campaign, annotator, image)
) WITHOUT ROWID;
CREATE INDEX campaign_markings_by_image ON campaign_markings (image);
CREATE TABLE campaign_tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    campaign INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    x REAL NOT NULL,
    y REAL NOT NULL,
    marked_by TEXT NOT NULL,
    assignee TEXT NOT NULL,
    position INTEGER NOT NULL,
    state INTEGER NOT NULL,
    reason TEXT NOT NULL,
    object INTEGER NOT NULL,
    done_at TEXT NOT NULL
);
CREATE INDEX campaign_tasks_by_assignee ON campaign_tasks (campaign, assignee, position);
CREATE INDEX campaign_tasks_by_image ON campaign_tasks (image);
)sql"};
static_assert(kSteps.size() + 1 == Project::kSchemaVersion);

} // namespace

void migrate(SQLite::Database& connection)
{
    SQLite::Transaction transaction(connection);
    const auto version = connection.execAndGet("PRAGMA user_version").getInt();
    for (int from = version; from < Project::kSchemaVersion; ++from) {
        connection.exec(kSteps.at(static_cast<std::size_t>(from - 1)));
        connection.exec(fmt::format("PRAGMA user_version = {}", from + 1));
    }
    transaction.commit();
}

} // namespace sorby::project
