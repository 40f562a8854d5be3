// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/project_document.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace sorby::models {

/// Scores of the document's current run, a row for each image and class: image, split, class, IoU, Dice,
/// precision, recall, TP, FP, FN. The rows come worst IoU first; a view sorts otherwise through SortRole. GUI
/// thread.
class ScoreTableModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column {
        Image,
        Split,
        Class,
        Iou,
        Dice,
        Precision,
        Recall,
        TruePositive,
        FalsePositive,
        FalseNegative,
        ColumnCount
    };
    enum Role { SortRole = Qt::UserRole + 1, ImageIdRole };

    explicit ScoreTableModel(document::ProjectDocument& document, QObject* parent = nullptr);
    ~ScoreTableModel() override;

    /// While it is not, new scores leave it without rows: a table that nobody sees costs nothing. Active at
    /// first.
    void setActive(bool active);
    /// Does row `a` come before row `b` in this column, going up?
    [[nodiscard]] bool isBefore(int a, int b, int column) const;
    [[nodiscard]] annotation::ClassId classOf(int row) const;
    /// One row for each class that was scored.
    [[nodiscard]] std::vector<int> rowsOf(project::ImageId image) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    void reset();
    void takeScores();
    [[nodiscard]] QString displayText(const QModelIndex& index) const;
    [[nodiscard]] QVariant sortValue(const QModelIndex& index) const;

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sorby::models
