// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/calibrate_dialog.h"

#include "core/imaging/pixel_size.h"
#include "widgets/support/qt_convert.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <cmath>
#include <utility>

namespace sorby::panels {
namespace {

constexpr double kLongestLinePx = 1e6;

} // namespace

CalibrateDialog::CalibrateDialog(const project::ImageRecord& image, workflow::CalibrationPresets presets,
                                 support::Dialogs& dialogs, QWidget* parent)
    : TaskDialog(QStringLiteral("calibrateDialog"), tr("Calibrate"), tr("Calibrate"), parent),
      m_dialogs(dialogs),
      m_image(image.name),
      m_presets(std::move(presets)),
      m_hasCalibration(image.calibration.has_value())
{
    auto* now = new QLabel(this);
    now->setObjectName(QStringLiteral("calibrateNow"));
    now->setWordWrap(true);
    if (image.calibration) {
        const auto& calibration = *image.calibration;
        now->setText(tr("%1 per pixel, %2: %3")
                         .arg(support::toQString(imaging::formatPixelSize(calibration)),
                              calibration.isConfirmed ? tr("confirmed") : tr("not confirmed"),
                              support::toQString(calibration.source)));
        now->setToolTip(support::toQString(calibration.raw));
    } else {
        now->setText(tr("unknown"));
    }
    addRow(tr("Pixel size now"), now);
    addFields(image);
    connect(m_way, &QComboBox::currentIndexChanged, this, &CalibrateDialog::followWay);
    for (auto* field : {m_size, m_length}) {
        connect(field, &QLineEdit::textChanged, this, &CalibrateDialog::check);
    }
    connect(m_linePx, &QDoubleSpinBox::valueChanged, this, &CalibrateDialog::check);
    followWay();
}

void CalibrateDialog::addFields(const project::ImageRecord& image)
{
    m_way = new QComboBox(this);
    m_way->setObjectName(QStringLiteral("calibrateWay"));
    m_way->addItems({tr("Enter the pixel size"), tr("Scale bar in the micrograph"), tr("Preset"),
                     tr("Read it from the file again"), tr("Confirm what is there"), tr("Not calibrated")});
    addRow(tr("&From"), m_way);
    m_size = new QLineEdit(this);
    m_size->setObjectName(QStringLiteral("calibrateSize"));
    m_size->setPlaceholderText(tr("12.5 nm"));
    addRow(tr("&Pixel size"), m_size, tr("Width of a pixel with its unit: 12.5 nm, 0.05 µm."));
    addLineRow();
    m_length = new QLineEdit(this);
    m_length->setObjectName(QStringLiteral("calibrateLength"));
    m_length->setPlaceholderText(tr("5 µm"));
    addRow(tr("It &says"), m_length, tr("The length written beside the scale bar, with its unit."));
    addPresetRow();
    m_saveAs = new QLineEdit(this);
    m_saveAs->setObjectName(QStringLiteral("calibrateSaveAs"));
    m_saveAs->setPlaceholderText(tr("not saved"));
    addRow(tr("Save as prese&t"), m_saveAs,
           tr("For example: Leica DM4 50x. It can be chosen in every project."));
    m_all = new QCheckBox(tr("For &all micrographs of the project"), this);
    m_all->setObjectName(QStringLiteral("calibrateAll"));
    m_all->setToolTip(tr("Otherwise for %1 alone.").arg(support::toQString(image.name)));
    form()->addRow(m_all);
}

void CalibrateDialog::addLineRow()
{
    auto* line = new QWidget(this);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    m_linePx = new QDoubleSpinBox(line);
    m_linePx->setObjectName(QStringLiteral("calibrateLinePx"));
    m_linePx->setRange(0, kLongestLinePx);
    m_linePx->setDecimals(1);
    m_linePx->setSuffix(tr(" px", "after a number"));
    auto* draw = new QPushButton(tr("&Draw it…"), line);
    draw->setObjectName(QStringLiteral("calibrateDraw"));
    draw->setToolTip(tr("Draw a line over the scale bar in the micrograph."));
    connect(draw, &QPushButton::clicked, this, [this] {
        Q_EMIT lineWanted();
        reject();
    });
    row->addWidget(m_linePx, 1);
    row->addWidget(draw);
    line->setFocusProxy(m_linePx);
    addRow(tr("Length of the &bar"), line, tr("Of the scale bar in the micrograph, in pixels."));
}

void CalibrateDialog::addPresetRow()
{
    auto* both = new QWidget(this);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    m_preset = new QComboBox(both);
    m_preset->setObjectName(QStringLiteral("calibratePreset"));
    for (const auto& [name, calibration] : m_presets.all()) {
        m_preset->addItem(tr("%1 (%2)").arg(support::toQString(name),
                                            support::toQString(imaging::formatPixelSize(calibration))),
                          support::toQString(name));
    }
    m_removePreset = new QPushButton(tr("Re&move…"), both);
    m_removePreset->setObjectName(QStringLiteral("calibrateRemovePreset"));
    m_removePreset->setAutoDefault(false);
    connect(m_removePreset, &QPushButton::clicked, this, &CalibrateDialog::removePreset);
    row->addWidget(m_preset, 1);
    row->addWidget(m_removePreset);
    both->setFocusProxy(m_preset);
    addRow(tr("P&reset"), both, tr("Pixel sizes that were saved for a microscope and objective."));
    m_removePreset->setToolTip(tr("Remove this preset, for every project."));
}

void CalibrateDialog::removePreset()
{
    const auto name = m_preset->currentData().toString();
    if (!m_dialogs.confirm(this, tr("Remove the preset"),
                           tr("%1 can then not be chosen any more in any project. Micrographs that were "
                              "calibrated with it keep their pixel size.")
                               .arg(name),
                           tr("Remove"))) {
        return;
    }
    auto left = m_presets;
    if (const auto removed = left.remove(support::toUtf8(name)); !removed) {
        m_dialogs.showError(this, tr("Remove the preset"), support::toUserText(removed.error()));
        return;
    }
    m_presets = std::move(left);
    m_preset->removeItem(m_preset->currentIndex());
    followWay();
}

void CalibrateDialog::setLine(double dxPx, double dyPx)
{
    m_dx = dxPx;
    m_dy = dyPx;
    m_linePx->setValue(std::hypot(dxPx, dyPx));
    m_way->setCurrentIndex(ScaleBar);
    m_length->setFocus();
}

CalibrateDialog::Way CalibrateDialog::way() const
{
    return static_cast<Way>(m_way->currentIndex());
}

void CalibrateDialog::followWay()
{
    m_size->setEnabled(way() == Typed);
    m_linePx->setEnabled(way() == ScaleBar);
    m_length->setEnabled(way() == ScaleBar);
    m_preset->setEnabled(way() == Preset);
    m_removePreset->setEnabled(way() == Preset && m_preset->count() > 0);
    m_saveAs->setEnabled(way() == Typed || way() == ScaleBar);
    check();
}

std::optional<Result<Calibration>> CalibrateDialog::entered() const
{
    switch (way()) {
    case Typed:
        return imaging::parsePixelSize(support::toUtf8(m_size->text()));
    case ScaleBar: {
        // The number may have been corrected by hand; the line's direction then says nothing more.
        const bool isDrawn = std::abs(std::hypot(m_dx, m_dy) - m_linePx->value()) < 0.06;
        return imaging::calibrationFromLine(isDrawn ? m_dx : m_linePx->value(), isDrawn ? m_dy : 0,
                                            support::toUtf8(m_length->text()));
    }
    case Preset:
        return m_presets.find(support::toUtf8(m_preset->currentData().toString()));
    case Metadata:
    case Confirm:
    case Nothing:
        break;
    }
    return std::nullopt;
}

QString CalibrateDialog::problem() const
{
    if (way() == Typed && m_size->text().trimmed().isEmpty()) {
        return tr("Enter the pixel size with its unit.");
    }
    if (way() == ScaleBar && m_linePx->value() <= 0) {
        return tr("Draw a line over the scale bar, or enter its length in pixels.");
    }
    if (way() == ScaleBar && m_length->text().trimmed().isEmpty()) {
        return tr("Enter what the scale bar says, with its unit.");
    }
    if (way() == Preset && m_preset->count() == 0) {
        return tr("There is no preset yet. Save one with a pixel size that you enter.");
    }
    if (way() == Confirm && !m_hasCalibration) {
        return tr("There is no pixel size to confirm.");
    }
    const auto calibration = entered();
    return calibration && !*calibration ? support::toUserText(calibration->error()) : QString();
}

workflow::CalibrateRequest CalibrateDialog::request() const
{
    using From = workflow::CalibrateRequest::From;
    workflow::CalibrateRequest request;
    if (!m_all->isChecked()) {
        request.images = {m_image};
    }
    const auto calibration = entered();
    if (calibration && *calibration) {
        request.calibration = **calibration;
    }
    request.from = calibration         ? From::Given
                   : way() == Metadata ? From::Metadata
                   : way() == Confirm  ? From::Confirm
                                       : From::Nowhere;
    return request;
}

std::string CalibrateDialog::presetName() const
{
    return m_saveAs->isEnabled() ? support::toUtf8(m_saveAs->text().trimmed()) : std::string();
}

} // namespace sorby::panels
