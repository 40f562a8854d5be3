// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/finding.h"

#include <QAbstractTableModel>

#include <vector>

namespace sorby::panels {

/// Findings as a table: severity, micrograph, message, file and line. Fixed once made. GUI thread.
class FindingsModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Severity, Image, Message, Place, ColumnCount };

    FindingsModel(std::vector<formats::Finding> findings, QObject* parent);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    std::vector<formats::Finding> m_findings;
};

/// "refused", "repaired" or "flagged", for people.
[[nodiscard]] QString severityText(formats::Severity severity);

} // namespace sorby::panels
