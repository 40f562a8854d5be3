// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/annotation_editor.h"

#include "core/base/pixel_rect.h"
#include "core/base/platform.h"
#include "widgets/support/qt_convert.h"

#include <algorithm>
#include <utility>

namespace sorby::document {
namespace {

/// So many ids are set aside at once: a session seldom needs more, and 64 bits hold the rest.
constexpr std::int64_t kReservedIds = 1'000'000;

bool isOfPoints(const annotation::EditBatch& batch)
{
    return std::all_of(batch.begin(), batch.end(), [](const annotation::Edit& edit) {
        return std::holds_alternative<annotation::InsertPoint>(edit) ||
               std::holds_alternative<annotation::RemovePoint>(edit) ||
               std::holds_alternative<annotation::ReplacePoint>(edit);
    });
}

} // namespace

AnnotationEditor::AnnotationEditor(ProjectDocument& document, QObject* parent)
    : QObject(parent), m_document(document)
{
    connect(&document, &ProjectDocument::opened, this, &AnnotationEditor::openProject);
    connect(&document, &ProjectDocument::edited, this, &AnnotationEditor::noteStored);
    connect(&document, &ProjectDocument::historyEnded, this, &AnnotationEditor::endHistory);
    openProject();
}

AnnotationEditor::~AnnotationEditor() = default;

void AnnotationEditor::openProject()
{
    cancel();
    m_history.clear();
    m_waitsForImage.reset();
    m_classesStep.reset();
    m_nextId = 1;
    m_lastId = 0;
    show(0, {}, {});
    Q_EMIT historyChanged();
}

void AnnotationEditor::show(project::ImageId image, Size size, annotation::Annotations annotations)
{
    m_pending = {};
    m_pendingArea = {};
    m_image = image;
    m_size = size;
    m_annotations = std::move(annotations);
    ++m_revision;
    Q_EMIT obstacleChanged();
    const auto waiting = std::exchange(m_waitsForImage, std::nullopt);
    if (waiting && next(*waiting) != nullptr && project::imageOf(next(*waiting)->edit) == image) {
        step(*waiting);
    }
}

QString AnnotationEditor::obstacle() const
{
    if (m_image == 0) {
        return tr("There is no micrograph to draw on.");
    }
    if (!m_obstacle.isEmpty()) {
        return m_obstacle;
    }
    const auto project = m_document.project();
    if (project && project->isReadOnly()) {
        return tr("This project is open for reading only.");
    }
    return {};
}

void AnnotationEditor::setObstacle(const QString& why)
{
    if (m_obstacle != why) {
        m_obstacle = why;
        Q_EMIT obstacleChanged();
    }
}

void AnnotationEditor::tellChange(const PixelRect& area, bool pixelsOnly)
{
    ++m_revision;
    Q_EMIT changed(area, pixelsOnly);
}

bool AnnotationEditor::amend(const annotation::EditBatch& batch)
{
    const bool pixelsOnly = std::all_of(batch.begin(), batch.end(), [](const annotation::Edit& edit) {
        return std::holds_alternative<annotation::SetTile>(edit);
    });
    return amendWithin(batch, annotation::touchedArea(m_annotations, batch), pixelsOnly);
}

bool AnnotationEditor::amendPixels(const annotation::EditBatch& batch, const PixelRect& area)
{
    return amendWithin(batch, area, true);
}

bool AnnotationEditor::amendWithin(const annotation::EditBatch& batch, const PixelRect& area, bool pixelsOnly)
{
    if (const auto why = obstacle(); !why.isEmpty()) {
        Q_EMIT refused(why);
        return false;
    }
    if (const auto done = m_pending.amend(m_annotations, batch); !done) {
        Q_EMIT refused(support::toUserText(done.error()));
        return false;
    }
    m_pendingArea = united(m_pendingArea, area);
    tellChange(area, pixelsOnly);
    return true;
}

bool AnnotationEditor::replace(const annotation::EditBatch& batch)
{
    if (const auto why = obstacle(); !why.isEmpty()) {
        Q_EMIT refused(why);
        return false;
    }
    // Where it is now, where it was before, and where it will be.
    m_pendingArea = united(m_pendingArea, annotation::touchedArea(m_annotations, batch));
    const auto done = m_pending.replace(m_annotations, batch);
    if (!done) {
        Q_EMIT refused(support::toUserText(done.error()));
    }
    tellChange(m_pendingArea);
    return done.hasValue();
}

void AnnotationEditor::finish(const QString& text)
{
    if (m_pending.isEmpty()) {
        return;
    }
    const bool before = isAnnotated();
    auto outcome = m_pending.finish();
    // A point says that there is something, not what the pixels are.
    const bool annotated = before || !isOfPoints(outcome.edit);
    m_pendingArea = {};
    m_history.add(support::toUtf8(text),
                  project::AnnotationEdit{m_image, std::move(outcome.inverse), before});
    m_document.store(project::AnnotationEdit{m_image, outcome.edit, annotated});
    afterStep(outcome.edit, annotated);
    Q_EMIT finished(outcome.edit);
    Q_EMIT historyChanged();
}

void AnnotationEditor::cancel()
{
    if (m_pending.isEmpty()) {
        return;
    }
    m_pending.cancel(m_annotations);
    tellChange(std::exchange(m_pendingArea, PixelRect{}));
}

bool AnnotationEditor::submit(const annotation::EditBatch& batch, const QString& text)
{
    if (batch.empty() || !amend(batch)) {
        return false;
    }
    finish(text);
    return true;
}

void AnnotationEditor::afterStep(const annotation::EditBatch& batch, bool annotated)
{
    m_document.noteAnnotations(m_image, m_annotations.objects.size(), annotated);
    Q_EMIT stepped(batch);
}

bool AnnotationEditor::isAnnotated() const
{
    const auto* record = m_document.image(m_image);
    return record != nullptr && record->annotated;
}

std::int64_t AnnotationEditor::newId()
{
    // Only a session that draws changes the file.
    if (m_document.writer() && m_nextId > m_lastId) {
        // Nobody else gives ids meanwhile: tasks that do wait until what is waiting is written, and nobody
        // draws while they run.
        if (const auto first = m_document.project()->nextId()) {
            m_nextId = std::max(m_nextId, *first);
            m_lastId = m_nextId + kReservedIds - 1;
            m_document.store(project::ReservedIds{m_lastId});
        } else {
            setObstacle(support::toUserText(first.error()));
        }
    }
    return m_nextId++;
}

void AnnotationEditor::setAnnotator(const QString& name)
{
    m_annotator = support::toUtf8(name);
}

annotation::Provenance AnnotationEditor::provenance(annotation::Origin origin) const
{
    return {origin, m_annotator, platform::utcNow()};
}

// ---- history
// -------------------------------------------------------------------------------------------------------

const project::EditHistory::Step* AnnotationEditor::next(Direction direction) const
{
    return direction == Direction::Undo ? m_history.nextUndo() : m_history.nextRedo();
}

void AnnotationEditor::endHistory()
{
    m_history.clear();
    m_waitsForImage.reset();
    m_classesStep.reset();
    Q_EMIT historyChanged();
}

void AnnotationEditor::undo()
{
    step(Direction::Undo);
}

void AnnotationEditor::redo()
{
    step(Direction::Redo);
}

void AnnotationEditor::step(Direction direction)
{
    const auto* wanted = next(direction);
    if (wanted == nullptr) {
        return;
    }
    const auto image = project::imageOf(wanted->edit);
    if (image != 0 && image != m_image) {
        m_waitsForImage = direction;
        m_document.setCurrentImage(image); // show() goes on
        return;
    }
    cancel();
    if (const auto* classes = std::get_if<project::ClassesEdit>(&wanted->edit)) {
        stepClasses(direction, *classes);
    } else {
        finishStep(direction, exchange(wanted->edit));
    }
}

void AnnotationEditor::stepClasses(Direction direction, const project::ClassesEdit& edit)
{
    const auto& barred = m_document.obstacle();
    if (const auto why = obstacle(); !barred.isEmpty() || (!why.isEmpty() && m_image != 0)) {
        Q_EMIT refused(barred.isEmpty() ? why : barred);
        return;
    }
    m_classesStep = direction;
    Q_EMIT classesStepWanted(edit);
}

void AnnotationEditor::endClassesStep(const project::ClassesEdit& inverse)
{
    if (const auto direction = std::exchange(m_classesStep, std::nullopt)) {
        finishStep(*direction, project::ProjectEdit(inverse));
    }
}

void AnnotationEditor::finishStep(Direction direction, Result<project::ProjectEdit> inverse)
{
    if (!inverse) {
        Q_EMIT refused(support::toUserText(inverse.error()));
        if (inverse.error().code == ErrorCode::Mismatch) {
            endHistory(); // the annotations are others by now; no step before fits them either
        }
        return;
    }
    direction == Direction::Undo ? m_history.undone(std::move(*inverse))
                                 : m_history.redone(std::move(*inverse));
    Q_EMIT historyChanged();
}

std::optional<QString> AnnotationEditor::undoText() const
{
    const auto* wanted = m_history.nextUndo();
    return wanted == nullptr ? std::nullopt : std::optional(support::toQString(wanted->text));
}

std::optional<QString> AnnotationEditor::redoText() const
{
    const auto* wanted = m_history.nextRedo();
    return wanted == nullptr ? std::nullopt : std::optional(support::toQString(wanted->text));
}

void AnnotationEditor::noteStored(const QString& text, project::ProjectEdit inverse)
{
    m_history.add(support::toUtf8(text), std::move(inverse));
    Q_EMIT historyChanged();
}

Result<project::ProjectEdit> AnnotationEditor::exchange(const project::ProjectEdit& edit)
{
    if (const auto why = obstacle(); !why.isEmpty() && m_image != 0) {
        return Error{ErrorCode::ReadOnly, support::toUtf8(why), {}};
    }
    if (const auto* annotations = std::get_if<project::AnnotationEdit>(&edit)) {
        return exchangeAnnotations(*annotations);
    }
    return m_document.exchange(edit);
}

Result<project::ProjectEdit> AnnotationEditor::exchangeAnnotations(const project::AnnotationEdit& edit)
{
    const bool before = isAnnotated();
    const auto area = annotation::touchedArea(m_annotations, edit.batch);
    auto inverse = annotation::applyEdits(m_annotations, edit.batch);
    if (!inverse) {
        return inverse.error();
    }
    m_document.store(edit);
    tellChange(area);
    afterStep(edit.batch, edit.annotated);
    return project::ProjectEdit(project::AnnotationEdit{m_image, std::move(*inverse), before});
}

} // namespace sorby::document
