// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/check_dialog.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <utility>

namespace sorby::panels {
namespace {

constexpr double kLargestAreaPx = 1e6;

} // namespace

CheckDialog::CheckDialog(const QString& summary, std::vector<formats::Finding> findings,
                         const workflow::CheckOptions& options, const Repairs& repairs, QWidget* parent)
    : FindingsDialog(tr("Check"), summary, std::move(findings), parent)
{
    auto* row = new QHBoxLayout;
    addArea(*row, options.minimumAreaPx);
    row->addStretch();
    addRepair(*row, repairs);
    addBelow(row);
}

void CheckDialog::addArea(QHBoxLayout& row, double minimumAreaPx)
{
    const QString toolTip = tr("Objects of a smaller area are listed; 0 lists none.");
    m_area = new QDoubleSpinBox(this);
    m_area->setObjectName(QStringLiteral("checkArea"));
    m_area->setRange(0, kLargestAreaPx);
    m_area->setDecimals(1);
    m_area->setSuffix(tr(" px²", "after a number"));
    m_area->setValue(minimumAreaPx);
    m_area->setToolTip(toolTip);
    auto* label = new QLabel(tr("&Smallest area of an object"), this);
    label->setBuddy(m_area);
    label->setToolTip(toolTip);
    auto* again = new QPushButton(tr("Check &again"), this);
    again->setObjectName(QStringLiteral("checkAgain"));
    again->setAutoDefault(false);
    connect(again, &QPushButton::clicked, this, [this] {
        workflow::CheckOptions wanted;
        wanted.minimumAreaPx = m_area->value();
        accept();
        Q_EMIT checkWanted(wanted);
    });
    // Return then checks with what was entered, and does not close.
    connect(m_area, &QDoubleSpinBox::valueChanged, again, [again] { again->setDefault(true); });
    row.addWidget(label);
    row.addWidget(m_area);
    row.addWidget(again);
}

void CheckDialog::addRepair(QHBoxLayout& row, const Repairs& repairs)
{
    auto* repair =
        new QPushButton(tr("&Repair %n finding(s)…", nullptr, static_cast<int>(repairs.count)), this);
    repair->setObjectName(QStringLiteral("checkRepair"));
    repair->setAutoDefault(false);
    repair->setEnabled(repairs.obstacle.isEmpty());
    repair->setToolTip(repairs.obstacle.isEmpty()
                           ? tr("Put right what is certain. No pixel of the reference changes.")
                           : repairs.obstacle);
    repair->setVisible(repairs.count > 0);
    connect(repair, &QPushButton::clicked, this, &CheckDialog::repairWanted);
    row.addWidget(repair);
}

} // namespace sorby::panels
