// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/campaign.h"
#include "core/project/project.h"
#include "core/workflow/campaign.h"
#include "widgets/support/dialogs.h"

#include <QObject>

#include <optional>
#include <string>

class QWidget;

namespace sorby::canvas {
class Canvas;
}
namespace sorby::document {
class CampaignSession;
class ProjectDocument;
} // namespace sorby::document
namespace sorby::panels {
class CampaignStrip;
}

namespace sorby::app {

class ContentLoader;
class ProjectTasks;

/// Joins an annotation campaign with the window: opens its dialog, starts its tasks, and takes the canvas to
/// the place that is to be outlined. GUI thread.
class CampaignDesk : public QObject {
    Q_OBJECT
  public:
    struct Parts {
        QWidget& window;
        document::ProjectDocument& document;
        document::CampaignSession& session;
        ProjectTasks& tasks;
        ContentLoader& loader;
        canvas::Canvas& canvas;
        panels::CampaignStrip& strip;
        support::Dialogs& dialogs;
    };
    CampaignDesk(const Parts& parts, QObject* parent = nullptr);

    void openDialog();
    /// The canvas shows another content: goes to the place that is waited for.
    void followContent();

  Q_SIGNALS:
    void failed(const QString& title, const QString& text);

  private:
    struct Place {
        project::ImageId image = 0;
        annotation::Point point;
    };
    void begin(annotation::CampaignId campaign, const std::string& annotator);
    void closeMarking(const annotation::Campaign& campaign);
    void exportTo(const annotation::Campaign& campaign);
    void showPlace(project::ImageId image, annotation::Point point);
    void tellFailure(const Error& error);

    Parts m_parts;
    std::optional<Place> m_awaited;
    std::string m_whoStarts; ///< sits down when the campaign that is being started is there
};

} // namespace sorby::app
