// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/project_document.h"

#include <QTableView>

#include <optional>
#include <vector>

class QSortFilterProxyModel;

namespace sorby::models {
class ScoreTableModel;
}

namespace sorby::panels {

/// The scores of the current run, worst IoU first; its selection and the document's current image are one.
/// GUI thread.
class ScoreTable : public QTableView {
    Q_OBJECT
  public:
    explicit ScoreTable(document::ProjectDocument& document, QWidget* parent = nullptr);

    /// Goes on by `step` rows.
    void step(int step);
    /// The images of the next row and the one before.
    [[nodiscard]] std::vector<project::ImageId> neighbours() const;
    /// Makes the first row's image the current one.
    void showWorst();
    /// Shows the rows of this class alone; nothing: all rows.
    void setShownClass(std::optional<annotation::ClassId> classId);

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    void showCurrent();
    void fitColumns();

    document::ProjectDocument& m_document;
    models::ScoreTableModel* m_model = nullptr;
    QSortFilterProxyModel* m_sorted = nullptr;
};

} // namespace sorby::panels
