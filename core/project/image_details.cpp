// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/database.h"

#include <fmt/format.h>

namespace sorby::project {
namespace {

/// Binds the values of one image to a statement from this index on.
using Bind = std::function<void(SQLite::Statement&)>;

Status updateEach(const Database& database, SQLite::Database& connection, const char* sql,
                  const std::vector<ImageId>& images, const Bind& bind)
{
    SQLite::Statement update(connection, sql);
    for (const auto id : images) {
        update.reset();
        update.clearBindings();
        bind(update);
        update.bind(":id", id);
        if (update.exec() != 1) {
            return Error{ErrorCode::NotFound, fmt::format("has no image of the number {}", id),
                         toUtf8(database.file())};
        }
    }
    return {};
}

} // namespace

Status Project::setCalibration(const std::vector<ImageId>& images,
                               const std::optional<Calibration>& calibration)
{
    return d->database.write([&](SQLite::Database& connection) {
        return updateEach(
            d->database, connection,
            "UPDATE images SET pixel_size_x = :x, pixel_size_y = :y, calibration_source = :source, "
            "calibration_raw = :raw, calibration_confirmed = :confirmed WHERE id = :id",
            images, [&](SQLite::Statement& update) {
                const auto value = calibration.value_or(Calibration{});
                if (calibration) {
                    update.bind(":x", value.xMicrometres);
                    update.bind(":y", value.yMicrometres);
                }
                update.bind(":source", value.source);
                update.bind(":raw", value.raw);
                update.bind(":confirmed", value.isConfirmed ? 1 : 0);
            });
    });
}

Status Project::setRegion(const std::vector<ImageId>& images, const std::optional<SpecimenRegion>& region)
{
    return d->database.write([&](SQLite::Database& connection) {
        return updateEach(d->database, connection,
                          "UPDATE images SET region_x = :x, region_y = :y, region_width = :width, "
                          "region_height = :height, region_source = :source WHERE id = :id",
                          images, [&](SQLite::Statement& update) {
                              if (region) {
                                  update.bind(":x", region->rect.x);
                                  update.bind(":y", region->rect.y);
                                  update.bind(":width", region->rect.width);
                                  update.bind(":height", region->rect.height);
                              }
                              update.bind(":source", region ? region->source : std::string());
                          });
    });
}

Status Project::setWithoutBar(const std::vector<ImageId>& images)
{
    return d->database.write([&](SQLite::Database& connection) {
        return updateEach(d->database, connection,
                          "UPDATE images SET region_x = NULL, region_y = NULL, region_width = NULL, "
                          "region_height = NULL, region_source = :source WHERE id = :id",
                          images, [](SQLite::Statement& update) { update.bind(":source", kRegionByHand); });
    });
}

Status Project::setWindow(ImageId image, const std::optional<Window>& window)
{
    return d->database.write([&](SQLite::Database& connection) {
        return updateEach(d->database, connection,
                          "UPDATE images SET window_low = :low, window_high = :high WHERE id = :id", {image},
                          [&](SQLite::Statement& update) {
                              if (window) {
                                  update.bind(":low", window->low);
                                  update.bind(":high", window->high);
                              }
                          });
    });
}

} // namespace sorby::project
