// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/annotation_rows.h"
#include "core/project/database.h"
#include "core/project/project_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sorby::project {
namespace {

using annotation::EditBatch;

Error mismatch(std::string message)
{
    return Error{ErrorCode::Mismatch, std::move(message), {}};
}

/// Stores one edit after the other into the rows of one micrograph; mirrors annotation::applyEdits().
class Storer {
  public:
    Storer(Connection& connection, ImageId image)
        : m_connection(connection),
          m_image(image),
          m_objects(connection),
          m_points(connection),
          m_tiles(connection)
    {}

    Status operator()(const annotation::InsertObject& edit)
    {
        makeRoom("objects", edit.position);
        m_objects.insert(m_image, edit.position, edit.object);
        return {};
    }
    Status operator()(const annotation::RemoveObject& edit) { return remove("objects", edit.id).error; }
    Status operator()(const annotation::ReplaceObject& edit)
    {
        const auto removed = remove("objects", edit.object.id, false);
        if (removed.error) {
            m_objects.insert(m_image, removed.position, edit.object);
        }
        return removed.error;
    }
    Status operator()(const annotation::SetTile& edit)
    {
        if (edit.tile != nullptr) {
            m_tiles.put(m_image, edit.key, *edit.tile);
            return {};
        }
        SQLite::Statement statement(
            m_connection,
            "DELETE FROM pixel_edit_tiles WHERE image = ? AND tile_column = ? AND tile_row = ?");
        statement.bind(1, m_image);
        statement.bind(2, edit.key.column);
        statement.bind(3, edit.key.row);
        statement.exec();
        return {};
    }
    Status operator()(const annotation::InsertPoint& edit)
    {
        makeRoom("points_of_interest", edit.position);
        m_points.insert(m_image, edit.position, edit.point);
        return {};
    }
    Status operator()(const annotation::RemovePoint& edit)
    {
        return remove("points_of_interest", edit.id).error;
    }
    Status operator()(const annotation::ReplacePoint& edit)
    {
        const auto removed = remove("points_of_interest", edit.point.id, false);
        if (removed.error) {
            m_points.insert(m_image, removed.position, edit.point);
        }
        return removed.error;
    }

  private:
    struct Removed {
        Status error;
        std::size_t position = 0;
    };

    void makeRoom(const char* table, std::size_t position) { shift(table, "position + 1", ">=", position); }
    void shift(const char* table, const char* value, const char* comparison, std::size_t position)
    {
        SQLite::Statement statement(
            m_connection, fmt::format("UPDATE {} SET position = {} WHERE image = ? AND position {} ?", table,
                                      value, comparison));
        statement.bind(1, m_image);
        statement.bind(2, static_cast<std::int64_t>(position));
        statement.exec();
    }
    Removed remove(const char* table, std::int64_t id, bool closesGap = true)
    {
        SQLite::Statement find(m_connection,
                               fmt::format("SELECT position FROM {} WHERE id = ? AND image = ?", table));
        find.bind(1, id);
        find.bind(2, m_image);
        if (!find.executeStep()) {
            return {mismatch(fmt::format("has no entry {} of this micrograph in {}", id, table))};
        }
        const auto position = static_cast<std::size_t>(find.getColumn(0).getInt64());
        SQLite::Statement statement(m_connection, fmt::format("DELETE FROM {} WHERE id = ?", table));
        statement.bind(1, id);
        statement.exec();
        if (closesGap) {
            shift(table, "position - 1", ">", position);
        }
        return {{}, position};
    }

    Connection& m_connection;
    ImageId m_image;
    ObjectRows m_objects;
    PointRows m_points;
    TileRows m_tiles;
};

} // namespace

Status Project::applyEdits(ImageId image, const EditBatch& batch, bool annotated)
{
    return d->database.write([&](Connection& connection) -> Status {
        SQLite::Statement update(connection, "UPDATE images SET annotated = ? WHERE id = ?");
        update.bind(1, annotated ? 1 : 0);
        update.bind(2, image);
        if (update.exec() != 1) {
            return Error{ErrorCode::NotFound, fmt::format("has no image of the number {}", image),
                         toUtf8(d->database.file())};
        }
        Storer storer(connection, image);
        for (const auto& edit : batch) {
            if (auto stored = std::visit(storer, edit); !stored) {
                return Error{stored.error().code, stored.error().message, toUtf8(d->database.file())};
            }
        }
        return {};
    });
}

Result<annotation::ObjectId> Project::nextId() const
{
    return d->database.read([&](SQLite::Database& connection) -> Result<annotation::ObjectId> {
        SQLite::Statement query(connection, "SELECT max(seq) FROM sqlite_sequence WHERE name IN ('objects', "
                                            "'points_of_interest')");
        return query.executeStep() ? query.getColumn(0).getInt64() + 1 : 1;
    });
}

Status Project::reserveIds(annotation::ObjectId last)
{
    return d->database.write([&](SQLite::Database& connection) -> Status {
        for (const char* table : {"objects", "points_of_interest"}) {
            SQLite::Statement update(connection,
                                     "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?");
            update.bind(1, last);
            update.bind(2, table);
            if (update.exec() == 0) {
                SQLite::Statement insert(connection, "INSERT INTO sqlite_sequence (seq, name) VALUES (?, ?)");
                insert.bind(1, last);
                insert.bind(2, table);
                insert.exec();
            }
        }
        return {};
    });
}

namespace {

/// What one kind of edit does to a project; all within one transaction.
struct StoreEdit {
    Project& project;

    Status operator()(const AnnotationEdit& edit) const
    {
        return project.applyEdits(edit.image, edit.batch, edit.annotated);
    }
    Status operator()(const MembershipEdit& edit) const { return project.setMemberships(edit.memberships); }
    Status operator()(const StatusEdit& edit) const { return project.setStatuses(edit.statuses); }
    Status operator()(const ClassesEdit& edit) const
    {
        const auto exchanged = project.exchangeClasses(edit);
        return exchanged ? Status{} : Status{exchanged.error()};
    }
    Status operator()(const CampaignTaskEdit& edit) const { return project.updateCampaignTask(edit.task); }
    Status operator()(const MarkingEdit& edit) const
    {
        return project.setMarking(edit.campaign, edit.marking);
    }
    Status operator()(const ReservedIds& edit) const { return project.reserveIds(edit.last); }
};

} // namespace

Status Project::store(const ProjectEdit& edit)
{
    return inTransaction([&] { return std::visit(StoreEdit{*this}, edit); });
}

namespace {

/// Gives a campaign another class; tells the one it had.
annotation::ClassId exchangeCampaignClass(SQLite::Database& connection, annotation::CampaignId campaign,
                                          annotation::ClassId classId)
{
    SQLite::Statement query(connection, "SELECT class FROM campaigns WHERE id = ?");
    query.bind(1, campaign);
    const auto before = query.executeStep() ? query.getColumn(0).getInt() : int{classId};
    SQLite::Statement update(connection, "UPDATE campaigns SET class = ? WHERE id = ?");
    update.bind(1, static_cast<int>(classId));
    update.bind(2, campaign);
    update.exec();
    return static_cast<annotation::ClassId>(before);
}

} // namespace

Result<ClassesEdit> Project::exchangeClasses(const ClassesEdit& edit)
{
    return d->database.write([&](SQLite::Database& connection) -> Result<ClassesEdit> {
        auto before = classes();
        if (!before) {
            return before.error();
        }
        ClassesEdit inverse{std::move(*before), {}, {}, edit.movesIds};
        // Objects may get a class whose row comes with the list.
        connection.exec("PRAGMA defer_foreign_keys = ON");
        for (const auto& part : edit.annotations) {
            const auto record = image(part.image);
            auto annotated = annotations(part.image);
            if (!record || !annotated) {
                return record ? annotated.error() : record.error();
            }
            auto back = annotation::applyEdits(*annotated, part.batch);
            if (!back) {
                return back.error();
            }
            if (auto stored = applyEdits(part.image, part.batch, part.annotated); !stored) {
                return stored.error();
            }
            inverse.annotations.push_back({part.image, std::move(*back), record->annotated});
        }
        for (const auto& [campaign, classId] : edit.campaigns) {
            inverse.campaigns.emplace_back(campaign, exchangeCampaignClass(connection, campaign, classId));
        }
        if (edit.movesIds) {
            connection.exec("DELETE FROM scores");
        }
        if (auto stored = setClasses(edit.classes); !stored) {
            return stored.error();
        }
        return inverse;
    });
}

Result<std::optional<ClassesEdit>> Project::classesEdit(const annotation::ClassChange& change,
                                                        std::size_t mostBytes) const
{
    return d->database.read([&](SQLite::Database& /*connection*/) -> Result<std::optional<ClassesEdit>> {
        std::set<ImageId> affected;
        for (std::size_t id = 0; id < change.map.size(); ++id) {
            if (change.map[id] == id || id == annotation::kUnset) {
                continue;
            }
            const auto found = imagesWithClass(static_cast<annotation::ClassId>(id));
            if (!found) {
                return found.error();
            }
            affected.insert(found->begin(), found->end());
        }
        ClassesEdit edit{change.classes, {}, {}, change.movesPixels()};
        std::size_t bytes = 0;
        for (const auto id : affected) {
            const auto record = image(id);
            const auto before = annotations(id);
            if (!record || !before) {
                return record ? before.error() : record.error();
            }
            auto batch = annotation::difference(*before, annotation::reclassed(*before, change.map));
            bytes += annotation::memoryOf(batch);
            if (bytes > mostBytes) {
                return std::optional<ClassesEdit>();
            }
            edit.annotations.push_back({id, std::move(batch), record->annotated});
        }
        const auto all = campaigns();
        if (!all) {
            return all.error();
        }
        for (const auto& campaign : *all) {
            const auto now = annotation::campaignClass(change.map, campaign.classId);
            if (now != campaign.classId) {
                edit.campaigns.emplace_back(campaign.id, now);
            }
        }
        return std::optional(std::move(edit));
    });
}

} // namespace sorby::project
