// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/status_line.h"

#include "widgets/panels/job_strip.h"

#include <QLabel>

#include <chrono>

namespace sorby::app {
namespace {

constexpr qint64 kAtOnceMs = 500;

} // namespace

StatusLine::StatusLine(QWidget* parent) : QStatusBar(parent)
{
    setObjectName(QStringLiteral("statusLine"));
    setSizeGripEnabled(false);
    const int margin = fontMetrics().averageCharWidth();
    setContentsMargins(margin, 0, margin, 0);
    m_news = addLabel(QStringLiteral("statusNews"), 1);
    m_news->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_hover = addLabel(QStringLiteral("statusHover"), 0);
    m_task = new panels::JobStrip(this);
    m_task->setObjectName(QStringLiteral("taskStrip"));
    addPermanentWidget(m_task);
    m_task->hide(); // a status bar shows what it is given
    m_training = new panels::JobStrip(this);
    m_training->setObjectName(QStringLiteral("trainingStrip"));
    addPermanentWidget(m_training);
    m_training->hide();
    m_zoom = addLabel(QStringLiteral("statusZoom"), 0);
    m_saved = addLabel(QStringLiteral("statusSaved"), 0);
    m_project = addLabel(QStringLiteral("statusProject"), 0);
    m_newsEnd.setSingleShot(true);
    m_newsEnd.setInterval(std::chrono::seconds(20));
    connect(&m_newsEnd, &QTimer::timeout, m_news, [this] { m_news->setText(m_hint); });
}

QLabel* StatusLine::addLabel(const QString& name, int stretch)
{
    auto* label = new QLabel(this);
    label->setObjectName(name);
    addPermanentWidget(label, stretch);
    return label;
}

void StatusLine::showNews(const QString& message)
{
    m_news->setText(message);
    m_news->setToolTip(message);
    m_newsEnd.start();
    m_refused.invalidate();
}

void StatusLine::showRefusal(const QString& message)
{
    showNews(message);
    m_refused.start();
}

void StatusLine::showHint(const QString& text)
{
    // What follows at once is the tool that puts itself right.
    if (m_refused.isValid() && m_refused.hasExpired(kAtOnceMs) && text != m_hint) {
        m_refused.invalidate();
        m_newsEnd.stop();
    }
    m_hint = text;
    if (!m_newsEnd.isActive()) {
        m_news->setText(text);
        m_news->setToolTip(text);
    }
}

void StatusLine::showSaved(const QString& text, bool isFailure)
{
    m_saved->setText(text);
    QPalette colours = palette();
    if (isFailure) {
        colours.setColor(QPalette::WindowText, QColor(0xd5, 0x5e, 0x00)); // Okabe-Ito vermilion, on any theme
    }
    m_saved->setPalette(colours);
}

void StatusLine::showHover(const QString& text)
{
    m_hover->setText(text);
}

void StatusLine::showZoom(double zoom)
{
    m_zoom->setText(zoom > 0 ? tr("%L1 %").arg(zoom * 100, 0, 'f', 0) : QString());
}

void StatusLine::showProject(const QString& text)
{
    m_project->setText(text);
}

void StatusLine::watchTask(jobs::Job* job)
{
    m_task->watch(job);
}

void StatusLine::watchTraining(jobs::Job* job)
{
    m_training->watch(job);
}

} // namespace sorby::app
