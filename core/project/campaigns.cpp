// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/database.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace sorby::project {
namespace {

using annotation::Campaign;
using annotation::CampaignId;
using annotation::CampaignTask;
using annotation::TaskState;

/// Names hold no line break (annotation::checkCampaign).
std::string joined(const std::vector<std::string>& names)
{
    std::string text;
    for (const auto& name : names) {
        text += (text.empty() ? "" : "\n") + name;
    }
    return text;
}

std::vector<std::string> split(const std::string& text)
{
    std::vector<std::string> names;
    for (std::size_t start = 0; start < text.size();) {
        const auto end = std::min(text.find('\n', start), text.size());
        names.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return names;
}

void bindCampaign(SQLite::Statement& statement, const Campaign& campaign)
{
    statement.bind(":name", campaign.name);
    statement.bind(":class", static_cast<int>(campaign.classId));
    statement.bind(":distance", campaign.distancePx);
    statement.bind(":agree", campaign.agree);
    statement.bind(":assignment", static_cast<int>(campaign.assignment));
    statement.bind(":phase", static_cast<int>(campaign.phase));
    statement.bind(":seed", static_cast<std::int64_t>(campaign.seed));
    statement.bind(":started", campaign.startedAt);
    statement.bind(":closed", campaign.closedAt);
}

/// Replaces the rows of a campaign in a table of (campaign, position, value).
template <typename Value>
void storeList(SQLite::Database& connection, const char* table, const char* column, CampaignId campaign,
               const std::vector<Value>& values)
{
    SQLite::Statement remove(connection, fmt::format("DELETE FROM {} WHERE campaign = ?", table));
    remove.bind(1, campaign);
    remove.exec();
    SQLite::Statement insert(
        connection, fmt::format("INSERT INTO {} (campaign, position, {}) VALUES (?, ?, ?)", table, column));
    std::int64_t position = 0;
    for (const auto& value : values) {
        insert.reset();
        insert.bind(1, campaign);
        insert.bind(2, position++);
        insert.bind(3, value);
        insert.exec();
    }
}

/// Hands each row of such a table to its campaign.
template <typename Take>
void readList(SQLite::Database& connection, const char* table, const char* column, const Take& take)
{
    SQLite::Statement query(
        connection, fmt::format("SELECT campaign, {} FROM {} ORDER BY campaign, position", column, table));
    while (query.executeStep()) {
        take(query.getColumn(0).getInt64(), query.getColumn(1));
    }
}

std::vector<Campaign> readCampaigns(SQLite::Database& connection)
{
    std::vector<Campaign> campaigns;
    std::unordered_map<CampaignId, std::size_t> places;
    SQLite::Statement query(connection, "SELECT id, name, class, distance, agree, assignment, phase, seed, "
                                        "started_at, closed_at FROM campaigns ORDER BY id");
    while (query.executeStep()) {
        Campaign campaign;
        campaign.id = query.getColumn(0).getInt64();
        campaign.name = query.getColumn(1).getString();
        campaign.classId = static_cast<annotation::ClassId>(query.getColumn(2).getInt());
        campaign.distancePx = query.getColumn(3).getDouble();
        campaign.agree = query.getColumn(4).getInt();
        campaign.assignment =
            query.getColumn(5).getInt() == 0 ? annotation::Assignment::One : annotation::Assignment::Every;
        campaign.phase = query.getColumn(6).getInt() == 0 ? annotation::CampaignPhase::Marking
                                                          : annotation::CampaignPhase::Outlining;
        campaign.seed = static_cast<std::uint64_t>(query.getColumn(7).getInt64());
        campaign.startedAt = query.getColumn(8).getString();
        campaign.closedAt = query.getColumn(9).getString();
        places.emplace(campaign.id, campaigns.size());
        campaigns.push_back(std::move(campaign));
    }
    readList(connection, "campaign_annotators", "name", [&](CampaignId id, const SQLite::Column& name) {
        campaigns[places.at(id)].annotators.push_back(name.getString());
    });
    readList(connection, "campaign_images", "image", [&](CampaignId id, const SQLite::Column& image) {
        campaigns[places.at(id)].images.push_back(image.getInt64());
    });
    return campaigns;
}

} // namespace

Result<std::vector<annotation::MarkCount>> Project::markCounts() const
{
    return d->database.read([](SQLite::Database& connection) -> Result<std::vector<annotation::MarkCount>> {
        std::vector<annotation::MarkCount> counts;
        SQLite::Statement query(
            connection,
            "SELECT image, annotator, COUNT(*) FROM points_of_interest GROUP BY image, annotator");
        while (query.executeStep()) {
            counts.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getString(),
                              static_cast<std::size_t>(query.getColumn(2).getInt64())});
        }
        return counts;
    });
}

Result<std::vector<Campaign>> Project::campaigns() const
{
    return d->database.read([](SQLite::Database& connection) -> Result<std::vector<Campaign>> {
        return readCampaigns(connection);
    });
}

Result<CampaignId> Project::storeCampaign(const Campaign& campaign)
{
    if (auto sound = annotation::checkCampaign(campaign); !sound) {
        return Error{sound.error().code, sound.error().message, toUtf8(d->database.file())};
    }
    return d->database.write([&](SQLite::Database& connection) -> Result<CampaignId> {
        SQLite::Statement taken(connection, "SELECT 1 FROM campaigns WHERE name = ? AND id <> ?");
        taken.bind(1, campaign.name);
        taken.bind(2, campaign.id);
        if (taken.executeStep()) {
            return Error{ErrorCode::InvalidArgument,
                         fmt::format("has a campaign \"{}\" already", campaign.name),
                         toUtf8(d->database.file())};
        }
        const bool isNew = campaign.id == 0;
        SQLite::Statement store(
            connection,
            isNew
                ? "INSERT INTO campaigns (name, class, distance, agree, assignment, phase, seed, started_at, "
                  "closed_at) VALUES (:name, :class, :distance, :agree, :assignment, :phase, :seed, "
                  ":started, :closed)"
                : "UPDATE campaigns SET name = :name, class = :class, distance = :distance, agree = :agree, "
                  "assignment = :assignment, phase = :phase, seed = :seed, started_at = :started, "
                  "closed_at = :closed WHERE id = :id");
        bindCampaign(store, campaign);
        if (!isNew) {
            store.bind(":id", campaign.id);
        }
        if (store.exec() != 1) {
            return Error{ErrorCode::NotFound, fmt::format("has no campaign of the number {}", campaign.id),
                         toUtf8(d->database.file())};
        }
        const auto id = isNew ? connection.getLastInsertRowid() : campaign.id;
        storeList(connection, "campaign_annotators", "name", id, campaign.annotators);
        storeList(connection, "campaign_images", "image", id, campaign.images);
        return id;
    });
}

Status Project::removeCampaign(CampaignId campaign)
{
    return d->database.write([&](SQLite::Database& connection) -> Status {
        SQLite::Statement remove(connection, "DELETE FROM campaigns WHERE id = ?");
        remove.bind(1, campaign);
        if (remove.exec() != 1) {
            return Error{ErrorCode::NotFound, fmt::format("has no campaign of the number {}", campaign),
                         toUtf8(d->database.file())};
        }
        return {};
    });
}

Result<std::vector<annotation::FinishedMarking>> Project::finishedMarkings(CampaignId campaign) const
{
    return d->database.read(
        [&](SQLite::Database& connection) -> Result<std::vector<annotation::FinishedMarking>> {
            std::vector<annotation::FinishedMarking> finished;
            SQLite::Statement query(
                connection, "SELECT image, annotator, done_at FROM campaign_markings WHERE campaign = ?");
            query.bind(1, campaign);
            while (query.executeStep()) {
                finished.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getString(),
                                    query.getColumn(2).getString()});
            }
            return finished;
        });
}

Status Project::setMarking(CampaignId campaign, const annotation::FinishedMarking& marking)
{
    return d->database.write([&](SQLite::Database& connection) -> Status {
        SQLite::Statement change(
            connection,
            marking.when.empty()
                ? "DELETE FROM campaign_markings WHERE campaign = :campaign AND annotator = "
                  ":annotator AND image = :image"
                : "INSERT OR REPLACE INTO campaign_markings (campaign, annotator, image, done_at) "
                  "VALUES (:campaign, :annotator, :image, :when)");
        change.bind(":campaign", campaign);
        change.bind(":annotator", marking.annotator);
        change.bind(":image", marking.image);
        if (!marking.when.empty()) {
            change.bind(":when", marking.when);
        }
        change.exec();
        return {};
    });
}

Result<std::vector<CampaignTask>> Project::campaignTasks(CampaignId campaign) const
{
    return d->database.read([&](SQLite::Database& connection) -> Result<std::vector<CampaignTask>> {
        std::vector<CampaignTask> tasks;
        SQLite::Statement query(
            connection, "SELECT t.id, t.image, t.x, t.y, t.marked_by, t.assignee, t.position, t.state, "
                        "t.reason, t.object, t.done_at, o.id IS NULL FROM campaign_tasks t LEFT JOIN objects "
                        "o ON o.id = t.object WHERE t.campaign = ? ORDER BY t.assignee, t.position");
        query.bind(1, campaign);
        while (query.executeStep()) {
            CampaignTask task;
            task.id = query.getColumn(0).getInt64();
            task.image = query.getColumn(1).getInt64();
            task.point = {query.getColumn(2).getDouble(), query.getColumn(3).getDouble()};
            task.markedBy = split(query.getColumn(4).getString());
            task.assignee = query.getColumn(5).getString();
            task.order = query.getColumn(6).getInt();
            const auto state = query.getColumn(7).getInt();
            const bool isGone = query.getColumn(11).getInt() != 0;
            if (state == static_cast<int>(TaskState::Skipped)) {
                task.state = TaskState::Skipped;
            } else if (state == static_cast<int>(TaskState::Done) && !isGone) {
                task.state = TaskState::Done;
                task.object = query.getColumn(9).getInt64();
            }
            if (task.state != TaskState::Open) {
                task.reason = query.getColumn(8).getString();
                task.when = query.getColumn(10).getString();
            }
            tasks.push_back(std::move(task));
        }
        return tasks;
    });
}

Status Project::setCampaignTasks(CampaignId campaign, const std::vector<CampaignTask>& tasks)
{
    return d->database.write([&](SQLite::Database& connection) -> Status {
        SQLite::Statement remove(connection, "DELETE FROM campaign_tasks WHERE campaign = ?");
        remove.bind(1, campaign);
        remove.exec();
        SQLite::Statement insert(
            connection, "INSERT INTO campaign_tasks (campaign, image, x, y, marked_by, assignee, position, "
                        "state, reason, object, done_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (const auto& task : tasks) {
            insert.reset();
            insert.bind(1, campaign);
            insert.bind(2, task.image);
            insert.bind(3, task.point.x);
            insert.bind(4, task.point.y);
            insert.bind(5, joined(task.markedBy));
            insert.bind(6, task.assignee);
            insert.bind(7, task.order);
            insert.bind(8, static_cast<int>(task.state));
            insert.bind(9, task.reason);
            insert.bind(10, task.object);
            insert.bind(11, task.when);
            insert.exec();
        }
        return {};
    });
}

Status Project::updateCampaignTask(const CampaignTask& task)
{
    return d->database.write([&](SQLite::Database& connection) -> Status {
        SQLite::Statement update(
            connection,
            "UPDATE campaign_tasks SET state = ?, reason = ?, object = ?, done_at = ? WHERE id = ?");
        update.bind(1, static_cast<int>(task.state));
        update.bind(2, task.reason);
        update.bind(3, task.object);
        update.bind(4, task.when);
        update.bind(5, task.id);
        if (update.exec() != 1) {
            return Error{ErrorCode::NotFound, fmt::format("has no campaign task of the number {}", task.id),
                         toUtf8(d->database.file())};
        }
        return {};
    });
}

} // namespace sorby::project
