// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/campaign_strip.h"

#include "widgets/panels/campaign_table.h"
#include "widgets/support/qt_convert.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sorby::panels {

CampaignStrip::CampaignStrip(document::CampaignSession& session, QWidget* parent)
    : QFrame(parent), m_session(session)
{
    setFrameShape(StyledPanel);
    m_who = new QLabel(this);
    m_who->setObjectName(QStringLiteral("campaignWho"));
    auto bold = m_who->font();
    bold.setBold(true);
    m_who->setFont(bold);
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("campaignText"));
    m_notice = new QLabel(this);
    m_notice->setObjectName(QStringLiteral("campaignNotice"));
    m_notice->setWordWrap(true);
    m_bar = new QProgressBar(this);
    m_bar->setObjectName(QStringLiteral("campaignBar"));
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(fontMetrics().averageCharWidth() * 18);
    makeButtons();
    auto* row = new QHBoxLayout;
    row->addWidget(m_who);
    row->addWidget(m_text, 1);
    row->addWidget(m_bar);
    for (auto* button : {m_done, m_skip, m_goOn, m_progress, m_leave}) {
        row->addWidget(button);
    }
    auto* layout = new QVBoxLayout(this);
    const int margin = fontMetrics().height() / 3;
    layout->setContentsMargins(2 * margin, margin, 2 * margin, margin);
    layout->addLayout(row);
    layout->addWidget(m_notice);
    connect(&m_session, &document::CampaignSession::changed, this, [this] { setNotice({}); });
    connect(&m_session, &document::CampaignSession::changed, this, &CampaignStrip::showState);
    setNotice({});
    showState();
}

void CampaignStrip::makeButtons()
{
    const auto add = [this](const char* name, const QString& text, const QString& toolTip) {
        auto* button = new QPushButton(text, this);
        button->setObjectName(QLatin1String(name));
        button->setToolTip(toolTip);
        button->setFocusPolicy(Qt::TabFocus); // a click leaves the keys with the canvas
        return button;
    };
    m_done = add("campaignDone", {}, {});
    m_skip = add("campaignSkip", tr("S&kip…"), tr("Pass over this point, with a reason."));
    m_skip->setMenu(makeReasons());
    m_goOn = add("campaignGoOn", tr("Sho&w"), tr("Show what is to be done next."));
    m_progress = add("campaignProgress", tr("P&rogress…"), tr("How far each annotator is."));
    m_leave = add("campaignLeave", tr("&Leave"),
                  tr("Leave the campaign; it goes on where it was when you come back."));
    connect(m_done, &QPushButton::clicked, this, &CampaignStrip::finishOrResume);
    connect(m_goOn, &QPushButton::clicked, &m_session, &document::CampaignSession::goOn);
    connect(m_progress, &QPushButton::clicked, this, &CampaignStrip::openProgress);
    connect(m_leave, &QPushButton::clicked, &m_session, &document::CampaignSession::leave);
}

QMenu* CampaignStrip::makeReasons()
{
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("campaignReasons"));
    // The files that leave speak English, whatever the window does.
    const std::pair<QString, const char*> reasons[] = {{tr("&Unclear"), "unclear"},
                                                       {tr("&Not the phase"), "not the phase"},
                                                       {tr("At the &border"), "at the border"}};
    for (const auto& [text, reason] : reasons) {
        connect(menu->addAction(text), &QAction::triggered, this, [this, reason = reason] { skip(reason); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Other…")), &QAction::triggered, this, &CampaignStrip::askReason);
    return menu;
}

void CampaignStrip::setImage(project::ImageId image)
{
    m_image = image;
    setNotice({});
    showState();
}

void CampaignStrip::setNotice(const QString& text)
{
    m_notice->setText(text);
    m_notice->setVisible(!text.isEmpty());
}

void CampaignStrip::showState()
{
    setVisible(m_session.isActive());
    if (!m_session.isActive()) {
        return;
    }
    m_who->setText(QStringLiteral("%1 · %2").arg(support::toQString(m_session.campaign().name),
                                                 support::toQString(m_session.annotator())));
    m_done->setVisible(m_session.isMarking() && m_session.takesPart(m_image));
    m_skip->setVisible(m_session.isOutlining() && m_session.task() != nullptr);
    m_session.isMarking() ? showMarking() : showOutlining();
}

void CampaignStrip::tell(const QString& text, std::size_t done, std::size_t all)
{
    m_text->setText(text);
    m_bar->setRange(0, static_cast<int>(std::max<std::size_t>(all, 1)));
    m_bar->setValue(static_cast<int>(all == 0 ? 1 : done));
    m_bar->setToolTip(tr("%1 of %2").arg(done).arg(all));
}

void CampaignStrip::showMarking()
{
    const auto& own = m_session.ownProgress();
    const bool isFinished = m_session.hasFinished(m_image);
    m_done->setText(isFinished ? tr("&Take up again") : tr("&Done with this micrograph"));
    m_done->setToolTip(isFinished ? tr("This micrograph is finished; go on marking it after all.")
                                  : tr("Every structure is marked; go on to the next micrograph."));
    m_goOn->setVisible(own.imagesDone < own.images && (isFinished || !m_session.takesPart(m_image)));
    if (own.imagesDone == own.images) {
        tell(tr("You have finished all micrographs with %n point(s). Outlining begins when the marking is "
                "closed.",
                nullptr, static_cast<int>(own.points)),
             own.imagesDone, own.images);
        return;
    }
    const auto points = static_cast<int>(m_session.pointsOn(m_image));
    tell(!m_session.takesPart(m_image)
             ? tr("This micrograph is not part of the campaign.")
             : tr("Marking: %n point(s) on this micrograph, image %1 of %2", nullptr, points)
                   .arg(m_session.placeOf(m_image) + 1)
                   .arg(own.images),
         own.imagesDone, own.images);
}

void CampaignStrip::showOutlining()
{
    const auto& own = m_session.ownProgress();
    const auto closed = own.done + own.skipped;
    m_goOn->setVisible(m_session.task() != nullptr);
    if (m_session.task() == nullptr) {
        tell(own.tasks == 0 ? tr("No point was given to you.")
                            : tr("Each of your points (%n) is outlined or skipped. Thank you.", nullptr,
                                 static_cast<int>(own.tasks)),
             closed, own.tasks);
    } else {
        tell(m_session.task()->image == m_image
                 ? tr("Outline the structure at the marked point: task %1 of %2")
                       .arg(closed + 1)
                       .arg(own.tasks)
                 : tr("The point to outline is on another micrograph: task %1 of %2")
                       .arg(closed + 1)
                       .arg(own.tasks),
             closed, own.tasks);
    }
}

void CampaignStrip::finishOrResume()
{
    const auto done =
        m_session.hasFinished(m_image) ? m_session.resumeImage(m_image) : m_session.finishImage(m_image);
    if (!done) {
        Q_EMIT failed(support::toUserText(done.error()));
    }
}

void CampaignStrip::skip(const std::string& reason)
{
    if (const auto done = m_session.skip(reason); !done) {
        Q_EMIT failed(support::toUserText(done.error()));
    }
}

void CampaignStrip::askReason()
{
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("campaignReason"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Skip this point"));
    dialog->setLabelText(tr("Why can it not be outlined?"));
    dialog->setOkButtonText(tr("Skip"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& text) {
        if (const auto reason = text.simplified(); !reason.isEmpty()) {
            skip(support::toUtf8(reason));
        }
    });
    dialog->open();
}

void CampaignStrip::openProgress()
{
    auto* dialog = new QDialog(this);
    dialog->setObjectName(QStringLiteral("campaignProgressDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Progress of %1").arg(support::toQString(m_session.campaign().name)));
    auto* table = new CampaignTable(dialog);
    table->setObjectName(QStringLiteral("campaignTable"));
    const auto fill = [this, table] {
        if (m_session.isActive()) {
            table->setProgress(m_session.campaign().phase, m_session.progress(), m_session.annotator());
        }
    };
    fill();
    connect(&m_session, &document::CampaignSession::changed, table, fill);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto* layout = new QVBoxLayout(dialog);
    layout->addWidget(table);
    layout->addWidget(buttons);
    dialog->open();
}

} // namespace sorby::panels
