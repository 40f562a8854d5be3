// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/new_project_dialog.h"

#include "widgets/panels/path_field.h"
#include "widgets/support/qt_convert.h"

#include <QFormLayout>
#include <QLineEdit>

namespace sorby::panels {

NewProjectDialog::NewProjectDialog(const std::filesystem::path& parentFolder, support::Dialogs& dialogs,
                                   QWidget* parent)
    : TaskDialog(QStringLiteral("newProjectDialog"), tr("New project"), tr("Create"), parent)
{
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("projectName"));
    m_name->setPlaceholderText(tr("For example: bainite 2026"));
    addRow(tr("&Name"), m_name, tr("The project is a folder of this name."));
    m_place = new PathField(PathField::Kind::Folder, tr("Where the project is to be"), {}, dialogs, this);
    m_place->setObjectName(QStringLiteral("projectPlace"));
    m_place->setPath(parentFolder);
    addRow(tr("&Folder"), m_place,
           tr("Best the folder in which the micrographs are: then both can be moved together."));
    m_classes = new QLineEdit(tr("matrix, MA island"), this);
    m_classes->setObjectName(QStringLiteral("projectClasses"));
    addRow(tr("&Classes"), m_classes,
           tr("Phases or constituents, separated by commas; the first is the matrix. An import with classes "
              "of its own brings them along."));
    connect(m_name, &QLineEdit::textChanged, this, &NewProjectDialog::check);
    connect(m_place, &PathField::changed, this, &NewProjectDialog::check);
    connect(m_classes, &QLineEdit::textChanged, this, &NewProjectDialog::check);
    check();
}

std::filesystem::path NewProjectDialog::folder() const
{
    return m_place->path() / support::toPath(m_name->text().trimmed());
}

Result<annotation::ClassList> NewProjectDialog::classes() const
{
    return annotation::parseClassNames(support::toUtf8(m_classes->text()));
}

QString NewProjectDialog::problem() const
{
    if (m_name->text().trimmed().isEmpty()) {
        return tr("Give the project a name.");
    }
    if (m_name->text().contains(QLatin1Char('/')) || m_name->text().contains(QLatin1Char('\\'))) {
        return tr("The name must not contain / or \\.");
    }
    if (m_place->path().empty()) {
        return tr("Choose the folder in which the project is to be.");
    }
    const auto list = classes();
    return list ? QString() : support::toUserText(list.error());
}

} // namespace sorby::panels
