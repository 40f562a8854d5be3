// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/project_document.h"

#include "core/base/files.h"
#include "core/workflow/membership_change.h"
#include "widgets/document/missing_images.h"
#include "widgets/document/ranking_iou.h"
#include "widgets/document/unsaved_records.h"
#include "widgets/support/qt_convert.h"

#include <QMetaObject>

#include <algorithm>
#include <system_error>
#include <unordered_map>

namespace sorby::document {

namespace {

/// `path` is a project's folder or the file in it.
bool isSameProject(const project::Project& project, const std::filesystem::path& path)
{
    std::error_code failure;
    return std::filesystem::equivalent(path, project.folder(), failure) ||
           std::filesystem::equivalent(path, project.folder() / project::Project::kFileName, failure);
}

} // namespace

struct ProjectDocument::Private {
    std::shared_ptr<project::Project> project;
    std::shared_ptr<project::EditWriter> writer;
    std::uint64_t lastEdit = 0; ///< that was given to the writer
    UnsavedRecords unsaved;
    std::vector<project::ImageRecord> images;
    std::unordered_map<project::ImageId, std::size_t> rowOfImage;
    annotation::ClassList classes;
    std::vector<project::RunRecord> runs;
    project::ImageId currentImage = 0;
    std::string currentRun; ///< id; empty: none
    std::vector<project::ScoreRecord> scores;
    IouByImage ious;
    QString obstacle; ///< why edits are refused; empty: they are not

    void settleUnsaved();
    [[nodiscard]] Status readLists();
    [[nodiscard]] Status readScores();
    [[nodiscard]] project::ImageRecord* image(project::ImageId id);
    [[nodiscard]] const project::RunRecord* run(const std::string& id) const;
    [[nodiscard]] Result<std::string> newestUsableRun() const;
    void chooseImage();
};

/// Before the store is read: what is on disk by then needs no laying over.
void ProjectDocument::Private::settleUnsaved()
{
    if (writer) {
        unsaved.settle(writer->state().written);
    }
}

Status ProjectDocument::Private::readLists()
{
    settleUnsaved();
    auto newClasses = project->classes();
    if (!newClasses) {
        return newClasses.error();
    }
    auto newImages = project->images();
    if (!newImages) {
        return newImages.error();
    }
    auto newRuns = project->runs();
    if (!newRuns) {
        return newRuns.error();
    }
    classes = std::move(*newClasses);
    images = std::move(*newImages);
    runs = std::move(*newRuns);
    rowOfImage.clear();
    rowOfImage.reserve(images.size());
    for (std::size_t row = 0; row < images.size(); ++row) {
        unsaved.layOver(images[row]);
        rowOfImage.emplace(images[row].id, row);
    }
    chooseImage();
    if (run(currentRun) == nullptr) {
        auto chosen = newestUsableRun();
        if (!chosen) {
            return chosen.error();
        }
        currentRun = std::move(*chosen);
    }
    return readScores();
}

Status ProjectDocument::Private::readScores()
{
    scores.clear();
    ious.clear();
    if (currentRun.empty()) {
        return {};
    }
    auto read = project->scores(currentRun);
    if (!read) {
        return read.error();
    }
    scores = std::move(*read);
    ious = rankingIous(scores, classes.size() == 2);
    return {};
}

project::ImageRecord* ProjectDocument::Private::image(project::ImageId id)
{
    const auto row = rowOfImage.find(id);
    return row == rowOfImage.end() ? nullptr : &images[row->second];
}

const project::RunRecord* ProjectDocument::Private::run(const std::string& id) const
{
    const auto found = std::ranges::find(runs, id, &project::RunRecord::id);
    return found == runs.end() ? nullptr : &*found;
}

Result<std::string> ProjectDocument::Private::newestUsableRun() const
{
    for (const auto& candidate : runs) {
        if (candidate.state != project::RunState::Finished && candidate.state != project::RunState::Stopped) {
            continue;
        }
        const auto epochs = project->epochs(candidate.id);
        if (!epochs) {
            return epochs.error();
        }
        if (!epochs->empty()) {
            return candidate.id;
        }
        const auto candidateScores = project->scores(candidate.id);
        if (!candidateScores) {
            return candidateScores.error();
        }
        if (!candidateScores->empty()) {
            return candidate.id;
        }
    }
    return std::string();
}

void ProjectDocument::Private::chooseImage()
{
    if (!rowOfImage.contains(currentImage)) {
        currentImage = images.empty() ? 0 : images.front().id;
    }
}

ProjectDocument::ProjectDocument(QObject* parent)
    : QObject(parent), d(std::make_unique<Private>()), m_missing(new MissingImages(*this))
{}

ProjectDocument::~ProjectDocument()
{
    leaveWriter();
}

Status ProjectDocument::create(const std::filesystem::path& folder, const annotation::ClassList& classes)
{
    auto created = project::Project::create(folder, classes);
    if (!created) {
        return created.error();
    }
    return adopt(std::move(*created));
}

Status ProjectDocument::open(const std::filesystem::path& folder)
{
    if (isOpen() && isSameProject(*d->project, folder)) {
        refresh(); // a second handle would find the project locked by the first one
        return {};
    }
    auto opened = project::Project::open(folder);
    if (!opened) {
        return opened.error();
    }
    return adopt(std::move(*opened));
}

Status ProjectDocument::adopt(std::shared_ptr<project::Project> project)
{
    auto next = std::make_unique<Private>();
    next->project = std::move(project);
    if (auto status = next->readLists(); !status) {
        return status; // what was open stays open
    }
    leaveWriter();
    d = std::move(next);
    startWriter();
    announceAll();
    return {};
}

void ProjectDocument::startWriter()
{
    if (d->project->isReadOnly()) {
        return;
    }
    // From the writer's thread; jobs may keep the writer for longer than this object lives.
    d->writer = std::make_shared<project::EditWriter>(d->project, [this] {
        QMetaObject::invokeMethod(this, &ProjectDocument::savingChanged, Qt::QueuedConnection);
    });
}

void ProjectDocument::leaveWriter()
{
    if (d->writer) {
        d->writer->setListener({});
        d->writer.reset(); // what waits is written first
    }
}

void ProjectDocument::close()
{
    if (isOpen()) {
        leaveWriter();
        d = std::make_unique<Private>();
        announceAll();
    }
}

void ProjectDocument::announceAll()
{
    Q_EMIT opened();
    Q_EMIT imagesChanged();
    Q_EMIT runsChanged();
    Q_EMIT scoresChanged();
    Q_EMIT currentImageChanged(d->currentImage);
}

bool ProjectDocument::isOpen() const
{
    return d->project != nullptr;
}

std::shared_ptr<project::Project> ProjectDocument::project() const
{
    return d->project;
}

std::shared_ptr<project::EditWriter> ProjectDocument::writer() const
{
    return d->writer;
}

void ProjectDocument::store(project::ProjectEdit edit)
{
    if (d->writer) {
        d->lastEdit = d->writer->submit(std::move(edit));
        Q_EMIT savingChanged();
    }
}

Status ProjectDocument::flush()
{
    return d->writer ? d->writer->flush() : Status();
}

const std::vector<project::ImageRecord>& ProjectDocument::images() const
{
    return d->images;
}

const project::ImageRecord* ProjectDocument::image(project::ImageId id) const
{
    return d->image(id);
}

const annotation::ClassList& ProjectDocument::classes() const
{
    return d->classes;
}

const std::vector<project::RunRecord>& ProjectDocument::runs() const
{
    return d->runs;
}

project::ImageId ProjectDocument::currentImage() const
{
    return d->currentImage;
}

void ProjectDocument::setCurrentImage(project::ImageId id)
{
    if (id == d->currentImage || (id != 0 && !d->rowOfImage.contains(id))) {
        return;
    }
    d->currentImage = id;
    Q_EMIT currentImageChanged(id);
}

void ProjectDocument::stepImage(int step)
{
    if (d->images.empty() || step == 0) {
        return;
    }
    const auto last = static_cast<std::ptrdiff_t>(d->images.size()) - 1;
    const auto current = d->rowOfImage.find(d->currentImage);
    const auto row = current != d->rowOfImage.end() ? static_cast<std::ptrdiff_t>(current->second) + step
                     : step > 0                     ? 0
                                                    : last;
    setCurrentImage(d->images[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(row, 0, last))].id);
}

const project::RunRecord* ProjectDocument::currentRun() const
{
    return d->run(d->currentRun);
}

void ProjectDocument::setCurrentRun(const std::string& runId)
{
    if (runId == d->currentRun || d->run(runId) == nullptr) {
        return;
    }
    d->currentRun = runId;
    const auto status = d->readScores();
    Q_EMIT scoresChanged();
    if (!status) {
        Q_EMIT failed(support::toUserText(status.error()));
    }
}

const std::vector<project::ScoreRecord>& ProjectDocument::scores() const
{
    return d->scores;
}

std::optional<double> ProjectDocument::iou(project::ImageId id) const
{
    const auto found = d->ious.find(id);
    return found == d->ious.end() ? std::nullopt : std::optional(found->second);
}

std::filesystem::path ProjectDocument::predictionFile(project::ImageId id) const
{
    const auto* record = image(id);
    const auto* run = currentRun();
    if (record == nullptr || run == nullptr) {
        return {};
    }
    return d->project->runFolder(*run) / "predictions" / fromUtf8(record->stem + ".png");
}

Status ProjectDocument::setStatus(const std::vector<project::ImageId>& images, ReviewStatus status)
{
    project::StatusEdit edit;
    for (const auto id : images) {
        edit.statuses.emplace_back(id, status);
    }
    return tellEdit(tr("Set the status"), edit);
}

Status ProjectDocument::setMembership(const std::vector<project::ImageId>& images, Membership side)
{
    if (!isOpen() || images.empty()) {
        return {};
    }
    if (auto whole = workflow::refuseCutBy(d->images, images, side); !whole) {
        return whole;
    }
    project::MembershipEdit edit;
    for (const auto id : images) {
        edit.memberships.emplace_back(id, side);
    }
    return tellEdit(tr("Change the split"), edit);
}

Status ProjectDocument::tellEdit(const QString& text, const project::ProjectEdit& edit)
{
    if (!isOpen()) {
        return {};
    }
    auto inverse = exchange(edit);
    if (!inverse) {
        return inverse.error();
    }
    Q_EMIT edited(text, *inverse);
    return {};
}

void ProjectDocument::barEdits(const QString& why)
{
    d->obstacle = why;
}

const QString& ProjectDocument::obstacle() const
{
    return d->obstacle;
}

Result<project::ProjectEdit> ProjectDocument::exchange(const project::ProjectEdit& edit)
{
    if (!d->obstacle.isEmpty()) {
        return Error{ErrorCode::InvalidArgument, support::toUtf8(d->obstacle), {}};
    }
    if (d->writer == nullptr) {
        return Error{ErrorCode::ReadOnly, "this project is open for reading only", {}};
    }
    std::vector<project::ImageId> changed;
    project::ProjectEdit inverse = edit;
    const auto exchange = [&](auto& values, auto project::ImageRecord::*member) {
        // The writer would try for ever what the store cannot take, and what comes after it would wait.
        std::erase_if(values, [this](const auto& one) { return d->image(one.first) == nullptr; });
        store(inverse);
        for (auto& [id, value] : values) {
            std::swap(d->image(id)->*member, value);
            changed.push_back(id);
        }
    };
    if (auto* statuses = std::get_if<project::StatusEdit>(&inverse)) {
        exchange(statuses->statuses, &project::ImageRecord::status);
    } else if (auto* memberships = std::get_if<project::MembershipEdit>(&inverse)) {
        exchange(memberships->memberships, &project::ImageRecord::membership);
    }
    for (const auto id : changed) {
        d->unsaved.note(*d->image(id), d->lastEdit);
    }
    Q_EMIT recordsChanged(changed);
    return inverse;
}

void ProjectDocument::noteAnnotations(project::ImageId image, std::size_t objects, bool annotated)
{
    auto* record = isOpen() ? d->image(image) : nullptr;
    if (record == nullptr) {
        return;
    }
    record->objectCount = static_cast<std::int64_t>(objects);
    record->annotated = annotated;
    // Whoever draws is at work on it; to be done is for a person to say.
    if (record->status == ReviewStatus::None && annotated) {
        record->status = ReviewStatus::InWork;
        store(project::StatusEdit{{{image, ReviewStatus::InWork}}});
    }
    if (d->writer) {
        d->unsaved.note(*record, d->lastEdit);
    }
    Q_EMIT recordsChanged({image});
    Q_EMIT annotationsChanged(image);
}

void ProjectDocument::readAgain(const std::vector<project::ImageId>& images)
{
    std::vector<project::ImageId> changed;
    d->settleUnsaved();
    for (const auto id : images) {
        auto* record = isOpen() ? d->image(id) : nullptr;
        if (record == nullptr) {
            continue;
        }
        auto read = d->project->image(id);
        if (!read) {
            Q_EMIT failed(support::toUserText(read.error()));
            break;
        }
        *record = std::move(*read);
        d->unsaved.layOver(*record);
        changed.push_back(id);
    }
    if (!changed.empty()) {
        Q_EMIT recordsChanged(changed);
    }
}

void ProjectDocument::noteAnnotationsChanged(project::ImageId image)
{
    readAgain({image});
    Q_EMIT annotationsChanged(image);
}

void ProjectDocument::refresh()
{
    if (!isOpen()) {
        return;
    }
    const auto imageBefore = d->currentImage;
    const auto status = d->readLists();
    Q_EMIT imagesChanged();
    Q_EMIT runsChanged();
    Q_EMIT scoresChanged();
    if (d->currentImage != imageBefore) {
        Q_EMIT currentImageChanged(d->currentImage);
    }
    if (!status) {
        Q_EMIT failed(support::toUserText(status.error()));
    }
}

} // namespace sorby::document
