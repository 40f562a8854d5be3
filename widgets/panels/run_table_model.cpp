// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/run_table_model.h"

#include "widgets/support/qt_convert.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace sorby::panels {

QString runStateText(project::RunState state)
{
    switch (state) {
    case project::RunState::Running:
        return RunTableModel::tr("running");
    case project::RunState::Finished:
        return RunTableModel::tr("finished");
    case project::RunState::Stopped:
        return RunTableModel::tr("stopped");
    case project::RunState::Failed:
        break;
    }
    return RunTableModel::tr("failed");
}

RunTableModel::RunTableModel(document::ProjectDocument& document, QObject* parent)
    : QAbstractTableModel(parent), m_document(document)
{
    connect(&document, &document::ProjectDocument::runsChanged, this, &RunTableModel::refresh);
    connect(&document, &document::ProjectDocument::opened, this, &RunTableModel::refresh);
    refresh();
}

void RunTableModel::refresh()
{
    beginResetModel();
    m_rows.clear();
    for (const auto& run : m_document.runs()) {
        Row row{run, {}};
        const auto epochs = m_document.project()->epochs(run.id);
        for (const auto& epoch : epochs ? *epochs : std::vector<project::EpochRecord>{}) {
            if (epoch.validationIou) {
                row.bestIou = std::max(row.bestIou.value_or(0), *epoch.validationIou);
            }
        }
        m_rows.push_back(std::move(row));
    }
    endResetModel();
}

int RunTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RunTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        return row.run.message.empty() ? QVariant(text(row, index.column()))
                                       : QVariant(support::toQString(row.run.message));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::AlignVCenter |
            (index.column() == Epochs || index.column() == BestIou ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

QString RunTableModel::text(const Row& row, int column) const
{
    switch (column) {
    case Name:
        return support::toQString(row.run.name);
    case State:
        return runStateText(row.run.state);
    case Epochs:
        return QLocale().toString(row.run.epochs);
    case BestIou:
        return row.bestIou ? QLocale().toString(*row.bestIou, 'f', 3) : QString();
    case Date: {
        const auto date = QDateTime::fromString(support::toQString(row.run.createdAt), Qt::ISODate);
        return date.isValid() ? date.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"))
                              : support::toQString(row.run.createdAt);
    }
    default:
        return {};
    }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::ToolTipRole && section == BestIou) {
        return tr("The highest pooled IoU on the validation images in any epoch.");
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name:
        return tr("Run");
    case State:
        return tr("State");
    case Epochs:
        return tr("Epochs");
    case BestIou:
        return tr("Best IoU");
    case Date:
        return tr("Date");
    default:
        return {};
    }
}

const project::RunRecord* RunTableModel::run(int row) const
{
    return row >= 0 && row < rowCount() ? &m_rows[static_cast<std::size_t>(row)].run : nullptr;
}

int RunTableModel::rowOf(const std::string& runId) const
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.run.id == runId; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

} // namespace sorby::panels
