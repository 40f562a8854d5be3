// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/consensus_dialog.h"

#include "widgets/panels/path_field.h"
#include "widgets/support/qt_convert.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace sorby::panels {
namespace {

constexpr double kUsualDistancePx = 10;
constexpr double kMostApartPx = 10000;
constexpr int kMostNeeded = 99;
constexpr int kFewestFolders = 2;
constexpr int kImageRowsShown = 4;

} // namespace

ConsensusDialog::ConsensusDialog(bool hasPoints, support::Dialogs& dialogs, QWidget* parent)
    : TaskDialog(QStringLiteral("consensusDialog"), tr("Consensus"), tr("Compare"), parent),
      m_dialogs(dialogs)
{
    m_ofPoints = new QRadioButton(tr("&Points of interest of this project"), this);
    m_ofPoints->setObjectName(QStringLiteral("consensusPoints"));
    m_ofPoints->setEnabled(hasPoints);
    if (!hasPoints) {
        m_ofPoints->setToolTip(tr("This project has no points of interest."));
    }
    form()->addRow(m_ofPoints);
    m_distance = new QDoubleSpinBox(this);
    m_distance->setObjectName(QStringLiteral("consensusDistance"));
    m_distance->setRange(0.1, kMostApartPx);
    m_distance->setDecimals(1);
    m_distance->setValue(kUsualDistancePx);
    m_distance->setSuffix(tr(" px", "after a number"));
    addRow(tr("&Distance"), m_distance, tr("So far apart may two marks of one structure be."));
    addMaskRows();
    m_agree = new QSpinBox(this);
    m_agree->setObjectName(QStringLiteral("consensusAgree"));
    m_agree->setRange(0, kMostNeeded);
    m_agree->setSpecialValueText(tr("most of them"));
    addRow(tr("A&greed by"), m_agree,
           tr("So many annotators make a point, or the class of a pixel, agreed. For points, most of them is "
              "two."));
    m_out = new PathField(PathField::Kind::FileOrFolder, tr("Where to write the result"), {}, dialogs, this);
    m_out->setObjectName(QStringLiteral("consensusOut"));
    m_out->setPlaceholderText(tr("Not written"));
    addRow(tr("&Write to"), m_out, tr("A CSV file for points, a new folder for masks."));
    (hasPoints ? m_ofPoints : m_ofMasks)->setChecked(true);
    connect(m_ofPoints, &QRadioButton::toggled, this, &ConsensusDialog::followMode);
    connect(m_method, &QComboBox::currentIndexChanged, this, &ConsensusDialog::followMode);
    followMode();
}

void ConsensusDialog::addMaskRows()
{
    m_ofMasks = new QRadioButton(tr("&Masks, a folder for each annotator"), this);
    m_ofMasks->setObjectName(QStringLiteral("consensusMasks"));
    form()->addRow(m_ofMasks);
    m_folders = new QListWidget(this);
    m_folders->setObjectName(QStringLiteral("consensusFolders"));
    m_folders->setAccessibleName(tr("Folders of masks"));
    m_folders->setMinimumWidth(fontMetrics().averageCharWidth() * 48);
    m_folders->setFixedHeight(fontMetrics().height() * (kImageRowsShown + 1));
    m_add = new QPushButton(tr("&Add…"), this);
    m_add->setObjectName(QStringLiteral("consensusAdd"));
    m_remove = new QPushButton(tr("&Remove"), this);
    m_remove->setObjectName(QStringLiteral("consensusRemove"));
    for (auto* button : {m_add, m_remove}) {
        button->setAutoDefault(false);
    }
    auto* buttons = new QVBoxLayout;
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch();
    auto* row = new QHBoxLayout;
    row->addWidget(m_folders, 1);
    row->addLayout(buttons);
    form()->addRow(row);
    m_method = new QComboBox(this);
    m_method->setObjectName(QStringLiteral("consensusMethod"));
    m_method->addItems({tr("Majority vote"), tr("STAPLE")});
    addRow(tr("By m&ethod"), m_method,
           tr("Majority vote: each pixel gets the class that most annotators give it. STAPLE (Warfield et "
              "al., 2004) "
              "weighs the annotators by how reliable they are."));
    connect(m_add, &QPushButton::clicked, this,
            [this] { addFolder(m_dialogs.openFolder(this, tr("Masks of one annotator"), {})); });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        delete m_folders->takeItem(m_folders->currentRow());
        check();
    });
}

void ConsensusDialog::addFolder(const QString& folder)
{
    if (!folder.isEmpty() && m_folders->findItems(folder, Qt::MatchExactly).isEmpty()) {
        m_folders->addItem(folder);
        check();
    }
}

void ConsensusDialog::followMode()
{
    const bool ofMasks = m_ofMasks->isChecked();
    m_distance->setEnabled(!ofMasks);
    for (QWidget* field : {static_cast<QWidget*>(m_folders), static_cast<QWidget*>(m_add),
                           static_cast<QWidget*>(m_remove), static_cast<QWidget*>(m_method)}) {
        field->setEnabled(ofMasks);
    }
    m_agree->setEnabled(!ofMasks || m_method->currentIndex() == 0);
    check();
}

ConsensusDialog::Request ConsensusDialog::request() const
{
    if (m_ofPoints->isChecked()) {
        workflow::ConsensusRequest request;
        request.distancePx = m_distance->value();
        request.agree = m_agree->value() > 0 ? m_agree->value() : request.agree;
        request.out = m_out->path();
        return request;
    }
    using evaluation::ConsensusMethod;
    workflow::MaskConsensusRequest request;
    for (int row = 0; row < m_folders->count(); ++row) {
        request.folders.push_back(support::toPath(m_folders->item(row)->text()));
    }
    request.method = m_method->currentIndex() == 0 ? ConsensusMethod::Majority : ConsensusMethod::Staple;
    request.agree = request.method == ConsensusMethod::Majority ? m_agree->value() : 0;
    request.out = m_out->path();
    return request;
}

QString ConsensusDialog::problem() const
{
    return m_ofMasks->isChecked() && m_folders->count() < kFewestFolders
               ? tr("Add the folders of at least two annotators.")
               : QString();
}

} // namespace sorby::panels
