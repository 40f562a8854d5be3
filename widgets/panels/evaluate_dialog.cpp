// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evaluate_dialog.h"

#include "widgets/panels/path_field.h"

#include <QFormLayout>

namespace sorby::panels {

EvaluateDialog::EvaluateDialog(document::ProjectDocument& document, support::Dialogs& dialogs,
                               QWidget* parent)
    : TaskDialog(QStringLiteral("evaluateDialog"), tr("Evaluate"), tr("Evaluate"), parent),
      m_choices(new EvaluateForm(document, this)),
      m_folder(new PathField(PathField::Kind::Folder, tr("Where to write the tables and overlays"), {},
                             dialogs, this))
{
    m_choices->setObjectName(QStringLiteral("evaluateDialogForm"));
    form()->addRow(m_choices);
    m_folder->setObjectName(QStringLiteral("evaluateFolder"));
    m_folder->setPlaceholderText(tr("Nothing is written"));
    addRow(
        tr("&Folder"), m_folder,
        tr("For images.csv, summary.json and the overlays. Empty: the scores are kept with the run alone."));
    check();
}

workflow::EvaluateRequest EvaluateDialog::request() const
{
    auto request = m_choices->request();
    request.out = m_folder->path();
    return request;
}

QString EvaluateDialog::problem() const
{
    return m_choices->hasRun() ? QString() : tr("There is no run yet. Train a network first.");
}

} // namespace sorby::panels
