// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/project_document.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace sorby::panels {

/// The runs of a document, newest first: name, state, epochs, best validation IoU, date. Follows the
/// document's signals. GUI thread.
class RunTableModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Name, State, Epochs, BestIou, Date, ColumnCount };

    explicit RunTableModel(document::ProjectDocument& document, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] const project::RunRecord* run(int row) const;
    /// -1 when there is no such run.
    [[nodiscard]] int rowOf(const std::string& runId) const;

  private:
    struct Row {
        project::RunRecord run;
        std::optional<double> bestIou;
    };
    void refresh();
    [[nodiscard]] QString text(const Row& row, int column) const;

    document::ProjectDocument& m_document;
    std::vector<Row> m_rows;
};

/// "running", "finished", "stopped" or "failed", for people.
[[nodiscard]] QString runStateText(project::RunState state);

} // namespace sorby::panels
