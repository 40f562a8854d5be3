// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evaluate_form.h"

#include "widgets/support/qt_convert.h"

#include <QComboBox>
#include <QFormLayout>
#include <QSignalBlocker>

namespace sorby::panels {

void fillRuns(QComboBox* box, const document::ProjectDocument& document)
{
    box->clear();
    for (const auto& run : document.runs()) {
        const bool canPredict =
            run.state != project::RunState::Running && (run.epochs > 0 || run.bestEpoch > 0);
        if (canPredict || run.state == project::RunState::Finished) {
            box->addItem(support::toQString(run.name), support::toQString(run.id));
        }
    }
    if (document.currentRun() != nullptr) {
        const int index = box->findData(support::toQString(document.currentRun()->id));
        box->setCurrentIndex(index >= 0 ? index : 0);
    }
}

void fillPostprocesses(QComboBox* box)
{
    box->addItem(EvaluateForm::tr("Sigmoid, threshold 0.5"), QStringLiteral("sigmoid"));
    box->setItemData(
        0,
        EvaluateForm::tr("A pixel belongs to the class that is more likely than not; with several "
                         "classes, to the likeliest."),
        Qt::ToolTipRole);
    box->addItem(EvaluateForm::tr("Threshold, opening, closing"), QStringLiteral("morphology"));
    box->setItemData(1,
                     EvaluateForm::tr("A threshold on the network's raw output; then specks vanish and small "
                                      "gaps close."),
                     Qt::ToolTipRole);
}

evaluation::Postprocess chosenPostprocess(const QComboBox* box)
{
    evaluation::Postprocess result;
    result.kind = evaluation::parsePostprocess(support::toUtf8(box->currentData().toString()))
                      .valueOr(evaluation::PostprocessKind::Sigmoid);
    return result;
}

void fillSides(QComboBox* box)
{
    box->addItem(EvaluateForm::tr("Test images"), static_cast<int>(Membership::Test));
    box->addItem(EvaluateForm::tr("Validation images"), static_cast<int>(Membership::Validation));
    box->addItem(EvaluateForm::tr("Training images"), static_cast<int>(Membership::Train));
    box->addItem(EvaluateForm::tr("All images"));
}

std::optional<Membership> chosenSide(const QComboBox* box)
{
    const QVariant side = box->currentData();
    return side.isValid() ? std::optional(static_cast<Membership>(side.toInt())) : std::nullopt;
}

EvaluateForm::EvaluateForm(document::ProjectDocument& document, QWidget* parent)
    : QWidget(parent), m_document(document)
{
    auto* form = new QFormLayout(this);
    form->setContentsMargins({});
    const auto addBox = [&](const QString& name, const QString& label, const QString& toolTip) {
        auto* box = new QComboBox(this);
        box->setObjectName(name);
        box->setToolTip(toolTip);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(10);
        form->addRow(label, box);
        return box;
    };
    m_run = addBox(QStringLiteral("evaluateRun"), tr("&Run"), tr("The training whose network is asked."));
    m_side =
        addBox(QStringLiteral("evaluateSide"), tr("Ima&ges"),
               tr("Test images were never seen in training, so only their scores say how well the network "
                  "does on new micrographs."));
    m_postprocess = addBox(QStringLiteral("evaluatePostprocess"), tr("Post-processi&ng"),
                           tr("How the network's output becomes a label image."));
    fillSides(m_side);
    fillPostprocesses(m_postprocess);
    connect(m_run, &QComboBox::activated, this,
            [this] { Q_EMIT runChosen(m_run->currentData().toString()); });
    connect(&document, &document::ProjectDocument::runsChanged, this, &EvaluateForm::refreshRuns);
    connect(&document, &document::ProjectDocument::scoresChanged, this, &EvaluateForm::refreshRuns);
    connect(&document, &document::ProjectDocument::opened, this, &EvaluateForm::refreshRuns);
    refreshRuns();
}

void EvaluateForm::refreshRuns()
{
    {
        const QSignalBlocker blocker(m_run);
        fillRuns(m_run, m_document);
    }
    m_run->setEnabled(hasRun());
    Q_EMIT runsChanged();
}

bool EvaluateForm::hasRun() const
{
    return m_run->count() > 0;
}

workflow::EvaluateRequest EvaluateForm::request() const
{
    workflow::EvaluateRequest request;
    request.run = support::toUtf8(m_run->currentData().toString());
    request.side = chosenSide(m_side);
    request.postprocess = chosenPostprocess(m_postprocess);
    return request;
}

} // namespace sorby::panels
