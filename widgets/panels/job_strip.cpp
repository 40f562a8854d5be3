// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/job_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>
#include <limits>

namespace sorby::panels {

JobStrip::JobStrip(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    m_title = new QLabel(this);
    m_title->setObjectName(QStringLiteral("jobTitle"));
    m_bar = new QProgressBar(this);
    m_bar->setObjectName(QStringLiteral("jobProgress"));
    m_bar->setMaximumWidth(fontMetrics().averageCharWidth() * 22);
    m_bar->setMaximumHeight(fontMetrics().height() + 4);
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_cancel->setObjectName(QStringLiteral("cancelJob"));
    m_cancel->setMaximumHeight(fontMetrics().height() + 8);
    layout->addWidget(m_title);
    layout->addWidget(m_bar);
    layout->addWidget(m_cancel);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_job != nullptr) {
            m_job->requestStop();
            m_cancel->setEnabled(false);
            m_title->setText(tr("%1: stopping").arg(m_job->title()));
        }
    });
    hide();
}

void JobStrip::watch(jobs::Job* job)
{
    m_job = job;
    m_title->setText(job->title());
    m_cancel->setEnabled(true);
    m_bar->setRange(0, 0);
    setVisible(true);
    connect(job, &jobs::Job::progressed, this, [this, job](const Progress& progress) {
        if (m_job == job) {
            showProgress(progress);
        }
    });
    connect(job, &jobs::Job::finished, this, [this, job] {
        if (m_job == job) {
            m_job = nullptr;
            hide();
        }
    });
}

bool JobStrip::isWatching() const
{
    return m_job != nullptr;
}

void JobStrip::showProgress(const Progress& progress)
{
    constexpr auto kMost = std::size_t{std::numeric_limits<int>::max()};
    m_bar->setRange(0, static_cast<int>(std::min(progress.total, kMost)));
    m_bar->setValue(static_cast<int>(std::min(progress.done, kMost)));
    m_bar->setToolTip(QString::fromStdString(progress.what));
}

} // namespace sorby::panels
