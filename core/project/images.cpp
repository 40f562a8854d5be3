// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/database.h"
#include "core/project/locations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>

namespace sorby::project {
namespace fs = std::filesystem;
namespace {

/// Object counts come out of the index alone.
constexpr const char* kCountObjects = "(SELECT COUNT(*) FROM objects o WHERE o.image = i.id)";

/// With `count` as the number of objects.
std::string selectImage(const char* count)
{
    return fmt::format(
        "SELECT i.id, i.name, i.stem, i.location, i.content_hash, i.width, i.height, i.bits_per_channel, "
        "i.channels, i.specimen, i.membership, i.broken, i.annotated, "
        "{}, i.page, i.pixel_size_x, i.pixel_size_y, "
        "i.calibration_source, i.calibration_raw, i.calibration_confirmed, i.region_x, i.region_y, "
        "i.region_width, i.region_height, i.region_source, i.window_low, i.window_high, i.status FROM images "
        "i ",
        count);
}

/// Room for "_2" and an extension in the 255 bytes that file names may have.
constexpr std::size_t kLongestStem = 230;

ImageRecord readRecord(const SQLite::Statement& row, const std::string& parent)
{
    ImageRecord record;
    record.id = row.getColumn(0).getInt64();
    record.name = row.getColumn(1).getString();
    record.stem = row.getColumn(2).getString();
    record.file = fileAt(row.getColumn(3).getString(), parent);
    record.contentHash = row.getColumn(4).getString();
    record.size = {row.getColumn(5).getInt(), row.getColumn(6).getInt()};
    record.bitsPerChannel = row.getColumn(7).getInt();
    record.channels = row.getColumn(8).getInt();
    record.specimen = row.getColumn(9).getString();
    const int membership = row.getColumn(10).getInt();
    record.membership = membership >= 0 && membership <= static_cast<int>(Membership::Test)
                            ? static_cast<Membership>(membership)
                            : Membership::None;
    record.broken = row.getColumn(11).getString();
    record.annotated = row.getColumn(12).getInt() != 0;
    record.objectCount = row.getColumn(13).getInt64();
    record.page = row.getColumn(14).getInt();
    if (!row.isColumnNull(15)) {
        record.calibration = Calibration{row.getColumn(15).getDouble(), row.getColumn(16).getDouble(),
                                         row.getColumn(17).getString(), row.getColumn(18).getString(),
                                         row.getColumn(19).getInt() != 0};
    }
    if (!row.isColumnNull(20)) {
        record.region = SpecimenRegion{{row.getColumn(20).getInt(), row.getColumn(21).getInt(),
                                        row.getColumn(22).getInt(), row.getColumn(23).getInt()},
                                       row.getColumn(24).getString()};
    } else {
        record.isWithoutBar = row.getColumn(24).getString() == kRegionByHand;
    }
    if (!row.isColumnNull(25)) {
        record.window = Window{row.getColumn(25).getDouble(), row.getColumn(26).getDouble()};
    }
    const int status = row.getColumn(27).getInt();
    record.status = status >= 0 && status <= static_cast<int>(ReviewStatus::Rejected)
                        ? static_cast<ReviewStatus>(status)
                        : ReviewStatus::None;
    return record;
}

bool stemIsTaken(Connection& connection, const std::string& stem)
{
    KeptStatement query(connection, "SELECT 1 FROM images WHERE stem = ?");
    query.bind(1, stem);
    return query.executeStep();
}

std::string freeStem(Connection& connection, const NewImage& image)
{
    std::string stem = stemOf(fromUtf8(image.name));
    if (stem.empty()) {
        stem = "image";
    }
    if (!stemIsTaken(connection, stem)) {
        return stem;
    }
    const auto folder = toUtf8(image.file.parent_path().filename());
    if (!folder.empty() && folder.size() + stem.size() < kLongestStem) {
        stem = folder + "_" + stem;
    }
    std::string candidate = stem;
    for (int number = 2; stemIsTaken(connection, candidate); ++number) {
        candidate = fmt::format("{}_{}", stem, number);
    }
    return candidate;
}

/// The image that this one is: of the same file; or of the same name when one of the two has no file, or when
/// the known one's was moved here.
std::optional<ImageId> findSame(Connection& connection, const NewImage& image, const std::string& location,
                                const fs::path& parent)
{
    if (!location.empty()) {
        KeptStatement query(connection, "SELECT id FROM images WHERE location = ? AND page = ?");
        query.bind(1, location);
        query.bind(2, image.page);
        if (query.executeStep()) {
            return query.getColumn(0).getInt64();
        }
    }
    KeptStatement query(connection,
                        "SELECT id, location, content_hash FROM images WHERE name = ? AND page = ? "
                        "ORDER BY id");
    query.bind(1, image.name);
    query.bind(2, image.page);
    while (query.executeStep()) {
        const auto known = query.getColumn(1).getString();
        std::error_code failure;
        const bool moved = query.getColumn(2).getString() == image.contentHash &&
                           !fs::exists(parent / fromUtf8(known), failure);
        if (location.empty() || known.empty() || moved) {
            return query.getColumn(0).getInt64();
        }
    }
    return std::nullopt;
}

void bindCommon(SQLite::Statement& statement, const NewImage& image, const std::string& location)
{
    statement.bind(":name", image.name);
    statement.bind(":location", location);
    statement.bind(":hash", image.contentHash);
    statement.bind(":width", image.size.width);
    statement.bind(":height", image.size.height);
    statement.bind(":bits", image.bitsPerChannel);
    statement.bind(":channels", image.channels);
    statement.bind(":specimen", image.specimen);
    statement.bind(":broken", image.broken);
}

} // namespace

Result<std::vector<ImageRecord>> Project::images() const
{
    return d->database.read([&](SQLite::Database& connection) -> Result<std::vector<ImageRecord>> {
        std::vector<ImageRecord> records;
        records.reserve(
            static_cast<std::size_t>(connection.execAndGet("SELECT COUNT(*) FROM images").getInt64()));
        const auto parent = folderText(d->folder.parent_path());
        SQLite::Statement query(connection, selectImage("0") + "ORDER BY i.id");
        // Side by side: a count for each image by itself takes longer than all of the rest.
        SQLite::Statement count(connection,
                                "SELECT image, COUNT(*) FROM objects GROUP BY image ORDER BY image");
        bool isCounting = count.executeStep();
        while (query.executeStep()) {
            auto& record = records.emplace_back(readRecord(query, parent));
            while (isCounting && count.getColumn(0).getInt64() < record.id) {
                isCounting = count.executeStep();
            }
            if (isCounting && count.getColumn(0).getInt64() == record.id) {
                record.objectCount = count.getColumn(1).getInt64();
            }
        }
        return records;
    });
}

Result<ImageRecord> Project::image(ImageId id) const
{
    return d->database.read([&](SQLite::Database& connection) -> Result<ImageRecord> {
        SQLite::Statement query(connection, selectImage(kCountObjects) + "WHERE i.id = ?");
        query.bind(1, id);
        if (!query.executeStep()) {
            return Error{ErrorCode::NotFound, fmt::format("has no image of the number {}", id),
                         toUtf8(d->database.file())};
        }
        return readRecord(query, folderText(d->folder.parent_path()));
    });
}

ImageName nameOf(const ImageRecord& image)
{
    const auto folder = (image.file.parent_path() / "").generic_u8string();
    return {image.name, std::string(folder.begin(), folder.end()) + image.name, image.stem};
}

bool isRegionByHand(const ImageRecord& image)
{
    return image.isWithoutBar || (image.region && image.region->source == kRegionByHand);
}

ImageNames namesOf(const std::vector<ImageRecord>& images)
{
    std::vector<ImageName> names;
    std::transform(images.begin(), images.end(), std::back_inserter(names), nameOf);
    return ImageNames(std::move(names));
}

Result<ImageRecord> Project::findImage(std::string_view name) const
{
    // One image of just this name: what is asked for mostly, and the same answer.
    const auto alone = d->database.read([&](SQLite::Database& connection) -> Result<std::optional<ImageId>> {
        SQLite::Statement query(connection, "SELECT id FROM images WHERE name = ? LIMIT 2");
        query.bind(1, std::string(name));
        std::optional<ImageId> found;
        if (query.executeStep()) {
            found = query.getColumn(0).getInt64();
        }
        return found && query.executeStep() ? std::optional<ImageId>{} : found;
    });
    if (!alone) {
        return alone.error();
    }
    if (*alone) {
        return image(**alone);
    }
    auto all = images();
    if (!all) {
        return all.error();
    }
    const auto imageNames = namesOf(*all);
    const auto found = imageNames.find(name);
    if (found.size() == 1) {
        return std::move((*all)[found.front()]);
    }
    auto error = found.empty() ? Error{ErrorCode::NotFound, fmt::format("has no image \"{}\"", name), {}}
                               : imageNames.ambiguous(name, found);
    error.where = toUtf8(d->database.file());
    return error;
}

Result<ImageId> Project::addImage(const NewImage& image)
{
    return d->database.write([&](Connection& connection) -> Result<ImageId> {
        const auto parent = d->folder.parent_path();
        const auto location = locationOf(image.file, parent);
        if (const auto same = findSame(connection, image, location, parent)) {
            KeptStatement update(
                connection,
                "UPDATE images SET name = :name, location = :location, content_hash = :hash, width = :width, "
                "height = :height, bits_per_channel = :bits, channels = :channels, broken = :broken, "
                "specimen = CASE WHEN :specimen = '' THEN specimen ELSE :specimen END WHERE id = :id");
            bindCommon(update, image, location);
            update.bind(":id", *same);
            update.exec();
            return storeDetails(*same, image);
        }
        KeptStatement insert(
            connection,
            "INSERT INTO images (name, stem, location, content_hash, width, height, bits_per_channel, "
            "channels, specimen, broken, page) VALUES (:name, :stem, :location, :hash, :width, :height, "
            ":bits, :channels, :specimen, :broken, :page)");
        bindCommon(insert, image, location);
        insert.bind(":stem", freeStem(connection, image));
        insert.bind(":page", image.page);
        insert.exec();
        return storeDetails(connection.getLastInsertRowid(), image);
    });
}

Status Project::relink(ImageId id, const NewImage& found)
{
    return d->database.write([&](SQLite::Database& connection) -> Status {
        SQLite::Statement update(
            connection,
            "UPDATE images SET location = :location, content_hash = :hash, width = :width, height = :height, "
            "bits_per_channel = :bits, channels = :channels, broken = :broken WHERE id = :id");
        update.bind(":location", locationOf(found.file, d->folder.parent_path()));
        update.bind(":hash", found.contentHash);
        update.bind(":width", found.size.width);
        update.bind(":height", found.size.height);
        update.bind(":bits", found.bitsPerChannel);
        update.bind(":channels", found.channels);
        update.bind(":broken", found.broken);
        update.bind(":id", id);
        if (update.exec() != 1) {
            return Error{ErrorCode::NotFound, fmt::format("has no image of the number {}", id),
                         toUtf8(d->database.file())};
        }
        const auto stored = storeDetails(id, found);
        return stored ? Status() : Status(stored.error());
    });
}

Result<ImageId> Project::storeDetails(ImageId id, const NewImage& image)
{
    if (!image.calibration && !image.region) {
        return id;
    }
    const auto known = this->image(id);
    if (!known) {
        return known.error();
    }
    const bool isConfirmed = known->calibration && known->calibration->isConfirmed;
    if (image.calibration && !isConfirmed) {
        if (auto stored = setCalibration({id}, image.calibration); !stored) {
            return stored.error();
        }
    }
    if (image.region && !isRegionByHand(*known)) {
        if (auto stored = setRegion({id}, image.region); !stored) {
            return stored.error();
        }
    }
    return id;
}

Status Project::setMemberships(const std::vector<std::pair<ImageId, Membership>>& memberships)
{
    return d->database.write([&](SQLite::Database& connection) -> Status {
        SQLite::Statement update(connection, "UPDATE images SET membership = ? WHERE id = ?");
        for (const auto& [id, membership] : memberships) {
            update.reset();
            update.bind(1, static_cast<int>(membership));
            update.bind(2, id);
            if (update.exec() != 1) {
                return Error{ErrorCode::NotFound, fmt::format("has no image of the number {}", id),
                             toUtf8(d->database.file())};
            }
        }
        return {};
    });
}

} // namespace sorby::project
