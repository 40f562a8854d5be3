// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/review_panel.h"

#include "core/evaluation/report.h"
#include "widgets/models/membership_text.h"
#include "widgets/panels/evaluate_form.h"
#include "widgets/panels/overlay_box.h"
#include "widgets/panels/score_table.h"
#include "widgets/plots/iou_histogram.h"
#include "widgets/support/qt_convert.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <map>
#include <set>

namespace sorby::panels {
namespace {

/// The stored counts as the report that the command line writes, so that both say the same numbers.
evaluation::Report reportOf(const document::ProjectDocument& document)
{
    std::map<project::ImageId, std::vector<evaluation::Confusion>> counts;
    for (const auto& score : document.scores()) {
        auto& classes = counts[score.image];
        classes.resize(document.classes().size());
        if (score.classId < classes.size()) {
            classes[score.classId] = {score.tp, score.fp, score.fn, score.tn};
        }
    }
    evaluation::Report report(document.classes());
    for (const auto& [id, classes] : counts) {
        if (const auto* image = document.image(id)) {
            report.add(image->name, toText(image->membership), classes);
        }
    }
    return report;
}

/// The side that all scored images are on; nothing when they are on several.
std::optional<Membership> commonSide(const document::ProjectDocument& document)
{
    std::set<Membership> sides;
    for (const auto& score : document.scores()) {
        if (const auto* image = document.image(score.image)) {
            sides.insert(image->membership);
        }
    }
    return sides.size() == 1 ? std::optional(*sides.begin()) : std::nullopt;
}

} // namespace

ReviewPanel::ReviewPanel(document::ProjectDocument& document, LayerSettings& layers, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_form(new EvaluateForm(document, this)),
      m_table(new ScoreTable(document, this)),
      m_overlay(new OverlayBox(layers, this))
{
    m_form->setObjectName(QStringLiteral("evaluateForm"));
    m_evaluate = new QPushButton(tr("Evaluate"), this);
    m_evaluate->setObjectName(QStringLiteral("evaluateStart"));
    m_evaluate->setToolTip(tr("Predicts the chosen images and compares them with their reference."));
    m_train = new QPushButton(tr("Train a network"), this);
    m_train->setObjectName(QStringLiteral("reviewTrain"));
    m_summary = new QLabel(this);
    m_summary->setObjectName(QStringLiteral("reviewSummary"));
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_histogram = new plots::IouHistogram(this);
    m_histogram->setObjectName(QStringLiteral("iouHistogram"));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_form);
    layout->addWidget(m_evaluate);
    layout->addWidget(m_summary);
    layout->addWidget(m_train);
    layout->addWidget(m_histogram);
    layout->addWidget(m_table, 100); // all there is, while it is shown
    layout->addWidget(m_overlay);
    layout->addStretch();

    connect(m_evaluate, &QPushButton::clicked, this, &ReviewPanel::evaluateRequested);
    connect(m_train, &QPushButton::clicked, this, &ReviewPanel::trainRequested);
    connect(m_form, &EvaluateForm::runChosen, this,
            [this](const QString& id) { m_document.setCurrentRun(support::toUtf8(id)); });
    connect(m_form, &EvaluateForm::runsChanged, this, &ReviewPanel::refresh);
    connect(&layers, &LayerSettings::changed, this,
            [this, &layers] { m_table->setShownClass(layers.layers().overlayClass); });
    connect(&document, &document::ProjectDocument::scoresChanged, this, &ReviewPanel::refresh);
    connect(&document, &document::ProjectDocument::imagesChanged, this, &ReviewPanel::refresh);
    const auto showClasses = [this] { m_overlay->setClasses(m_document.classes()); };
    connect(&document, &document::ProjectDocument::opened, this, showClasses);
    connect(&document, &document::ProjectDocument::imagesChanged, this, showClasses);
    showClasses();
    refresh();
}

void ReviewPanel::setBusy(bool busy)
{
    if (busy != m_busy) {
        m_busy = busy;
        refresh();
    }
}

void ReviewPanel::setContent(const document::ImageContent* content)
{
    QString hint;
    if (content != nullptr && m_form->hasRun()) {
        if (!content->reference) {
            hint = tr("This micrograph is not annotated, so there is nothing to compare with.");
        } else if (!content->prediction) {
            hint = tr("This micrograph has no prediction of the run yet: evaluate its side of the split.");
        }
    }
    m_overlay->setHint(hint);
}

QString ReviewPanel::summary() const
{
    if (!m_form->hasRun()) {
        return tr("There is no run to evaluate yet. Train a network first.");
    }
    if (m_document.scores().empty()) {
        return tr("This run has no scores yet. Evaluate it to see where it is wrong.");
    }
    const auto summary = reportOf(m_document).summary();
    const auto side = commonSide(m_document);
    //: side of the split, number of images
    const QString images = tr("%1, %n image(s)", nullptr, static_cast<int>(summary.images))
                               .arg(side ? models::membershipText(*side) : tr("Several sides"));
    return tr("%1: IoU %L2 (mean of the images), %L3 (pooled over all pixels).")
        .arg(images)
        .arg(summary.meanIou, 0, 'f', 3)
        .arg(summary.pooledIou, 0, 'f', 3);
}

void ReviewPanel::refresh()
{
    const bool hasScores = !m_document.scores().empty();
    const bool writable = m_document.isOpen() && !m_document.project()->isReadOnly();
    m_evaluate->setEnabled(m_form->hasRun() && !m_busy && writable);
    m_train->setVisible(!m_form->hasRun());
    m_form->setVisible(m_form->hasRun());
    m_evaluate->setVisible(m_form->hasRun());
    m_histogram->setVisible(hasScores);
    m_table->setVisible(hasScores);
    m_overlay->setVisible(hasScores);
    m_isStale = true;
    if (isVisible()) {
        showScores();
    }
}

void ReviewPanel::showEvent(QShowEvent* event)
{
    if (m_isStale) {
        showScores();
    }
    QWidget::showEvent(event);
}

void ReviewPanel::showScores()
{
    m_isStale = false;
    m_summary->setText(summary());
    std::vector<double> values;
    for (const auto& image : m_document.images()) {
        if (const auto iou = m_document.iou(image.id)) {
            values.push_back(*iou);
        }
    }
    m_histogram->setValues(values);
}

} // namespace sorby::panels
