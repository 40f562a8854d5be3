// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/relink_dialog.h"

#include "core/base/files.h"
#include "widgets/panels/path_field.h"

#include <QFormLayout>
#include <QLabel>

namespace sorby::panels {
namespace {

constexpr int kNamesShown = 5;

QString missingText(const QStringList& missing)
{
    if (missing.isEmpty()) {
        return RelinkDialog::tr("Every micrograph is where the project knows it.");
    }
    QStringList names = missing.mid(0, kNamesShown);
    if (missing.size() > kNamesShown) {
        names << QStringLiteral("…");
    }
    return RelinkDialog::tr("%n micrograph(s) are missing: %1", nullptr, static_cast<int>(missing.size()))
        .arg(names.join(QStringLiteral(", ")));
}

} // namespace

RelinkDialog::RelinkDialog(const QStringList& missing, const std::filesystem::path& folder,
                           support::Dialogs& dialogs, QWidget* parent)
    : TaskDialog(QStringLiteral("relinkDialog"), tr("Find missing micrographs"), tr("Find"), parent),
      m_isAnyMissing(!missing.isEmpty())
{
    auto* text = new QLabel(missingText(missing), this);
    text->setObjectName(QStringLiteral("relinkText"));
    text->setWordWrap(true);
    form()->addRow(text);
    m_folder = new PathField(PathField::Kind::Folder, tr("Where the micrographs are now"), {}, dialogs, this);
    m_folder->setObjectName(QStringLiteral("relinkFolder"));
    m_folder->setPath(folder);
    addRow(tr("&Folder"), m_folder,
           tr("Searched with all folders in it. A micrograph is known by its content, whatever it is called "
              "now; one that was changed is found by its name and size."));
    connect(m_folder, &PathField::changed, this, &RelinkDialog::check);
    check();
}

workflow::RelinkRequest RelinkDialog::request() const
{
    return {m_folder->path()};
}

QString RelinkDialog::problem() const
{
    if (!m_isAnyMissing) {
        return tr("There is nothing to find.");
    }
    return isFolder(m_folder->path()) ? QString() : tr("Choose a folder that exists.");
}

} // namespace sorby::panels
