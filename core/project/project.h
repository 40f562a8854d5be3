// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/annotation/campaign.h"
#include "core/annotation/class_edits.h"
#include "core/annotation/edit.h"
#include "core/base/result.h"
#include "core/project/backups.h"
#include "core/project/project_edit.h"
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
    static constexpr int kSchemaVersion = 3;
    static constexpr const char* kFileName = "project.sorby";

    /// Makes the folder; an Error when it holds a project already.
    [[nodiscard]] static Result<std::unique_ptr<Project>> create(const std::filesystem::path& folder,
                                                                 const annotation::ClassList& classes);
    /// `path` is the folder or the project.sorby in it. Checks integrity and schema version before anything
    /// is changed: a file that is no project, cut off, damaged or of a newer version is an Error that names
    /// the newest backup, if there is one. When the write lock or the permission is missing, ReadWrite falls
    /// back to reading and readOnlyReason() says why.
    [[nodiscard]] static Result<std::unique_ptr<Project>> open(const std::filesystem::path& path,
                                                               OpenMode mode = OpenMode::ReadWrite);
    ~Project();
    Project(const Project&) = delete;
    Project& operator=(const Project&) = delete;

    [[nodiscard]] const std::filesystem::path& folder() const;
    [[nodiscard]] std::string name() const; ///< of the folder
    [[nodiscard]] bool isReadOnly() const;
    [[nodiscard]] std::string readOnlyReason() const;

    /// The backup of the state that this session began with, made in the background (backups.h).
    [[nodiscard]] BackupReport backupReport() const;
    /// Calls `sink` once when that is done: on another thread, or at once when it is done already. It may be
    /// called until the project is closed.
    void whenBackedUp(std::function<void(const BackupReport&)> sink);
    /// Makes a backup by hand, also of a project that is only read. It is never thinned out.
    [[nodiscard]] Result<BackupRecord> backUp();
    /// Writes the whole project file to another folder, where the micrographs are named anew; without `runs`
    /// the lists of runs are left out. Also of a project that can only be read. The folders of the runs are
    /// not copied (workflow/copy_project.h does).
    [[nodiscard]] Status copyTo(const std::filesystem::path& folder, bool runs) const;

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
    /// The image's file is another one from now on: what was moved is found again. Name, stem, split and
    /// annotations stay.
    [[nodiscard]] Status relink(ImageId id, const NewImage& found);
    [[nodiscard]] Status setMemberships(const std::vector<std::pair<ImageId, Membership>>& memberships);
    [[nodiscard]] Status setStatuses(const std::vector<std::pair<ImageId, ReviewStatus>>& statuses);
    [[nodiscard]] Status setStatus(const std::vector<ImageId>& images, ReviewStatus status);
    /// The images with an object or a brushed pixel of this class (kIgnore, too), in the order of their ids.
    [[nodiscard]] Result<std::vector<ImageId>> imagesWithClass(annotation::ClassId classId) const;

    /// Nothing: not calibrated.
    [[nodiscard]] Status setCalibration(const std::vector<ImageId>& images,
                                        const std::optional<Calibration>& calibration);
    /// Nothing: no information bar is known, so that all of the micrograph shows the specimen.
    [[nodiscard]] Status setRegion(const std::vector<ImageId>& images,
                                   const std::optional<SpecimenRegion>& region);
    /// A person says that there is no information bar.
    [[nodiscard]] Status setWithoutBar(const std::vector<ImageId>& images);
    /// Nothing: by percentiles.
    [[nodiscard]] Status setWindow(ImageId image, const std::optional<Window>& window);

    [[nodiscard]] Result<annotation::Annotations> annotations(ImageId image) const;
    /// Replaces everything; gives the annotations with their new ids.
    [[nodiscard]] Result<annotation::Annotations> setAnnotations(ImageId image,
                                                                 annotation::Annotations annotations);
    /// Stores a batch that fits the annotations as they are stored; an Error (Mismatch) when it does not, and
    /// nothing is changed. `annotated`: does the image count as annotated afterwards?
    [[nodiscard]] Status applyEdits(ImageId image, const annotation::EditBatch& batch, bool annotated = true);
    /// The first id that no object and no point of interest has ever had.
    [[nodiscard]] Result<annotation::ObjectId> nextId() const;
    /// From now on objects and points that come without an id get larger ones than `last`: those up to it are
    /// given out already, to what is drawn before it is stored.
    [[nodiscard]] Status reserveIds(annotation::ObjectId last);
    /// Stores an edit of any kind as one transaction.
    [[nodiscard]] Status store(const ProjectEdit& edit);
    /// A change of classes as an edit, for exchangeClasses(); nothing is stored. Nothing when it would take
    /// more than `mostBytes` of memory: changeClasses() takes none, but cannot be taken back.
    [[nodiscard]] Result<std::optional<ClassesEdit>> classesEdit(const annotation::ClassChange& change,
                                                                 std::size_t mostBytes) const;
    /// Stores it and gives the edit that takes it back.
    [[nodiscard]] Result<ClassesEdit> exchangeClasses(const ClassesEdit& edit);
    /// The points of interest alone. Storing them does not make the image annotated: a point says that there
    /// is something, not what the pixels are.
    [[nodiscard]] Result<std::vector<annotation::PointOfInterest>> points(ImageId image) const;
    [[nodiscard]] Result<std::vector<annotation::PointOfInterest>>
    setPoints(ImageId image, std::vector<annotation::PointOfInterest> points);
    [[nodiscard]] Result<std::int64_t> pointCount() const;
    /// How many each annotator set on each image.
    [[nodiscard]] Result<std::vector<annotation::MarkCount>> markCounts() const;

    /// In the order they were started.
    [[nodiscard]] Result<std::vector<annotation::Campaign>> campaigns() const;
    /// Stores a new one (id 0) or all that is new about it; gives its id. A name that is taken is an Error.
    [[nodiscard]] Result<annotation::CampaignId> storeCampaign(const annotation::Campaign& campaign);
    /// Takes the campaign away and what is known of its course; points and objects stay.
    [[nodiscard]] Status removeCampaign(annotation::CampaignId campaign);
    [[nodiscard]] Result<std::vector<annotation::FinishedMarking>>
    finishedMarkings(annotation::CampaignId campaign) const;
    /// An empty time: not finished after all.
    [[nodiscard]] Status setMarking(annotation::CampaignId campaign,
                                    const annotation::FinishedMarking& marking);
    /// By annotator, then in their order. A task whose object was taken away is open again.
    [[nodiscard]] Result<std::vector<annotation::CampaignTask>>
    campaignTasks(annotation::CampaignId campaign) const;
    /// Replaces them all.
    [[nodiscard]] Status setCampaignTasks(annotation::CampaignId campaign,
                                          const std::vector<annotation::CampaignTask>& tasks);
    /// Stores state, reason, object and time of a task.
    [[nodiscard]] Status updateCampaignTask(const annotation::CampaignTask& task);

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
    void closeAbandonedRuns();
    [[nodiscard]] Result<ImageId> storeDetails(ImageId id, const NewImage& image);
    explicit Project(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace sorby::project
