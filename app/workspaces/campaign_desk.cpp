// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/campaign_desk.h"

#include "app/workspaces/content_loader.h"
#include "app/workspaces/project_tasks.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/campaign_session.h"
#include "widgets/panels/campaign_dialog.h"
#include "widgets/panels/campaign_strip.h"
#include "widgets/support/qt_convert.h"

#include <algorithm>
#include <utility>

namespace sorby::app {
namespace {

constexpr double kPlaceZoom = 2; ///< at least: a structure of 50 px is then as large as a thumb

} // namespace

CampaignDesk::CampaignDesk(const Parts& parts, QObject* parent) : QObject(parent), m_parts(parts)
{
    using document::CampaignSession;
    auto* session = &parts.session;
    connect(session, &CampaignSession::placeWanted, this, &CampaignDesk::showPlace);
    connect(session, &CampaignSession::visibilityChanged, &parts.loader, &ContentLoader::reload);
    connect(&parts.document, &document::ProjectDocument::currentImageChanged, &parts.strip,
            &panels::CampaignStrip::setImage);
    connect(&parts.strip, &panels::CampaignStrip::failed, this,
            [this](const QString& message) { Q_EMIT failed(tr("Annotation campaign"), message); });
    connect(&parts.tasks, &ProjectTasks::campaignStarted, this,
            [this](annotation::CampaignId campaign) { begin(campaign, std::exchange(m_whoStarts, {})); });
    connect(&parts.tasks, &ProjectTasks::campaignChanged, this, [this](annotation::CampaignId campaign) {
        if (m_parts.session.isActive() && m_parts.session.campaign().id == campaign) {
            if (const auto read = m_parts.session.reload(); !read) {
                tellFailure(read.error());
            }
        }
    });
}

void CampaignDesk::tellFailure(const Error& error)
{
    Q_EMIT failed(tr("Annotation campaign"), support::toUserText(error));
}

void CampaignDesk::openDialog()
{
    const auto project = m_parts.document.project();
    const auto campaigns = project->campaigns();
    if (!campaigns) {
        tellFailure(campaigns.error());
        return;
    }
    panels::CampaignDialog::Known known;
    for (const auto& campaign : *campaigns) {
        auto report = workflow::reportCampaign(*project, campaign);
        if (!report) {
            tellFailure(report.error());
            return;
        }
        known.campaigns.push_back(std::move(*report));
    }
    known.images = m_parts.document.images();
    known.classes = m_parts.document.classes();
    known.isReadOnly = project->isReadOnly();
    auto* dialog = new panels::CampaignDialog(std::move(known), &m_parts.window);
    connect(dialog, &panels::CampaignDialog::closeMarkingRequested, this, &CampaignDesk::closeMarking);
    connect(dialog, &panels::CampaignDialog::exportRequested, this, &CampaignDesk::exportTo);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        if (const auto* campaign = dialog->chosen()) {
            begin(campaign->id, dialog->annotator());
        } else {
            m_whoStarts = dialog->annotator();
            m_parts.tasks.startCampaign(dialog->request());
        }
    });
    dialog->open();
}

void CampaignDesk::begin(annotation::CampaignId campaign, const std::string& annotator)
{
    if (const auto begun = m_parts.session.begin(campaign, annotator); !begun) {
        tellFailure(begun.error());
        return;
    }
    m_parts.strip.setImage(m_parts.document.currentImage());
}

void CampaignDesk::closeMarking(const annotation::Campaign& campaign)
{
    const auto report = workflow::reportCampaign(*m_parts.document.project(), campaign);
    if (!report) {
        tellFailure(report.error());
        return;
    }
    QStringList late;
    for (const auto& one : report->annotators) {
        if (one.imagesDone < one.images) {
            late.append(tr("%1 (%n micrograph(s))", nullptr, static_cast<int>(one.images - one.imagesDone))
                            .arg(support::toQString(one.annotator)));
        }
    }
    const QString question =
        late.isEmpty() ? tr("No more points can be set then. The agreed points are dealt out for outlining.")
                       : tr("Not yet finished: %1. Their other micrographs count as they are, and no more "
                            "points can be set.")
                             .arg(late.join(QStringLiteral(", ")));
    if (m_parts.dialogs.confirm(&m_parts.window, tr("Close the marking"), question,
                                tr("Close the marking"))) {
        m_parts.tasks.closeCampaignMarking(campaign, workflow::Unfinished::Accept);
    }
}

void CampaignDesk::exportTo(const annotation::Campaign& campaign)
{
    const QString folder =
        m_parts.dialogs.openFolder(&m_parts.window, tr("Where to write the campaign's files"), {});
    if (!folder.isEmpty()) {
        m_parts.tasks.exportCampaign(campaign, support::toPath(folder));
    }
}

void CampaignDesk::showPlace(project::ImageId image, annotation::Point point)
{
    m_awaited = {image, point};
    followContent();
}

void CampaignDesk::followContent()
{
    const auto* content = m_parts.canvas.content();
    if (m_awaited && content != nullptr && content->record.id == m_awaited->image) {
        m_parts.canvas.setView(std::max(kPlaceZoom, m_parts.canvas.zoom()), m_awaited->point);
        m_awaited.reset();
    }
}

} // namespace sorby::app
