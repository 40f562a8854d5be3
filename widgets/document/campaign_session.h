// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/campaign.h"
#include "core/base/result.h"
#include "core/project/project.h"
#include "widgets/document/image_content.h"

#include <QObject>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace sorby::document {

class ProjectDocument;

/// One annotator at work on an annotation campaign of the open project: what may be seen, what may be drawn,
/// what comes next. Whoever edits asks prepare...() before a point or an outline is stored and tells
/// follow...() afterwards what the image holds then, after undo and redo, too. Ends when the project is
/// closed. GUI thread; what is to be stored goes to the document's writer.
class CampaignSession : public QObject {
    Q_OBJECT
  public:
    explicit CampaignSession(ProjectDocument& document, QObject* parent = nullptr);
    ~CampaignSession() override;

    /// The annotator sits down; what comes next is shown.
    [[nodiscard]] Status begin(annotation::CampaignId campaign, const std::string& annotator);
    void leave();
    /// Reads campaign, tasks and progress again: the marking was closed, say.
    [[nodiscard]] Status reload();

    [[nodiscard]] bool isActive() const;
    [[nodiscard]] const annotation::Campaign& campaign() const; ///< while active
    [[nodiscard]] const std::string& annotator() const;
    [[nodiscard]] bool isMarking() const;
    [[nodiscard]] bool isOutlining() const;
    /// The point that is to be outlined now; null while marking, and when all is done.
    [[nodiscard]] const annotation::CampaignTask* task() const;
    /// Of all annotators.
    [[nodiscard]] const std::vector<annotation::AnnotatorProgress>& progress() const;
    [[nodiscard]] const annotation::AnnotatorProgress& ownProgress() const;
    [[nodiscard]] bool takesPart(project::ImageId image) const; ///< is the image one of the campaign's?
    [[nodiscard]] int placeOf(project::ImageId image) const;    ///< from 0; -1: not of the campaign
    [[nodiscard]] bool hasFinished(project::ImageId image) const;
    [[nodiscard]] std::size_t pointsOn(project::ImageId image) const; ///< one's own

    /// What of an image may be seen; everything when nobody sits here.
    [[nodiscard]] annotation::Annotations filter(project::ImageId image,
                                                 const annotation::Annotations& annotations) const;
    /// The same of all that a canvas shows: the others' work shows in reference and prediction, too.
    [[nodiscard]] std::shared_ptr<const ImageContent>
    visible(std::shared_ptr<const ImageContent> content) const;

    /// A point of one's own, with name and time. An Error when no points are marked here and now.
    [[nodiscard]] Result<annotation::PointOfInterest> preparePoint(project::ImageId image,
                                                                   annotation::Point position) const;
    /// `points` are all that the image has now.
    void followPoints(project::ImageId image, const std::vector<annotation::PointOfInterest>& points);
    /// The answer to the task, with point, class, name and time. An Error when the polygon does not contain
    /// the point or no task is open on this image.
    [[nodiscard]] Result<annotation::Object> prepareOutline(project::ImageId image,
                                                            annotation::Object object) const;
    /// What prepareOutline() gave was stored and has its id: the task is done, the next one comes. An outline
    /// that is there again after redo belongs to the task that it had.
    [[nodiscard]] Status acceptPolygon(project::ImageId image, const annotation::Object& stored);
    /// `objects` are all that the image has now: a task whose object was taken away is open again.
    void followObjects(project::ImageId image, const std::vector<annotation::Object>& objects);

    /// All structures of the image are marked (or, after all, not): the next image comes.
    [[nodiscard]] Status finishImage(project::ImageId image);
    [[nodiscard]] Status resumeImage(project::ImageId image);
    /// Passes over the current task.
    [[nodiscard]] Status skip(const std::string& reason);
    /// Shows what comes next: the image to mark, or the task's.
    void goOn();

  Q_SIGNALS:
    void changed();           ///< who, phase, progress
    void visibilityChanged(); ///< another part of the annotations may be seen
    /// Show this place of this image.
    void placeWanted(sorby::project::ImageId image, sorby::annotation::Point point);

  private:
    [[nodiscard]] Status setFinished(project::ImageId image, bool finished);
    [[nodiscard]] Status read();
    void update();

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sorby::document
