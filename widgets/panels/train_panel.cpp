// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/train_panel.h"

#include "widgets/support/qt_convert.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace sorby::panels {
namespace {

struct Sides {
    int train = 0;
    int validation = 0;
    int test = 0;
};

/// Annotated images that can be read, on each side of the split.
Sides countSides(const std::vector<project::ImageRecord>& images)
{
    Sides sides;
    for (const auto& image : images) {
        if (!image.annotated || !image.broken.empty()) {
            continue;
        }
        sides.train += image.membership == Membership::Train ? 1 : 0;
        sides.validation += image.membership == Membership::Validation ? 1 : 0;
        sides.test += image.membership == Membership::Test ? 1 : 0;
    }
    return sides;
}

} // namespace

TrainPanel::TrainPanel(document::ProjectDocument& document, QWidget* parent)
    : QWidget(parent), m_document(document), m_form(new TrainForm)
{
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("trainScroll"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* page = new QWidget(scroll);
    page->setObjectName(QStringLiteral("trainPage"));
    auto* column = new QVBoxLayout(page);
    column->addWidget(m_form);
    column->addStretch();
    scroll->setWidget(page);

    const auto addText = [this](const QString& name) {
        auto* label = new QLabel(this);
        label->setObjectName(name);
        label->setWordWrap(true);
        return label;
    };
    m_data = addText(QStringLiteral("trainData"));
    m_problem = addText(QStringLiteral("trainProblem"));
    m_split = new QPushButton(tr("Split…"), this);
    m_split->setObjectName(QStringLiteral("trainSplit"));
    m_start = new QPushButton(tr("Start training"), this);
    m_start->setObjectName(QStringLiteral("trainStart"));
    m_start->setDefault(true);
    m_stop = new QPushButton(tr("Stop"), this);
    m_stop->setObjectName(QStringLiteral("trainStop"));
    m_stop->setToolTip(tr("Ends the training after the current step. The best network so far is kept."));
    m_preview = new QPushButton(tr("Samples…"), this);
    m_preview->setObjectName(QStringLiteral("trainSamples"));
    m_preview->setToolTip(tr("Shows sixteen samples as the network would see them, augmented."));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_start, 1);
    buttons->addWidget(m_preview);
    buttons->addWidget(m_stop);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_data);
    layout->addWidget(m_problem);
    layout->addWidget(m_split);
    layout->addLayout(buttons);

    connect(m_form, &TrainForm::changed, this, &TrainPanel::refresh);
    connect(&document, &document::ProjectDocument::imagesChanged, this, &TrainPanel::refresh);
    connect(&document, &document::ProjectDocument::recordsChanged, this, &TrainPanel::refresh);
    connect(&document, &document::ProjectDocument::opened, this, &TrainPanel::refresh);
    connect(m_start, &QPushButton::clicked, this, &TrainPanel::start);
    connect(m_preview, &QPushButton::clicked, this, [this] {
        if (const auto request = m_form->request()) {
            Q_EMIT previewRequested(*request);
        }
    });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_stop->setEnabled(false);
        Q_EMIT stopRequested();
    });
    connect(m_split, &QPushButton::clicked, this, &TrainPanel::splitRequested);
    refresh();
}

void TrainPanel::setRunning(bool running)
{
    m_running = running;
    refresh();
}

void TrainPanel::setPreviewing(bool previewing)
{
    m_previewing = previewing;
    refresh();
}

bool TrainPanel::canStart() const
{
    return m_start->isEnabled();
}

void TrainPanel::start()
{
    if (!canStart()) {
        return;
    }
    if (const auto request = m_form->request()) {
        Q_EMIT startRequested(*request);
    }
}

void TrainPanel::refresh()
{
    const auto sides = countSides(m_document.images());
    const bool readOnly = m_document.isOpen() && m_document.project()->isReadOnly();
    const auto request = m_form->request();
    m_data->setText(tr("Trains on %1 images and validates on %2; %3 test images stay unseen.")
                        .arg(sides.train)
                        .arg(sides.validation)
                        .arg(sides.test));
    m_data->setVisible(sides.train > 0);
    QString problem;
    if (readOnly) {
        problem = tr("The project is open for reading only, so no run can be stored in it.");
    } else if (sides.train == 0) {
        problem = tr("No annotated image is on the training side yet. Split the project first.");
    } else if (!request) {
        problem = support::toUserText(request.error());
    }
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_split->setVisible(sides.train == 0 && !readOnly && !m_document.images().empty());
    m_form->setEnabled(!m_running && !readOnly);
    m_start->setEnabled(!m_running && problem.isEmpty());
    m_preview->setEnabled(!m_previewing && sides.train > 0 && request);
    m_stop->setEnabled(m_running);
    Q_EMIT canStartChanged();
}

} // namespace sorby::panels
