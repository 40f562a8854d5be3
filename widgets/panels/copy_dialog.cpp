// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/copy_dialog.h"

#include "widgets/panels/path_field.h"
#include "widgets/support/qt_convert.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLineEdit>

#include <system_error>

namespace sorby::panels {

CopyDialog::CopyDialog(const std::filesystem::path& project, bool hasRuns, support::Dialogs& dialogs,
                       QWidget* parent)
    : TaskDialog(QStringLiteral("copyDialog"), tr("Save a copy"), tr("Save"), parent)
{
    m_name = new QLineEdit(tr("%1 copy").arg(support::toQString(project.filename())), this);
    m_name->setObjectName(QStringLiteral("copyName"));
    m_name->selectAll();
    addRow(tr("&Name"), m_name, tr("The copy is a folder of this name."));
    m_place = new PathField(PathField::Kind::Folder, tr("Where the copy is to be"), {}, dialogs, this);
    m_place->setObjectName(QStringLiteral("copyPlace"));
    m_place->setPath(project.parent_path());
    addRow(tr("&Folder"), m_place,
           tr("On another disk when this one is full. The micrographs stay where they are."));
    m_runs = new QCheckBox(tr("With the trained &networks and their scores"), this);
    m_runs->setObjectName(QStringLiteral("copyRuns"));
    m_runs->setChecked(hasRuns);
    m_runs->setEnabled(hasRuns);
    form()->addRow(m_runs);
    connect(m_name, &QLineEdit::textChanged, this, &CopyDialog::check);
    connect(m_place, &PathField::changed, this, &CopyDialog::check);
    check();
}

workflow::CopyProjectRequest CopyDialog::request() const
{
    return {m_place->path() / support::toPath(m_name->text().trimmed()), m_runs->isChecked(), {}};
}

QString CopyDialog::problem() const
{
    const QString name = m_name->text().trimmed();
    if (name.isEmpty()) {
        return tr("Give the copy a name.");
    }
    if (name.contains(QLatin1Char('/')) || name.contains(QLatin1Char('\\'))) {
        return tr("The name must not contain / or \\.");
    }
    if (m_place->path().empty()) {
        return tr("Choose the folder in which the copy is to be.");
    }
    std::error_code ignored;
    return std::filesystem::exists(request().folder, ignored)
               ? tr("There is a folder of this name already. Choose another name.")
               : QString();
}

} // namespace sorby::panels
