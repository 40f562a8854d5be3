// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/image_facts.h"

#include "core/imaging/pixel_size.h"
#include "widgets/jobs/job.h"
#include "widgets/models/membership_text.h"
#include "widgets/panels/colour_swatch.h"
#include "widgets/support/qt_convert.h"

#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTableWidget>
#include <QVBoxLayout>

#include <array>

namespace sorby::panels {
namespace {

QTableWidgetItem* cell(const QString& text, Qt::Alignment alignment)
{
    auto* item = new QTableWidgetItem(text);
    item->setTextAlignment(alignment | Qt::AlignVCenter);
    item->setFlags(Qt::ItemIsEnabled);
    return item;
}

} // namespace

ImageFacts::ImageFacts(QWidget* parent) : QGroupBox(tr("Micrograph"), parent)
{
    setObjectName(QStringLiteral("imageFacts"));
    auto* form = new QFormLayout;
    m_name = addFact(form, QStringLiteral("factName"), tr("Name"));
    m_size = addFact(form, QStringLiteral("factSize"), tr("Size"));
    m_depth = addFact(form, QStringLiteral("factDepth"), tr("Depth"));
    m_specimen = addFact(form, QStringLiteral("factSpecimen"), tr("Specimen"));
    m_split = addFact(form, QStringLiteral("factSplit"), tr("Side of the split"));
    m_pixelSize = addFact(form, QStringLiteral("factPixelSize"), tr("Pixel size"));
    m_bar = addFact(form, QStringLiteral("factBar"), tr("Information bar"));
    m_points = addFact(form, QStringLiteral("factPoints"), tr("Points of interest"));
    m_classes = new QTableWidget(0, 3, this);
    m_classes->setObjectName(QStringLiteral("factClasses"));
    m_classes->setAccessibleName(tr("Classes in this micrograph"));
    m_classes->setHorizontalHeaderLabels({tr("Class"), tr("Objects"), tr("Area")});
    m_classes->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_classes->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_classes->horizontalHeader()->setHighlightSections(false);
    m_classes->verticalHeader()->hide();
    m_classes->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_classes->setShowGrid(false);
    m_classes->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    m_classes->setMaximumHeight(fontMetrics().height() * 14);
    m_classes->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    m_classes->setFocusPolicy(Qt::NoFocus);
    m_classes->setSelectionMode(QAbstractItemView::NoSelection);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_classes);
    setContent(nullptr, {});
}

QLabel* ImageFacts::addFact(QFormLayout* form, const QString& name, const QString& label)
{
    auto* value = new QLabel(this);
    value->setObjectName(name);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form->addRow(label, value);
    return value;
}

void ImageFacts::setContent(const document::ImageContent* content, const annotation::ClassList& classes)
{
    setEnabled(content != nullptr);
    ++m_shown;
    m_classes->setRowCount(0);
    if (content == nullptr) {
        for (auto* label : {m_name, m_size, m_depth, m_specimen, m_split, m_pixelSize, m_bar, m_points}) {
            label->setText(tr("–", "no value"));
        }
        return;
    }
    const auto& record = content->record;
    m_name->setText(support::toQString(record.name));
    m_name->setToolTip(support::toQString(record.file));
    m_size->setText(tr("%L1 × %L2 px").arg(record.size.width).arg(record.size.height));
    m_depth->setText(record.channels > 1 ? tr("%1 bits, colour").arg(record.bitsPerChannel)
                                         : tr("%1 bits, grey").arg(record.bitsPerChannel));
    m_specimen->setText(record.specimen.empty() ? tr("not known") : support::toQString(record.specimen));
    m_split->setText(models::membershipText(record.membership));
    showCalibration(record.calibration);
    showBar(record);
    m_points->setText(QLocale().toString(static_cast<qulonglong>(content->annotations.points.size())));
    fillClasses(*content, classes);
}

void ImageFacts::showCalibration(const std::optional<Calibration>& calibration)
{
    if (!calibration) {
        m_pixelSize->setText(tr("not known"));
        m_pixelSize->setToolTip(tr("Project, Calibrate… says how large a pixel is."));
        return;
    }
    const auto size = support::toQString(imaging::formatPixelSize(*calibration));
    m_pixelSize->setText(calibration->isConfirmed ? size : tr("%1, not confirmed").arg(size));
    m_pixelSize->setToolTip(
        tr("From: %1\n%2")
            .arg(support::toQString(calibration->source), support::toQString(calibration->raw)));
}

void ImageFacts::showBar(const project::ImageRecord& record)
{
    if (!record.region) {
        m_bar->setText(tr("none"));
        m_bar->setToolTip({});
        return;
    }
    const auto& rect = record.region->rect;
    const bool isOfRows = rect.x == 0 && rect.width == record.size.width;
    m_bar->setText(isOfRows ? tr("%n row(s) left out", nullptr, record.size.height - rect.height)
                            : tr("all but %1 × %2 px at %3, %4 left out")
                                  .arg(rect.width)
                                  .arg(rect.height)
                                  .arg(rect.x)
                                  .arg(rect.y));
    m_bar->setToolTip(tr("Found by: %1").arg(support::toQString(record.region->source)));
}

void ImageFacts::fillClasses(const document::ImageContent& content, const annotation::ClassList& classes)
{
    std::array<int, 256> objects{};
    for (const auto& object : content.annotations.objects) {
        ++objects[object.classId];
    }
    m_classes->setRowCount(static_cast<int>(classes.size()));
    int row = 0;
    for (const auto& info : classes) {
        auto* name = cell(support::toQString(info.name), Qt::AlignLeft);
        name->setData(Qt::DecorationRole, colourSwatch(info.colour, this));
        m_classes->setItem(row, 0, name);
        const bool matrix = info.id == annotation::kMatrix;
        m_classes->setItem(row, 1,
                           cell(matrix ? QString() : QLocale().toString(objects[info.id]), Qt::AlignRight));
        m_classes->setItem(row, 2, cell(QString(), Qt::AlignRight));
        ++row;
    }
    if (content.labelCounts) {
        showAreas(*content.labelCounts);
    } else if (content.reference) {
        countLabels(content.reference);
    }
}

void ImageFacts::countLabels(const std::shared_ptr<const imaging::ReferenceSource>& reference)
{
    using Counts = std::array<std::uint64_t, 256>;
    jobs::startJob<Counts>(
        this, tr("Counting areas"),
        [reference](const JobControl&) -> Result<Counts> { return reference->counts(); },
        [this, shown = m_shown](Result<Counts> counts) {
            if (counts && shown == m_shown) {
                showAreas(*counts);
            }
        });
}

void ImageFacts::showAreas(const std::array<std::uint64_t, 256>& pixels)
{
    std::uint64_t labelled = 0;
    for (std::size_t value = 0; value < pixels.size(); ++value) {
        labelled += value == annotation::kIgnore ? 0 : pixels[value];
    }
    for (int row = 0; labelled > 0 && row < m_classes->rowCount(); ++row) {
        const auto share = 100.0 * static_cast<double>(pixels[static_cast<std::size_t>(row)]) /
                           static_cast<double>(labelled);
        m_classes->item(row, 2)->setText(tr("%L1 %").arg(share, 0, 'f', 1));
    }
}

} // namespace sorby::panels
