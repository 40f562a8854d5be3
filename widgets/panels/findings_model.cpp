// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/findings_model.h"

#include "core/base/files.h"
#include "widgets/support/qt_convert.h"

namespace sorby::panels {
namespace {

QString placeText(const formats::Finding& finding)
{
    QString text = support::toQString(sorby::toUtf8(sorby::fromUtf8(finding.file).filename()));
    if (finding.line) {
        text = FindingsModel::tr("%1, line %2").arg(text).arg(*finding.line);
    }
    if (!finding.path.empty()) {
        text = FindingsModel::tr("%1, %2", "place in a file, column or path")
                   .arg(text, support::toQString(finding.path));
    }
    return text;
}

} // namespace

QString severityText(formats::Severity severity)
{
    switch (severity) {
    case formats::Severity::Refused:
        return FindingsModel::tr("refused");
    case formats::Severity::Repaired:
        return FindingsModel::tr("repaired");
    case formats::Severity::Flagged:
        break;
    }
    return FindingsModel::tr("flagged");
}

FindingsModel::FindingsModel(std::vector<formats::Finding> findings, QObject* parent)
    : QAbstractTableModel(parent), m_findings(std::move(findings))
{}

int FindingsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_findings.size());
}

int FindingsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FindingsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid) ||
        (role != Qt::DisplayRole && role != Qt::ToolTipRole)) {
        return {};
    }
    const auto& finding = m_findings[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case Severity:
        return severityText(finding.severity);
    case Image:
        return support::toQString(finding.image);
    case Message:
        return support::toQString(finding.message);
    case Place:
        return role == Qt::ToolTipRole ? support::toQString(finding.file) : placeText(finding);
    default:
        return {};
    }
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Severity:
        return tr("Severity");
    case Image:
        return tr("Micrograph");
    case Message:
        return tr("Finding");
    case Place:
        return tr("Place");
    default:
        return {};
    }
}

} // namespace sorby::panels
