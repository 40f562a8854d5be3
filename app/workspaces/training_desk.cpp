// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/training_desk.h"

#include "app/workspaces/training_session.h"
#include "core/workflow/augmentation_preview.h"
#include "widgets/document/project_document.h"
#include "widgets/jobs/job.h"
#include "widgets/panels/sample_preview.h"
#include "widgets/panels/train_form.h"
#include "widgets/panels/train_monitor.h"
#include "widgets/panels/train_panel.h"
#include "widgets/support/dialogs.h"
#include "widgets/support/qt_convert.h"

#include <utility>

namespace sorby::app {

using panels::TrainMonitor;
using panels::TrainPanel;

TrainingDesk::TrainingDesk(document::ProjectDocument& document, TrainingSession& session, TrainPanel& panel,
                           TrainMonitor& monitor, workflow::EngineSource engine, support::Dialogs& dialogs,
                           QObject* parent)
    : QObject(parent),
      m_document(document),
      m_panel(panel),
      m_monitor(monitor),
      m_engine(std::move(engine)),
      m_dialogs(dialogs)
{
    connect(panel.form(), &panels::TrainForm::initFileWanted, this, &TrainingDesk::askForWeights);
    connect(&panel, &TrainPanel::startRequested, &session,
            [&session, &document](const workflow::TrainRequest& request) {
                session.start(document.project(), request);
            });
    connect(&panel, &TrainPanel::previewRequested, this, &TrainingDesk::preview);
    connect(&panel, &TrainPanel::stopRequested, &session, &TrainingSession::stop);
    connect(&session, &TrainingSession::started, &monitor, &TrainMonitor::begin);
    connect(&session, &TrainingSession::planned, &monitor, &TrainMonitor::showPlan);
    connect(&session, &TrainingSession::stepped, &monitor, &TrainMonitor::showStep);
    connect(&session, &TrainingSession::epochFinished, &monitor, &TrainMonitor::showEpoch);
    connect(&session, &TrainingSession::noticed, &monitor, &TrainMonitor::showNotice);
    connect(&session, &TrainingSession::finished, this, &TrainingDesk::finish);
}

QString TrainingDesk::outcomeText(const workflow::TrainOutcome& outcome)
{
    const int epochs = outcome.report.epochs;
    if (outcome.report.timeUp) {
        return tr("The time was up after %n epoch(s).", nullptr, epochs);
    }
    return outcome.report.stopped ? tr("The training was stopped after %n epoch(s).", nullptr, epochs)
                                  : tr("The training has finished after %n epoch(s).", nullptr, epochs);
}

void TrainingDesk::finish(const Result<workflow::TrainOutcome>& outcome)
{
    m_document.refresh();
    const bool cancelled = !outcome && outcome.error().code == ErrorCode::Cancelled;
    QString text = tr("The training failed.");
    if (outcome) {
        m_document.setCurrentRun(outcome->run.id);
        text = outcomeText(*outcome);
    } else if (cancelled) {
        text = tr("The training was cancelled before its first epoch was finished.");
    }
    m_monitor.end(text);
    Q_EMIT news(text);
    if (!outcome && !cancelled) {
        Q_EMIT failed(tr("Training"), support::toUserText(outcome.error()));
    }
}

void TrainingDesk::askForWeights()
{
    const QString file =
        m_dialogs.openFile(m_panel.window(), tr("First weights"), {},
                           tr("Weights (*.safetensors *.pth *.pt *.pth.tar);;All files (*)"));
    if (!file.isEmpty()) {
        m_panel.form()->setInitFile(file);
    }
}

void TrainingDesk::preview(const workflow::TrainRequest& request)
{
    m_panel.setPreviewing(true);
    jobs::startJob<Raster<Rgb8>>(
        this, tr("Drawing samples"),
        [source = m_engine, project = m_document.project(),
         request](const JobControl& control) -> Result<Raster<Rgb8>> {
            const auto engine = source();
            if (!engine) {
                return engine.error();
            }
            return workflow::previewAugmentation(*project, **engine, request, control);
        },
        [this](const Result<Raster<Rgb8>>& sheet) {
            m_panel.setPreviewing(false);
            if (!sheet) {
                Q_EMIT failed(tr("Samples"), support::toUserText(sheet.error()));
                return;
            }
            auto* dialog = new panels::SamplePreview(support::toQImage(*sheet), m_panel.window());
            dialog->show();
        });
}

void TrainingDesk::askDevices()
{
    if (std::exchange(m_devicesAsked, true)) {
        return;
    }
    jobs::startJob<learning::DeviceReport>(
        this, tr("Looking for devices"),
        [source = m_engine](const JobControl&) -> Result<learning::DeviceReport> {
            const auto engine = source();
            if (!engine) {
                return engine.error();
            }
            return (*engine)->devices();
        },
        [this](const Result<learning::DeviceReport>& report) {
            if (report) { // else the first training says what is missing
                m_panel.form()->setDevices(*report);
            }
        });
}

} // namespace sorby::app
