// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/import_dialog.h"

#include "core/formats/format.h"
#include "widgets/panels/path_field.h"
#include "widgets/support/qt_convert.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>

namespace sorby::panels {

ImportDialog::ImportDialog(support::Dialogs& dialogs, QWidget* parent)
    : TaskDialog(QStringLiteral("importDialog"), tr("Import"), tr("Import"), parent)
{
    auto* text = new QLabel(tr("Take in micrographs with a polygon CSV or with mask images, or a folder of "
                               "micrographs alone."),
                            this);
    text->setObjectName(QStringLiteral("importText"));
    text->setWordWrap(true);
    form()->addRow(text);
    const QString csv = tr("CSV files (*.csv *.CSV *.txt);;All files (*)");
    const auto addPath = [&](PathField::Kind kind, const QString& name, const QString& label,
                             const QString& title, const QString& filter, const QString& toolTip) {
        auto* field = new PathField(kind, title, filter, dialogs, this);
        field->setObjectName(name);
        addRow(label, field, toolTip);
        connect(field, &PathField::changed, this, &ImportDialog::check);
        return field;
    };
    m_source = addPath(PathField::Kind::FileOrFolder, QStringLiteral("importSource"), tr("&Source"),
                       tr("What to import"), tr("All files (*)"),
                       tr("The file with the annotations, or the folder with the data set."));
    m_format = new QComboBox(this);
    m_format->setObjectName(QStringLiteral("importFormat"));
    m_format->addItem(tr("Recognise by content"), QStringLiteral("auto"));
    for (const auto* format : formats::allFormats()) {
        m_format->addItem(QString::fromUtf8(format->title()), QString::fromUtf8(format->id()));
    }
    addRow(tr("&Format"), m_format);
    const QString beside = tr("Looked for beside the source");
    m_images = addPath(PathField::Kind::Folder, QStringLiteral("importImages"), tr("&Micrographs"),
                       tr("Folder of the micrographs"), {}, tr("The folder in which the micrographs lie."));
    m_points = addPath(PathField::Kind::File, QStringLiteral("importPoints"), tr("&Points of interest"),
                       tr("Points of interest"), csv, tr("A CSV of the markers that annotators set."));
    m_metadata = addPath(PathField::Kind::File, QStringLiteral("importMetadata"), tr("Meta&data"),
                         tr("Metadata"), csv, tr("A CSV that says which specimen each micrograph is of."));
    for (auto* field : {m_images, m_points, m_metadata}) {
        field->setPlaceholderText(beside);
    }
    check();
}

workflow::ImportOptions ImportDialog::options() const
{
    workflow::ImportOptions options;
    options.source = m_source->path();
    options.format = support::toUtf8(m_format->currentData().toString());
    options.images = m_images->path();
    options.points = m_points->path();
    options.metadata = m_metadata->path();
    return options;
}

QString ImportDialog::problem() const
{
    if (m_source->path().empty()) {
        return tr("Choose a file or a folder to import.");
    }
    for (const auto* field : {m_source, m_images, m_points, m_metadata}) {
        std::error_code ignored;
        if (!field->path().empty() && !std::filesystem::exists(field->path(), ignored)) {
            return tr("There is no %1.").arg(support::toQString(field->path()));
        }
    }
    return {};
}

} // namespace sorby::panels
