// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/import_dialog.h"

#include "core/formats/format.h"
#include "core/imaging/pixel_size.h"
#include "widgets/panels/path_field.h"
#include "widgets/support/qt_convert.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

namespace sorby::panels {
namespace {

constexpr int kMostPages = 1 << 20;

} // namespace

ImportDialog::ImportDialog(support::Dialogs& dialogs, QWidget* parent)
    : TaskDialog(QStringLiteral("importDialog"), tr("Import"), tr("Import"), parent)
{
    auto* text =
        new QLabel(tr("Take in micrographs with their annotations, in any of the formats below, or a "
                      "folder of micrographs alone."),
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
    addReadingRows();
    addPageRow();
    m_keepsBar = new QCheckBox(tr("&Keep information bars"), this);
    m_keepsBar->setObjectName(QStringLiteral("importKeepBar"));
    m_keepsBar->setToolTip(tr("Otherwise the bars that microscopes draw into micrographs are looked for, and "
                              "left out of training and scores. The files stay as they are."));
    form()->addRow(m_keepsBar);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ImportDialog::followFormat);
    followFormat();
    check();
}

void ImportDialog::addReadingRows()
{
    m_raster = new QComboBox(this);
    m_raster->setObjectName(QStringLiteral("importRaster"));
    m_raster->addItem(tr("Keep the outlines"), QStringLiteral("centre"));
    m_raster->addItem(tr("Paint as OpenCV does"), QStringLiteral("opencv"));
    m_raster->addItem(tr("Paint as Pillow and LabelMe do"), QStringLiteral("pil"));
    m_raster->addItem(tr("Paint as scikit-image does"), QStringLiteral("skimage"));
    m_raster->addItem(tr("Paint as the COCO tools do"), QStringLiteral("coco"));
    addRow(
        tr("&Outlines"), m_raster,
        tr("Tools paint a rim of up to a pixel more or less for the same outline. Painting as the tool did "
           "gives its masks pixel for pixel."));
    m_legend = new QLineEdit(this);
    m_legend->setObjectName(QStringLiteral("importLegend"));
    m_legend->setPlaceholderText(tr("red=1, #0000FF=pore, *=0"));
    addRow(tr("&Legend of masks"), m_legend,
           tr("What the colours or values of masks mean, when they are not class ids; * is all the rest."));
    m_pixelSize = new QLineEdit(this);
    m_pixelSize->setObjectName(QStringLiteral("importPixelSize"));
    m_pixelSize->setPlaceholderText(tr("From the files"));
    addRow(tr("Pi&xel size"), m_pixelSize,
           tr("Width of a pixel with its unit, 12.5 nm, for all micrographs."));
    for (auto* field : {m_legend, m_pixelSize}) {
        connect(field, &QLineEdit::textChanged, this, &ImportDialog::check);
    }
}

void ImportDialog::addPageRow()
{
    auto* pages = new QWidget(this);
    auto* row = new QHBoxLayout(pages);
    row->setContentsMargins(0, 0, 0, 0);
    m_page = new QSpinBox(pages);
    m_page->setObjectName(QStringLiteral("importPage"));
    m_page->setRange(1, kMostPages);
    m_allPages = new QCheckBox(tr("&All of them"), pages);
    m_allPages->setObjectName(QStringLiteral("importAllPages"));
    connect(m_allPages, &QCheckBox::toggled, this, &ImportDialog::followFormat);
    row->addWidget(m_page);
    row->addWidget(m_allPages);
    row->addStretch();
    pages->setFocusProxy(m_page);
    addRow(tr("Pa&ge"), pages,
           tr("Of micrographs of several pages, which come without annotations: the page to take, or all, "
              "each as a micrograph of its own."));
}

void ImportDialog::followFormat()
{
    const auto* format = formats::findFormat(support::toUtf8(m_format->currentData().toString()));
    const bool hasPages = format == nullptr || format->takesPages();
    m_page->setEnabled(hasPages && !m_allPages->isChecked());
    m_allPages->setEnabled(hasPages);
}

workflow::ImportOptions ImportDialog::options() const
{
    workflow::ImportOptions options;
    options.source = m_source->path();
    options.format = support::toUtf8(m_format->currentData().toString());
    options.images = m_images->path();
    options.points = m_points->path();
    options.metadata = m_metadata->path();
    options.raster = imaging::parseRasterRule(support::toUtf8(m_raster->currentData().toString()))
                         .value_or(imaging::RasterRule::Centre);
    options.legend = support::toUtf8(m_legend->text().trimmed());
    if (auto size = imaging::parsePixelSize(support::toUtf8(m_pixelSize->text()))) {
        options.calibration = std::move(*size);
    }
    if (m_allPages->isEnabled()) {
        options.page = m_allPages->isChecked() ? 0 : m_page->value();
    }
    options.keepsBar = m_keepsBar->isChecked();
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
    if (!m_pixelSize->text().trimmed().isEmpty()) {
        if (const auto size = imaging::parsePixelSize(support::toUtf8(m_pixelSize->text())); !size) {
            return support::toUserText(size.error());
        }
    }
    return {};
}

} // namespace sorby::panels
