// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/database.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <random>
#include <system_error>

namespace sorby::project {
namespace fs = std::filesystem;
namespace {

constexpr const char* kSelectRun =
    "SELECT id, name, created_at, state, options, seed, split, data_hash, versions, device, epochs, "
    "best_epoch, images_per_second, peak_bytes, wait_share, message FROM runs ";

constexpr const char* kAssignRun =
    "state = :state, options = :options, seed = :seed, split = :split, data_hash = :hash, versions = "
    ":versions, device = :device, epochs = :epochs, best_epoch = :best, images_per_second = :rate, "
    "peak_bytes = :peak, wait_share = :wait, message = :message";

RunState parseState(const std::string& text)
{
    for (const auto state : {RunState::Running, RunState::Finished, RunState::Stopped}) {
        if (text == toText(state)) {
            return state;
        }
    }
    return RunState::Failed;
}

RunRecord readRun(const SQLite::Statement& row)
{
    RunRecord run;
    run.id = row.getColumn(0).getString();
    run.name = row.getColumn(1).getString();
    run.createdAt = row.getColumn(2).getString();
    run.state = parseState(row.getColumn(3).getString());
    run.options = row.getColumn(4).getString();
    run.seed = static_cast<std::uint64_t>(row.getColumn(5).getInt64());
    run.split = row.getColumn(6).getString();
    run.dataHash = row.getColumn(7).getString();
    run.versions = row.getColumn(8).getString();
    run.device = row.getColumn(9).getString();
    run.epochs = row.getColumn(10).getInt();
    run.bestEpoch = row.getColumn(11).getInt();
    run.imagesPerSecond = row.getColumn(12).getDouble();
    run.peakBytes = static_cast<std::uint64_t>(row.getColumn(13).getInt64());
    run.waitShare = row.getColumn(14).getDouble();
    run.message = row.getColumn(15).getString();
    return run;
}

/// A value that is not finite is stored as 0: SQLite has no place for NaN.
double finite(double value)
{
    return std::isfinite(value) ? value : 0;
}

void storeRun(SQLite::Database& connection, const RunRecord& run)
{
    SQLite::Statement update(connection, fmt::format("UPDATE runs SET {} WHERE id = :id", kAssignRun));
    update.bind(":id", run.id);
    update.bind(":state", toText(run.state));
    update.bind(":options", run.options);
    update.bind(":seed", static_cast<std::int64_t>(run.seed));
    update.bind(":split", run.split);
    update.bind(":hash", run.dataHash);
    update.bind(":versions", run.versions);
    update.bind(":device", run.device);
    update.bind(":epochs", run.epochs);
    update.bind(":best", run.bestEpoch);
    update.bind(":rate", finite(run.imagesPerSecond));
    update.bind(":peak", static_cast<std::int64_t>(run.peakBytes));
    update.bind(":wait", finite(run.waitShare));
    update.bind(":message", run.message);
    update.exec();
}

bool runExists(SQLite::Database& connection, const std::string& idOrName)
{
    SQLite::Statement query(connection, "SELECT 1 FROM runs WHERE id = ?1 OR name = ?1");
    query.bind(1, idOrName);
    return query.executeStep();
}

/// "2026-03-31T12:03:41Z" to "2026-03-31-120341".
std::string compactTime(std::string utc)
{
    utc = utc.substr(0, 19);
    std::replace(utc.begin(), utc.end(), 'T', '-');
    utc.erase(std::remove(utc.begin(), utc.end(), ':'), utc.end());
    return utc;
}

void bindOptional(SQLite::Statement& statement, int index, const std::optional<double>& value)
{
    if (value) {
        statement.bind(index, *value);
    } else {
        statement.bind(index);
    }
}

std::optional<double> readOptional(const SQLite::Statement& row, int index)
{
    return row.isColumnNull(index) ? std::nullopt : std::optional<double>(row.getColumn(index).getDouble());
}

} // namespace

const char* toText(RunState state)
{
    switch (state) {
    case RunState::Running:
        return "running";
    case RunState::Finished:
        return "finished";
    case RunState::Stopped:
        return "stopped";
    case RunState::Failed:
        break;
    }
    return "failed";
}

Result<RunRecord> Project::createRun(RunRecord run)
{
    const auto where = toUtf8(d->database.file());
    return d->database.write([&](SQLite::Database& connection) -> Result<RunRecord> {
        if (!run.name.empty() && runExists(connection, run.name)) {
            return Error{ErrorCode::InvalidArgument,
                         fmt::format("there is a run \"{}\" already; choose another name", run.name), where};
        }
        if (run.createdAt.empty()) {
            run.createdAt = platform::utcNow();
        }
        std::random_device chance;
        do {
            run.id = fmt::format("{}-{:04x}", compactTime(platform::utcNow()), chance() & 0xFFFFU);
        } while (runExists(connection, run.id));
        if (run.name.empty()) {
            run.name = run.id;
        }
        SQLite::Statement insert(connection,
                                 "INSERT INTO runs (id, name, created_at, state, options, seed, split, "
                                 "data_hash, versions, device, epochs, best_epoch, images_per_second, "
                                 "peak_bytes, wait_share, message) "
                                 "VALUES (?, ?, ?, '', '', 0, '', '', '', '', 0, 0, 0, 0, 0, '')");
        insert.bind(1, run.id);
        insert.bind(2, run.name);
        insert.bind(3, run.createdAt);
        insert.exec();
        storeRun(connection, run);
        if (auto made = makeFolder(runFolder(run)); !made) {
            return made.error();
        }
        return std::move(run);
    });
}

Status Project::updateRun(const RunRecord& run)
{
    return d->database.write([&](SQLite::Database& connection) -> Status {
        if (!runExists(connection, run.id)) {
            return Error{ErrorCode::NotFound, fmt::format("has no run {}", run.id),
                         toUtf8(d->database.file())};
        }
        storeRun(connection, run);
        return {};
    });
}

Result<std::vector<RunRecord>> Project::runs() const
{
    return d->database.read([](SQLite::Database& connection) -> Result<std::vector<RunRecord>> {
        std::vector<RunRecord> runs;
        SQLite::Statement query(connection, std::string(kSelectRun) + "ORDER BY created_at DESC, rowid DESC");
        while (query.executeStep()) {
            runs.push_back(readRun(query));
        }
        return runs;
    });
}

Result<RunRecord> Project::findRun(std::string_view idOrName) const
{
    const auto known = runs();
    if (!known) {
        return known.error();
    }
    std::string names;
    for (const auto& run : *known) {
        if (run.id == idOrName || run.name == idOrName) {
            return run;
        }
        names += (names.empty() ? "" : ", ") + run.name;
    }
    return Error{ErrorCode::NotFound,
                 names.empty()
                     ? fmt::format("has no run \"{}\", and none at all; train a network first", idOrName)
                     : fmt::format("has no run \"{}\"; there are: {}", idOrName, names),
                 toUtf8(d->database.file())};
}

fs::path Project::runFolder(const RunRecord& run) const
{
    return d->folder / "runs" / fromUtf8(run.id);
}

Status Project::addEpoch(const std::string& runId, const EpochRecord& epoch)
{
    return d->database.write([&](SQLite::Database& connection) -> Status {
        SQLite::Statement insert(connection,
                                 "INSERT OR REPLACE INTO epochs (run, epoch, train_loss, validation_loss, "
                                 "validation_iou, images_per_second, seconds) VALUES (?, ?, ?, ?, ?, ?, ?)");
        insert.bind(1, runId);
        insert.bind(2, epoch.epoch);
        insert.bind(3, epoch.trainLoss);
        bindOptional(insert, 4, epoch.validationLoss);
        bindOptional(insert, 5, epoch.validationIou);
        insert.bind(6, finite(epoch.imagesPerSecond));
        insert.bind(7, finite(epoch.seconds));
        insert.exec();
        return {};
    });
}

Result<std::vector<EpochRecord>> Project::epochs(const std::string& runId) const
{
    return d->database.read([&](SQLite::Database& connection) -> Result<std::vector<EpochRecord>> {
        std::vector<EpochRecord> epochs;
        SQLite::Statement query(connection,
                                "SELECT epoch, train_loss, validation_loss, validation_iou, "
                                "images_per_second, seconds FROM epochs WHERE run = ? ORDER BY epoch");
        query.bind(1, runId);
        while (query.executeStep()) {
            // A loss that ran away to NaN is a NULL in the file.
            const auto loss = readOptional(query, 1).value_or(std::numeric_limits<double>::quiet_NaN());
            epochs.push_back({query.getColumn(0).getInt(), loss, readOptional(query, 2),
                              readOptional(query, 3), query.getColumn(4).getDouble(),
                              query.getColumn(5).getDouble()});
        }
        return epochs;
    });
}

Status Project::setScores(const std::string& runId, const std::vector<ScoreRecord>& scores)
{
    return d->database.write([&](SQLite::Database& connection) -> Status {
        SQLite::Statement clear(connection, "DELETE FROM scores WHERE run = ?");
        clear.bind(1, runId);
        clear.exec();
        SQLite::Statement insert(
            connection,
            "INSERT INTO scores (run, image, class, tp, fp, fn, tn) VALUES (?, ?, ?, ?, ?, ?, ?)");
        for (const auto& score : scores) {
            insert.reset();
            insert.bind(1, runId);
            insert.bind(2, score.image);
            insert.bind(3, static_cast<int>(score.classId));
            insert.bind(4, static_cast<std::int64_t>(score.tp));
            insert.bind(5, static_cast<std::int64_t>(score.fp));
            insert.bind(6, static_cast<std::int64_t>(score.fn));
            insert.bind(7, static_cast<std::int64_t>(score.tn));
            insert.exec();
        }
        return {};
    });
}

Result<std::vector<ScoreRecord>> Project::scores(const std::string& runId) const
{
    return d->database.read([&](SQLite::Database& connection) -> Result<std::vector<ScoreRecord>> {
        std::vector<ScoreRecord> scores;
        SQLite::Statement query(
            connection,
            "SELECT image, class, tp, fp, fn, tn FROM scores WHERE run = ? ORDER BY image, class");
        query.bind(1, runId);
        while (query.executeStep()) {
            const auto count = [&](int column) {
                return static_cast<std::uint64_t>(query.getColumn(column).getInt64());
            };
            scores.push_back({query.getColumn(0).getInt64(),
                              static_cast<annotation::ClassId>(query.getColumn(1).getInt()), count(2),
                              count(3), count(4), count(5)});
        }
        return scores;
    });
}

} // namespace sorby::project
