// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/campaign_session.h"

#include "core/base/files.h"
#include "core/base/platform.h"
#include "widgets/document/project_document.h"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace sorby::document {

using annotation::Campaign;
using annotation::CampaignPhase;
using annotation::CampaignTask;
using annotation::TaskState;

struct CampaignSession::Private {
    explicit Private(ProjectDocument& theDocument) : document(theDocument) {}

    ProjectDocument& document;
    std::shared_ptr<project::Project> project; ///< null: nobody sits here
    Campaign campaign;
    std::string annotator;
    std::vector<annotation::MarkCount> marks;
    std::vector<annotation::FinishedMarking> finished;
    std::vector<CampaignTask> tasks; ///< an open one that has an object was taken back
    std::vector<annotation::AnnotatorProgress> progress;
    std::optional<CampaignTask> current;

    [[nodiscard]] Error refusal(std::string message) const
    {
        return {ErrorCode::Mismatch, std::move(message), {}};
    }
    [[nodiscard]] CampaignTask* taskOf(annotation::TaskId id)
    {
        const auto found = std::find_if(tasks.begin(), tasks.end(),
                                        [id](const CampaignTask& task) { return task.id == id; });
        return found == tasks.end() ? nullptr : &*found;
    }
};

CampaignSession::CampaignSession(ProjectDocument& document, QObject* parent)
    : QObject(parent), d(std::make_unique<Private>(document))
{
    connect(&document, &ProjectDocument::opened, this, &CampaignSession::leave);
}

CampaignSession::~CampaignSession() = default;

Status CampaignSession::begin(annotation::CampaignId campaign, const std::string& annotator)
{
    auto project = d->document.project();
    if (project == nullptr || project->isReadOnly()) {
        return Error{
            ErrorCode::ReadOnly, "nothing can be annotated: the project is not open for writing", {}};
    }
    const auto campaigns = project->campaigns();
    if (!campaigns) {
        return campaigns.error();
    }
    const auto found = std::find_if(campaigns->begin(), campaigns->end(),
                                    [campaign](const Campaign& one) { return one.id == campaign; });
    if (found == campaigns->end() || !annotation::isAnnotator(*found, annotator)) {
        return Error{ErrorCode::NotFound, "the annotator takes no part in the campaign",
                     toUtf8(project->folder())};
    }
    if (!isActive() || d->annotator != annotator) {
        Q_EMIT d->document.historyEnded(); // nobody undoes what another one did, perhaps without seeing it
    }
    d->project = std::move(project);
    d->campaign = *found;
    d->annotator = annotator;
    if (auto done = read(); !done) {
        leave();
        return done;
    }
    d->current.reset();
    update();
    Q_EMIT visibilityChanged();
    goOn();
    return {};
}

void CampaignSession::leave()
{
    if (isActive()) {
        auto& document = d->document;
        d = std::make_unique<Private>(document);
        Q_EMIT document.historyEnded();
        Q_EMIT changed();
        Q_EMIT visibilityChanged();
    }
}

Status CampaignSession::reload()
{
    return isActive() ? begin(d->campaign.id, std::string(d->annotator)) : Status();
}

Status CampaignSession::read()
{
    if (auto written = d->document.flush(); !written) {
        return written;
    }
    auto marks = d->project->markCounts();
    auto finished = d->project->finishedMarkings(d->campaign.id);
    auto tasks = d->project->campaignTasks(d->campaign.id);
    if (!marks || !finished || !tasks) {
        return !marks ? marks.error() : !finished ? finished.error() : tasks.error();
    }
    d->marks = std::move(*marks);
    d->finished = std::move(*finished);
    d->tasks = std::move(*tasks);
    return {};
}

/// Progress and current task after anything has changed.
void CampaignSession::update()
{
    d->progress = annotation::progressOf(d->campaign, d->marks, d->finished, d->tasks);
    const auto* next = isOutlining() ? annotation::nextTask(d->tasks, d->annotator) : nullptr;
    const auto before = d->current ? d->current->id : 0;
    d->current = next == nullptr ? std::nullopt : std::optional(*next);
    Q_EMIT changed();
    if (before != (d->current ? d->current->id : 0)) {
        Q_EMIT visibilityChanged();
    }
}

bool CampaignSession::isActive() const
{
    return d->project != nullptr;
}

const Campaign& CampaignSession::campaign() const
{
    return d->campaign;
}

const std::string& CampaignSession::annotator() const
{
    return d->annotator;
}

bool CampaignSession::isMarking() const
{
    return isActive() && d->campaign.phase == CampaignPhase::Marking;
}

bool CampaignSession::isOutlining() const
{
    return isActive() && d->campaign.phase == CampaignPhase::Outlining;
}

const CampaignTask* CampaignSession::task() const
{
    return d->current ? &*d->current : nullptr;
}

const std::vector<annotation::AnnotatorProgress>& CampaignSession::progress() const
{
    return d->progress;
}

const annotation::AnnotatorProgress& CampaignSession::ownProgress() const
{
    static const annotation::AnnotatorProgress kNone;
    const auto own = std::ranges::find(d->progress, d->annotator, &annotation::AnnotatorProgress::annotator);
    return own == d->progress.end() ? kNone : *own;
}

bool CampaignSession::takesPart(project::ImageId image) const
{
    return placeOf(image) >= 0;
}

int CampaignSession::placeOf(project::ImageId image) const
{
    const auto found = std::ranges::find(d->campaign.images, image);
    return found == d->campaign.images.end() ? -1 : static_cast<int>(found - d->campaign.images.begin());
}

bool CampaignSession::hasFinished(project::ImageId image) const
{
    return std::ranges::any_of(d->finished, [&](const annotation::FinishedMarking& one) {
        return one.image == image && one.annotator == d->annotator;
    });
}

std::size_t CampaignSession::pointsOn(project::ImageId image) const
{
    const auto own = std::ranges::find_if(d->marks, [&](const annotation::MarkCount& one) {
        return one.image == image && one.annotator == d->annotator;
    });
    return own == d->marks.end() ? 0 : own->count;
}

annotation::Annotations CampaignSession::filter(project::ImageId image,
                                                const annotation::Annotations& annotations) const
{
    return isActive() ? annotation::visibleTo(d->annotator, d->campaign, image, task(), annotations)
                      : annotations;
}

std::shared_ptr<const ImageContent>
CampaignSession::visible(std::shared_ptr<const ImageContent> content) const
{
    if (!isActive() || content == nullptr) {
        return content;
    }
    auto shown = std::make_shared<ImageContent>(*content);
    shown->annotations = filter(content->record.id, content->annotations);
    shown->reference.reset();
    shown->prediction.reset();
    return shown;
}

Result<annotation::PointOfInterest> CampaignSession::preparePoint(project::ImageId image,
                                                                  annotation::Point position) const
{
    if (!isMarking()) {
        return d->refusal("the marking is closed: points are outlined now, no more are set");
    }
    if (!takesPart(image)) {
        return d->refusal("this micrograph is not part of the campaign");
    }
    return annotation::PointOfInterest{0, d->annotator, position, platform::utcNow()};
}

void CampaignSession::followPoints(project::ImageId image,
                                   const std::vector<annotation::PointOfInterest>& points)
{
    if (!isActive()) {
        return;
    }
    std::erase_if(d->marks, [image](const annotation::MarkCount& one) { return one.image == image; });
    for (const auto& name : d->campaign.annotators) {
        const auto count = static_cast<std::size_t>(
            std::ranges::count(points, name, &annotation::PointOfInterest::annotator));
        if (count > 0) {
            d->marks.push_back({image, name, count});
        }
    }
    update();
}

Result<annotation::Object> CampaignSession::prepareOutline(project::ImageId image,
                                                           annotation::Object object) const
{
    if (isMarking()) {
        return d->refusal("points are marked now; outlines come when the marking is closed");
    }
    if (!d->current || d->current->image != image) {
        return d->refusal("there is no point to outline on this micrograph");
    }
    if (auto fits = annotation::checkOutline(*d->current, object.polygon); !fits) {
        return fits.error();
    }
    return annotation::outlineOf(d->campaign, *d->current, std::move(object), platform::utcNow());
}

Status CampaignSession::acceptPolygon(project::ImageId image, const annotation::Object& stored)
{
    const bool isKnown = std::ranges::any_of(
        d->tasks, [&](const CampaignTask& task) { return task.image == image && task.object == stored.id; });
    if (isKnown) {
        return {}; // drawn before and done again now: followObjects() knows
    }
    if (!d->current || d->current->image != image) {
        return d->refusal("there is no point to outline on this micrograph");
    }
    if (auto fits = annotation::checkOutline(*d->current, stored.polygon); !fits) {
        return fits;
    }
    auto done = *d->current;
    done.state = TaskState::Done;
    done.object = stored.id;
    done.when = stored.provenance.when.empty() ? platform::utcNow() : stored.provenance.when;
    d->document.store(project::CampaignTaskEdit{done});
    *d->taskOf(done.id) = std::move(done);
    update();
    goOn();
    return {};
}

void CampaignSession::followObjects(project::ImageId image, const std::vector<annotation::Object>& objects)
{
    if (!isOutlining()) {
        return;
    }
    std::unordered_set<annotation::ObjectId> there;
    for (const auto& object : objects) {
        there.insert(object.id);
    }
    bool isChanged = false;
    for (auto& task : d->tasks) {
        if (task.image != image || task.object == 0 || task.state == TaskState::Skipped) {
            continue;
        }
        const auto state = there.contains(task.object) ? TaskState::Done : TaskState::Open;
        isChanged |= state != task.state;
        task.state = state;
    }
    if (isChanged) {
        update();
    }
}

Status CampaignSession::setFinished(project::ImageId image, bool finished)
{
    if (!isMarking() || !takesPart(image)) {
        return d->refusal("this micrograph is not to be marked");
    }
    const annotation::FinishedMarking entry{image, d->annotator, finished ? platform::utcNow() : ""};
    d->document.store(project::MarkingEdit{d->campaign.id, entry});
    std::erase_if(d->finished, [&](const annotation::FinishedMarking& one) {
        return one.image == image && one.annotator == d->annotator;
    });
    if (finished) {
        d->finished.push_back(entry);
    }
    update();
    return {};
}

Status CampaignSession::finishImage(project::ImageId image)
{
    auto done = setFinished(image, true);
    if (done) {
        goOn();
    }
    return done;
}

Status CampaignSession::resumeImage(project::ImageId image)
{
    return setFinished(image, false);
}

Status CampaignSession::skip(const std::string& reason)
{
    if (!d->current || reason.empty()) {
        return d->refusal(d->current ? "a point is skipped with a reason" : "there is no point to skip");
    }
    auto skipped = *d->current;
    skipped.state = TaskState::Skipped;
    skipped.reason = reason;
    skipped.object = 0;
    skipped.when = platform::utcNow();
    d->document.store(project::CampaignTaskEdit{skipped});
    *d->taskOf(skipped.id) = std::move(skipped);
    update();
    goOn();
    return {};
}

void CampaignSession::goOn()
{
    if (isMarking()) {
        const auto next = annotation::nextToMark(d->campaign, d->finished, d->annotator);
        if (next != 0) {
            d->document.setCurrentImage(next);
        }
    } else if (d->current) {
        d->document.setCurrentImage(d->current->image);
        Q_EMIT placeWanted(d->current->image, d->current->point);
    }
}

} // namespace sorby::document
