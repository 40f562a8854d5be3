// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/findings_dialog.h"

#include "widgets/panels/findings_model.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace sorby::panels {
namespace {

QString countsText(const std::vector<formats::Finding>& findings)
{
    const auto count = [&](formats::Severity severity) {
        return static_cast<int>(
            std::count_if(findings.begin(), findings.end(),
                          [severity](const auto& finding) { return finding.severity == severity; }));
    };
    return FindingsDialog::tr("%1 refused, %2 repaired, %3 flagged for a look.")
        .arg(count(formats::Severity::Refused))
        .arg(count(formats::Severity::Repaired))
        .arg(count(formats::Severity::Flagged));
}

} // namespace

FindingsDialog::FindingsDialog(const QString& title, const QString& summary,
                               std::vector<formats::Finding> findings, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("findingsDialog"));
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    const bool none = findings.empty();
    auto* text = new QLabel(summary, this);
    text->setObjectName(QStringLiteral("findingsSummary"));
    text->setWordWrap(true);
    auto* counts =
        new QLabel(none ? tr("Nothing had to be repaired or left out.") : countsText(findings), this);
    counts->setObjectName(QStringLiteral("findingsCounts"));
    counts->setWordWrap(true);
    auto* sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(new FindingsModel(std::move(findings), this));
    auto* table = new QTableView(this);
    table->setObjectName(QStringLiteral("findingsTable"));
    table->setAccessibleName(tr("Findings"));
    table->setModel(sorted);
    table->setSortingEnabled(true);
    table->sortByColumn(-1, Qt::AscendingOrder);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setSectionResizeMode(FindingsModel::Severity, QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(FindingsModel::Message, QHeaderView::Stretch);
    table->setMinimumSize(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 14);
    table->setVisible(!none);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->setObjectName(QStringLiteral("buttons"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_layout = new QVBoxLayout(this);
    m_layout->addWidget(text);
    m_layout->addWidget(counts);
    m_layout->addWidget(table, 1);
    m_layout->addWidget(buttons);
}

void FindingsDialog::addBelow(QLayout* layout)
{
    m_layout->insertLayout(m_layout->count() - 1, layout);
}

} // namespace sorby::panels
