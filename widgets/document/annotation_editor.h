// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/pending_edit.h"
#include "core/project/edit_history.h"
#include "widgets/document/project_document.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace sorby::document {

/// The only writer of annotations in the window. It holds those of the micrograph that is shown, changes
/// them, keeps the history of the session over all micrographs, and hands every step to the document's
/// writer. Lives on the GUI thread and never waits for the disk.
class AnnotationEditor : public QObject {
    Q_OBJECT
  public:
    static constexpr std::size_t kHistoryBytes = std::size_t{256} * 1024 * 1024;

    /// Follows the document: another project means another history. Without a project edits are kept in
    /// memory alone.
    explicit AnnotationEditor(ProjectDocument& document, QObject* parent = nullptr);
    ~AnnotationEditor() override;

    /// The micrograph that is shown now, with its annotations as they were read; 0 and nothing: none.
    void show(project::ImageId image, Size size, annotation::Annotations annotations);
    [[nodiscard]] project::ImageId image() const { return m_image; }
    [[nodiscard]] Size imageSize() const { return m_size; }
    [[nodiscard]] const annotation::Annotations& annotations() const { return m_annotations; }
    /// Counts the changes of the shown annotations: who reads them in the background sees whether they are
    /// still the same.
    [[nodiscard]] std::uint64_t revision() const { return m_revision; }

    /// Empty when they can be edited; else why not: no micrograph, a project that is read only, a running
    /// task.
    [[nodiscard]] QString obstacle() const;
    /// While a task changes annotations in the project itself. Empty: nothing is in the way any more.
    void setObstacle(const QString& why);

    /// Goes on with the current interaction, or begins one. False (and refused() says why) when the batch
    /// cannot be applied.
    bool amend(const annotation::EditBatch& batch);
    /// The same with tiles alone, for strokes: no more than `area` changes, which is less than the whole
    /// tiles.
    bool amendPixels(const annotation::EditBatch& batch, const PixelRect& area);
    /// The same, in place of what the interaction did so far.
    bool replace(const annotation::EditBatch& batch);
    /// Ends the interaction as one step of the history, `text` in the form "Paint MA island". Nothing was
    /// changed: no step.
    void finish(const QString& text);
    /// Takes back what the interaction did; the annotations are bit for bit as before.
    void cancel();
    /// The pixel edits without what the current interaction did: a drag that clears pixels where it comes by
    /// gives them back where it has left, and so has to begin with these each time.
    [[nodiscard]] annotation::PixelEdits pixelEditsBefore() const
    {
        return m_pending.pixelEditsBefore(m_annotations);
    }
    [[nodiscard]] bool isInteracting() const { return !m_pending.isEmpty(); }
    /// A whole interaction at once.
    bool submit(const annotation::EditBatch& batch, const QString& text);

    /// Never used before in this project.
    [[nodiscard]] std::int64_t newId();
    void setAnnotator(const QString& name);
    [[nodiscard]] const std::string& annotator() const { return m_annotator; }
    /// Of an object that is made or changed now.
    [[nodiscard]] annotation::Provenance provenance(annotation::Origin origin) const;

    /// Takes back or does again the last step of any micrograph; another one's is shown first.
    void undo();
    void redo();
    [[nodiscard]] std::optional<QString> undoText() const; ///< nothing: there is nothing to undo
    [[nodiscard]] std::optional<QString> redoText() const;
    [[nodiscard]] const project::EditHistory& history() const { return m_history; }
    /// A step that was stored by a task; `inverse` takes it back.
    void noteStored(const QString& text, project::ProjectEdit inverse);
    /// The task that classesStepWanted() asked for is done.
    void endClassesStep(const project::ClassesEdit& inverse);

  Q_SIGNALS:
    /// The shown annotations changed; the reference within these pixels may look different.
    /// `pixelsOnly`: objects and points are what they were.
    void changed(const sorby::PixelRect& area, bool pixelsOnly);
    /// A step was finished, undone or redone on the shown micrograph; `batch` is what changed it.
    void stepped(const sorby::annotation::EditBatch& batch);
    /// A new step was made, neither undone nor done again.
    void finished(const sorby::annotation::EditBatch& batch);
    void historyChanged();
    /// A change of the classes is to be taken back or done again; endClassesStep() is to be called.
    void classesStepWanted(const sorby::project::ClassesEdit& edit);
    void refused(const QString& why);
    void obstacleChanged();

  private:
    enum class Direction { Undo, Redo };

    bool amendWithin(const annotation::EditBatch& batch, const PixelRect& area, bool pixelsOnly);
    void openProject();
    void tellChange(const PixelRect& area, bool pixelsOnly = false);
    void step(Direction direction);
    void endHistory();
    [[nodiscard]] const project::EditHistory::Step* next(Direction direction) const;
    /// A change of the classes may concern every object: a task does it.
    void stepClasses(Direction direction, const project::ClassesEdit& edit);
    void finishStep(Direction direction, Result<project::ProjectEdit> inverse);
    /// Does what a step says, in memory and in the store, and gives the edit that takes that back.
    [[nodiscard]] Result<project::ProjectEdit> exchange(const project::ProjectEdit& edit);
    [[nodiscard]] Result<project::ProjectEdit> exchangeAnnotations(const project::AnnotationEdit& edit);
    [[nodiscard]] bool isAnnotated() const;
    void afterStep(const annotation::EditBatch& batch, bool annotated);

    ProjectDocument& m_document;
    project::ImageId m_image = 0;
    Size m_size;
    annotation::Annotations m_annotations;
    annotation::PendingEdit m_pending;
    PixelRect m_pendingArea; ///< that it has touched so far
    std::uint64_t m_revision = 0;
    project::EditHistory m_history{kHistoryBytes};
    std::int64_t m_nextId = 1;
    std::int64_t m_lastId = 0; ///< of those that were reserved; 0: without a project any id will do
    std::string m_annotator;
    QString m_obstacle;
    std::optional<Direction> m_classesStep;   ///< that a task is asked to do
    std::optional<Direction> m_waitsForImage; ///< a step to be done when its micrograph is shown
};

} // namespace sorby::document
