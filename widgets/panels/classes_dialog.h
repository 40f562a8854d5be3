// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/class_edits.h"
#include "widgets/panels/task_dialog.h"

class QPushButton;
class QTableWidget;

namespace sorby::panels {

/// The classes of the project: names, colours and keys, their order, and what becomes of the pixels of those
/// that go. Nothing is changed before the dialog is accepted.
class ClassesDialog : public TaskDialog {
    Q_OBJECT
  public:
    ClassesDialog(const annotation::ClassList& classes, QWidget* parent);

    [[nodiscard]] const annotation::ClassChange& change() const { return m_change; }

  protected:
    [[nodiscard]] QString problem() const override;

  private:
    QPushButton* addButton(const QString& name, const QString& text, const QString& toolTip);
    void fill(int row);
    void followSelection();
    /// Takes the step over, or shows why it cannot be.
    void apply(const Result<annotation::ClassChange>& step, int row);
    void takeCell(int row, int column);
    void chooseColour(int row);
    void move(int step);
    void fillMergeMenu();

    annotation::ClassList m_before;
    annotation::ClassChange m_change;
    QString m_trouble;
    bool m_filling = false;
    QTableWidget* m_table = nullptr;
    QPushButton* m_merge = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_up = nullptr;
    QPushButton* m_down = nullptr;
};

} // namespace sorby::panels
