// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/train_monitor.h"

#include "core/base/units.h"
#include "widgets/panels/run_table_model.h"
#include "widgets/plots/training_curves.h"
#include "widgets/support/qt_convert.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QTableView>
#include <QVBoxLayout>

namespace sorby::panels {
namespace {

constexpr int kProgressSteps = 1000;

project::EpochRecord recordOf(const learning::EpochEvent& event)
{
    return {event.epoch,         event.trainLoss,       event.validationLoss,
            event.validationIou, event.imagesPerSecond, event.seconds};
}

} // namespace

TrainMonitor::TrainMonitor(document::ProjectDocument& document, QWidget* parent)
    : QWidget(parent), m_document(document), m_model(new RunTableModel(document, this))
{
    auto* layout = new QVBoxLayout(this);
    buildHead();
    m_curves = new plots::TrainingCurves(this);
    m_curves->setObjectName(QStringLiteral("trainingCurves"));
    layout->addWidget(m_curves, 3);
    buildTable();
    layout->addWidget(m_runs, 1);
    connect(m_logarithmic, &QCheckBox::toggled, m_curves, &plots::TrainingCurves::setLogarithmic);
    connect(&document, &document::ProjectDocument::opened, this, [this] { showRun({}); });
    connect(&document, &document::ProjectDocument::runsChanged, this, &TrainMonitor::followDocument);
    connect(&document, &document::ProjectDocument::scoresChanged, this, &TrainMonitor::followDocument);
    end({});
}

void TrainMonitor::buildHead()
{
    const auto addLabel = [this](const QString& name) {
        auto* label = new QLabel(this);
        label->setObjectName(name);
        return label;
    };
    m_state = addLabel(QStringLiteral("trainState"));
    m_plan = addLabel(QStringLiteral("trainPlan"));
    m_plan->setWordWrap(true);
    m_plan->hide();
    m_left = addLabel(QStringLiteral("trainTimeLeft"));
    m_speed = addLabel(QStringLiteral("trainSpeed"));
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("trainProgress"));
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(fontMetrics().height());
    m_logarithmic = new QCheckBox(tr("Logar&ithmic loss"), this);
    m_logarithmic->setObjectName(QStringLiteral("trainLogarithmic"));
    m_logarithmic->setToolTip(tr("Shows small losses as clearly as large ones."));
    auto* head = new QGridLayout;
    head->addWidget(m_state, 0, 0);
    head->addWidget(m_progress, 0, 1, 1, 3);
    head->addWidget(m_left, 1, 0);
    head->addWidget(m_speed, 1, 1);
    head->addWidget(m_logarithmic, 1, 3);
    head->addWidget(m_plan, 2, 0, 1, 4);
    head->setColumnStretch(2, 1);
    qobject_cast<QVBoxLayout*>(layout())->addLayout(head);
}

void TrainMonitor::buildTable()
{
    m_runs = new QTableView(this);
    m_runs->setObjectName(QStringLiteral("runTable"));
    m_runs->setAccessibleName(tr("Runs"));
    m_runs->setModel(m_model);
    m_runs->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_runs->setSelectionMode(QAbstractItemView::SingleSelection);
    m_runs->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_runs->setShowGrid(false);
    m_runs->setAlternatingRowColors(true);
    m_runs->verticalHeader()->hide();
    m_runs->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_runs->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_runs->horizontalHeader()->setStretchLastSection(true);
    m_runs->horizontalHeader()->setHighlightSections(false);
    m_runs->setMinimumHeight(fontMetrics().height() * 5);
    const auto choose = [this](const QModelIndex& index) {
        if (const auto* run = m_model->run(index.row())) {
            const std::string id = run->id; // the model changes under the record
            showRun(id);
            m_document.setCurrentRun(id);
        }
    };
    connect(m_runs, &QTableView::clicked, this, choose);
    connect(m_runs, &QTableView::activated, this, choose);
}

void TrainMonitor::begin(int epochs)
{
    m_live = true;
    m_liveRun.clear();
    m_shownRun.clear();
    m_epochs = epochs;
    m_sinceFirstStep.invalidate();
    m_curves->setEpochs({}, epochs);
    m_state->setText(tr("Preparing the data"));
    showNotice({});
    m_left->clear();
    m_speed->clear();
    m_progress->setRange(0, 0);
    for (auto* widget :
         {static_cast<QWidget*>(m_progress), static_cast<QWidget*>(m_left), static_cast<QWidget*>(m_speed)}) {
        widget->show();
    }
}

void TrainMonitor::showPlan(const learning::PlanEvent& plan)
{
    m_document.refresh(); // the run is in the store now
    for (const auto& run : m_document.runs()) {
        if (run.state == project::RunState::Running) {
            m_liveRun = run.id;
            break; // newest first
        }
    }
    m_shownRun = m_liveRun;
    followDocument();
    QString text =
        tr("On %1 in %2, %n image(s) at a time, about %3 of memory.", nullptr, plan.microBatch)
            .arg(support::toQString(plan.deviceName.empty() ? plan.device : plan.deviceName),
                 support::toQString(plan.precision), support::toQString(formatBytes(plan.expectedBytes)));
    if (!plan.explanation.empty()) {
        text = tr("%1 %2", "two sentences").arg(text, support::toQString(plan.explanation));
    }
    showNotice(text);
}

void TrainMonitor::showStep(const learning::StepEvent& step)
{
    const double within =
        step.steps == 0 ? 0 : static_cast<double>(step.step) / static_cast<double>(step.steps);
    const double position = step.epoch - 1 + within;
    const double fraction = m_epochs > 0 ? position / m_epochs : 0;
    m_progress->setRange(0, kProgressSteps);
    m_progress->setValue(static_cast<int>(fraction * kProgressSteps));
    m_state->setText(tr("Epoch %1 of %2").arg(step.epoch).arg(m_epochs));
    if (!m_sinceFirstStep.isValid()) {
        m_sinceFirstStep.start();
        m_firstFraction = fraction;
    } else if (fraction > m_firstFraction) {
        const double elapsed = static_cast<double>(m_sinceFirstStep.elapsed()) / 1000;
        setTimeLeft(elapsed * (1 - fraction) / (fraction - m_firstFraction));
    }
    if (step.loss && showsLiveRun()) {
        m_curves->addStep(position, *step.loss);
    }
}

void TrainMonitor::showEpoch(const learning::EpochEvent& epoch)
{
    if (showsLiveRun()) {
        m_curves->addEpoch(recordOf(epoch));
    }
    m_progress->setRange(0, kProgressSteps);
    m_progress->setValue(kProgressSteps * epoch.epoch / std::max(1, epoch.epochs));
    m_speed->setText(
        tr("%L1 images/s").arg(epoch.imagesPerSecond, 0, 'f', epoch.imagesPerSecond < 10 ? 1 : 0));
    setTimeLeft(epoch.secondsLeft);
}

void TrainMonitor::showNotice(const QString& message)
{
    m_plan->setText(message);
    m_plan->setVisible(!message.isEmpty());
}

void TrainMonitor::end(const QString& outcome)
{
    m_live = false;
    m_state->setText(outcome.isEmpty() ? tr("No training is running.") : outcome);
    m_progress->hide();
    m_left->hide();
    m_speed->hide();
    followDocument();
}

void TrainMonitor::setTimeLeft(double seconds)
{
    m_left->setText(tr("%1 left").arg(support::toQString(formatDuration(seconds))));
}

bool TrainMonitor::showsLiveRun() const
{
    return m_live && m_shownRun == m_liveRun;
}

void TrainMonitor::showRun(const std::string& runId)
{
    m_shownRun = runId;
    if (runId.empty() || !m_document.isOpen()) {
        m_curves->setEpochs({}, 0);
        return;
    }
    const auto epochs = m_document.project()->epochs(runId);
    m_curves->setEpochs(epochs ? *epochs : std::vector<project::EpochRecord>{},
                        m_live && runId == m_liveRun ? m_epochs : 0);
    followDocument();
}

void TrainMonitor::followDocument()
{
    if (!m_live && m_document.currentRun() != nullptr && m_document.currentRun()->id != m_shownRun) {
        showRun(m_document.currentRun()->id);
        return;
    }
    const int row = m_model->rowOf(m_shownRun);
    if (row >= 0) {
        m_runs->selectRow(row);
    }
}

} // namespace sorby::panels
