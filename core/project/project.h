// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/annotation/class_edits.h"
#include "core/base/result.h"
#include "core/project/records.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sorby::project {

enum class OpenMode { ReadWrite, ReadOnly };

/// The project store: a folder with project.sorby (SQLite, WAL) and runs/<id>/. Images stay where they are,
/// named by relative path when below the project's parent folder. Every call is one transaction, on disk when
/// it returns.
///
/// Thread-safe: calls take turns on one connection. One process writes: whoever opens a project that is
/// already open elsewhere reads it only.
class Project {
  public:
    static constexpr int kSchemaVersion = 2;
    static constexpr const char* kFileName = "project.sorby";

    /// Makes the folder; an Error when it holds a project already.
    [[nodiscard]] static Result<std::unique_ptr<Project>> create(const std::filesystem::path& folder,
                                                                 const annotation::ClassList& classes);
    /// `path` is the folder or the project.sorby in it. Checks integrity and schema version before anything
    /// is changed: a file that is no project, cut off or of a newer version is an Error. When the write lock
    /// or the permission is missing, ReadWrite falls back to reading and readOnlyReason() says why.
    [[nodiscard]] static Result<std::unique_ptr<Project>> open(const std::filesystem::path& path,
                                                               OpenMode mode = OpenMode::ReadWrite);
    ~Project();
    Project(const Project&) = delete;
    Project& operator=(const Project&) = delete;

    [[nodiscard]] const std::filesystem::path& folder() const;
    [[nodiscard]] std::string name() const; ///< of the folder
    [[nodiscard]] bool isReadOnly() const;
    [[nodiscard]] std::string readOnlyReason() const;

    /// Runs `work` as one transaction: all of it is kept when it succeeds, nothing when it gives an Error.
    [[nodiscard]] Status inTransaction(const std::function<Status()>& work);

    [[nodiscard]] Result<annotation::ClassList> classes() const;
    /// Replaces the list. An Error when a class that is left out is still in use.
    [[nodiscard]] Status setClasses(const annotation::ClassList& classes);
    /// Replaces the list and changes the class of every object and brushed pixel with it. When ids change
    /// their meaning, the stored scores go, since they count the old ones.
    [[nodiscard]] Status changeClasses(const annotation::ClassChange& change);

    /// What the project remembers for the program; nothing when it was never set.
    [[nodiscard]] Result<std::optional<std::string>> setting(const std::string& key) const;
    [[nodiscard]] Status setSetting(const std::string& key, const std::string& value);

    /// In the order they were added.
    [[nodiscard]] Result<std::vector<ImageRecord>> images() const;
    [[nodiscard]] Result<ImageRecord> image(ImageId id) const;
    /// As ImageNames finds it. An Error of code NotFound names the project; of code InvalidArgument when the
    /// name may mean several images.
    [[nodiscard]] Result<ImageRecord> findImage(std::string_view name) const;
    /// An image of the same file (or, when missing, the same name) is brought up to date instead of added
    /// again.
    [[nodiscard]] Result<ImageId> addImage(const NewImage& image);
    [[nodiscard]] Status setMemberships(const std::vector<std::pair<ImageId, Membership>>& memberships);

    /// Nothing: not calibrated.
    [[nodiscard]] Status setCalibration(const std::vector<ImageId>& images,
                                        const std::optional<Calibration>& calibration);
    /// Nothing: all of the micrograph shows the specimen.
    [[nodiscard]] Status setRegion(const std::vector<ImageId>& images,
                                   const std::optional<SpecimenRegion>& region);
    /// Nothing: by percentiles.
    [[nodiscard]] Status setWindow(ImageId image, const std::optional<Window>& window);

    [[nodiscard]] Result<annotation::Annotations> annotations(ImageId image) const;
    /// Replaces everything; gives the annotations with their new ids.
    [[nodiscard]] Result<annotation::Annotations> setAnnotations(ImageId image,
                                                                 annotation::Annotations annotations);
    [[nodiscard]] Result<std::int64_t> pointCount() const;

    /// Makes the run and its folder. An empty name becomes the id; a name that is taken is an Error.
    [[nodiscard]] Result<RunRecord> createRun(RunRecord run);
    [[nodiscard]] Status updateRun(const RunRecord& run);
    /// Newest first.
    [[nodiscard]] Result<std::vector<RunRecord>> runs() const;
    /// By id or name. An Error of code NotFound lists the runs there are.
    [[nodiscard]] Result<RunRecord> findRun(std::string_view idOrName) const;
    [[nodiscard]] std::filesystem::path runFolder(const RunRecord& run) const;
    [[nodiscard]] Status addEpoch(const std::string& runId, const EpochRecord& epoch);
    [[nodiscard]] Result<std::vector<EpochRecord>> epochs(const std::string& runId) const;
    [[nodiscard]] Status setScores(const std::string& runId, const std::vector<ScoreRecord>& scores);
    [[nodiscard]] Result<std::vector<ScoreRecord>> scores(const std::string& runId) const;

  private:
    struct Private;
    [[nodiscard]] Result<ImageId> storeDetails(ImageId id, const NewImage& image);
    explicit Project(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace sorby::project
