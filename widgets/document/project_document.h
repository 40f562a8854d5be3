// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/base/result.h"
#include "core/project/edit_writer.h"
#include "core/project/project.h"

#include <QObject>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sorby::document {

class MissingImages;

/// The project that the window shows: a cache of the store's lists, the current image, the current run, and
/// the signals that keep all views together. What a person changes goes to a thread that writes it, so that
/// the window never waits for the disk. Lives on the GUI thread. Jobs get the thread-safe store by project()
/// and, when they have changed it, refresh() is called on the GUI thread.
class ProjectDocument : public QObject {
    Q_OBJECT
  public:
    explicit ProjectDocument(QObject* parent = nullptr);
    ~ProjectDocument() override;

    [[nodiscard]] Status create(const std::filesystem::path& folder, const annotation::ClassList& classes);
    [[nodiscard]] Status open(const std::filesystem::path& folder);
    void close();
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] std::shared_ptr<project::Project> project() const; ///< null when closed
    /// Null without a project that can be written to. Jobs read annotations through it, so that they see what
    /// is not on disk yet; it may outlive the document.
    [[nodiscard]] std::shared_ptr<project::EditWriter> writer() const;
    /// Hands an edit to the writer; without one it stays in memory.
    void store(project::ProjectEdit edit);
    /// Waits until all that was changed is on disk. For what reads the store itself, and seldom.
    [[nodiscard]] Status flush();

    [[nodiscard]] const std::vector<project::ImageRecord>& images() const;
    [[nodiscard]] const project::ImageRecord* image(project::ImageId id) const;
    [[nodiscard]] const annotation::ClassList& classes() const;
    [[nodiscard]] const std::vector<project::RunRecord>& runs() const; ///< newest first

    /// The first image when a project is opened or gets its first images; 0: none.
    [[nodiscard]] project::ImageId currentImage() const;
    void setCurrentImage(project::ImageId id); ///< an unknown id is ignored; 0 clears
    /// Goes on by `step` images in the list's order, and stays at its ends.
    void stepImage(int step);

    /// The run whose scores and predictions are shown: the newest finished or stopped one that has epochs or
    /// scores, unless chosen. Null when there is none.
    [[nodiscard]] const project::RunRecord* currentRun() const;
    void setCurrentRun(const std::string& runId); ///< an unknown id is ignored
    /// Scores of the current run; an image's IoU is that of the foreground class, or the mean over classes.
    [[nodiscard]] const std::vector<project::ScoreRecord>& scores() const;
    [[nodiscard]] std::optional<double> iou(project::ImageId id) const;
    /// The stored prediction (an indexed PNG) of the current run for this image; it may not exist.
    [[nodiscard]] std::filesystem::path predictionFile(project::ImageId id) const;

    /// Which micrographs are not where the project knows them.
    [[nodiscard]] MissingImages& missingImages() const { return *m_missing; }
    /// While a task holds the store: what is changed in the window is refused with these words, and nobody
    /// waits. Empty: nothing is in the way any more.
    void barEdits(const QString& why);
    [[nodiscard]] const QString& obstacle() const; ///< what barEdits() said
    /// How far a person is with these images. The only way for the window.
    [[nodiscard]] Status setStatus(const std::vector<project::ImageId>& images, ReviewStatus status);
    /// Moves these images to a side of the split. An Error of code Mismatch when that would cut through a
    /// specimen. The only way for single images; splits of the whole project are jobs.
    [[nodiscard]] Status setMembership(const std::vector<project::ImageId>& images, Membership side);
    /// Stores statuses or sides of the split, and gives the edit that takes that back: undo and redo of what
    /// was told by edited().
    [[nodiscard]] Result<project::ProjectEdit> exchange(const project::ProjectEdit& edit);
    /// The annotations of an image are changed in the window, and on their way to the store.
    void noteAnnotations(project::ImageId image, std::size_t objects, bool annotated);
    /// Reads what the lists know of these images again, after something beside the document has changed it.
    void readAgain(const std::vector<project::ImageId>& images);
    /// To be called by whoever has changed the annotations of an image in the store.
    void noteAnnotationsChanged(project::ImageId image);

    /// Reads the lists again after a job has changed the store. Keeps the current image and run when they
    /// still exist.
    void refresh();

  Q_SIGNALS:
    void opened();        ///< another project, or none
    void imagesChanged(); ///< list, splits, specimens, annotations
    /// What the lists know of these images and nothing else: status, side, counts, contrast.
    void recordsChanged(const std::vector<sorby::project::ImageId>& images);
    void annotationsChanged(sorby::project::ImageId image); ///< recordsChanged comes before
    void currentImageChanged(sorby::project::ImageId id);
    /// A person changed what belongs to images; `inverse` takes it back.
    void edited(const QString& text, const sorby::project::ProjectEdit& inverse);
    /// What waits to be written, or could not be; ask writer()->state().
    void savingChanged();
    void historyEnded(); ///< a task changed annotations in a way that nothing before it can be undone
    void runsChanged();
    void scoresChanged();                ///< of the current run, or another run is current
    void failed(const QString& message); ///< the store could not be read

  private:
    [[nodiscard]] Status adopt(std::shared_ptr<project::Project> project);
    void announceAll();
    void startWriter();
    void leaveWriter();
    [[nodiscard]] Status tellEdit(const QString& text, const project::ProjectEdit& edit);

    struct Private;
    std::unique_ptr<Private> d;
    MissingImages* m_missing = nullptr;
};

} // namespace sorby::document
