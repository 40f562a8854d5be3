// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/export_dialog.h"

#include "core/formats/format.h"
#include "widgets/panels/evaluate_form.h"
#include "widgets/panels/path_field.h"
#include "widgets/support/qt_convert.h"

#include <QComboBox>

namespace sorby::panels {
namespace {

const QString kOverlays = QStringLiteral("overlays");

} // namespace

ExportDialog::ExportDialog(document::ProjectDocument& document, support::Dialogs& dialogs, QWidget* parent)
    : TaskDialog(QStringLiteral("exportDialog"), tr("Export"), tr("Export"), parent)
{
    m_format = addChoice(QStringLiteral("exportFormat"), tr("&Format"), tr("What is written."));
    for (const auto* format : formats::allFormats()) {
        if (format->makeExporter({{}, document.classes()}) != nullptr) {
            m_format->addItem(QString::fromUtf8(format->title()), QString::fromUtf8(format->id()));
        }
    }
    m_format->addItem(tr("IoU overlays"), kOverlays);
    if (const int masks = m_format->findData(QStringLiteral("masks")); masks >= 0) {
        m_format->setCurrentIndex(masks);
    }
    m_source = addChoice(QStringLiteral("exportSource"), tr("&Of"),
                         tr("The reference, made from the annotations, or what the network of a run says."));
    fillRuns(m_source, document);
    m_source->insertItem(0, tr("The reference"), QString());
    m_source->setCurrentIndex(0);
    m_side = addChoice(QStringLiteral("exportSide"), tr("&Images"), tr("Which images are written."));
    fillSides(m_side);
    m_side->setCurrentIndex(m_side->count() - 1);
    m_postprocess = addChoice(QStringLiteral("exportPostprocess"), tr("&Post-processing"),
                              tr("How the network's output becomes a label image."));
    fillPostprocesses(m_postprocess);
    m_folder = new PathField(PathField::Kind::Folder, tr("Where to write to"), {}, dialogs, this);
    m_folder->setObjectName(QStringLiteral("exportFolder"));
    addRow(tr("F&older"), m_folder, tr("It is made when it is not there."));
    connect(m_folder, &PathField::changed, this, &ExportDialog::check);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::followSource);
    connect(m_source, &QComboBox::currentIndexChanged, this, &ExportDialog::followSource);
    followSource();
}

QComboBox* ExportDialog::addChoice(const QString& name, const QString& label, const QString& toolTip)
{
    auto* box = new QComboBox(this);
    box->setObjectName(name);
    addRow(label, box, toolTip);
    return box;
}

void ExportDialog::followSource()
{
    m_postprocess->setEnabled(!m_source->currentData().toString().isEmpty());
    check();
}

workflow::ExportRequest ExportDialog::request() const
{
    workflow::ExportRequest request;
    request.format = support::toUtf8(m_format->currentData().toString());
    request.out = m_folder->path();
    request.run = support::toUtf8(m_source->currentData().toString());
    request.side = chosenSide(m_side);
    request.postprocess = chosenPostprocess(m_postprocess);
    return request;
}

QString ExportDialog::problem() const
{
    if (m_format->currentData().toString() == kOverlays && m_source->currentData().toString().isEmpty()) {
        return tr("Overlays compare the reference with a prediction: choose a run.");
    }
    return m_folder->path().empty() ? tr("Choose the folder to write to.") : QString();
}

} // namespace sorby::panels
