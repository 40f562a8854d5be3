// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QFormLayout;
class QLabel;
class QPushButton;

namespace sorby::panels {

/// A form with one button that does the task and Cancel. What is missing is said below the form and the
/// button waits for it. Opened with open(), never with exec(), so that nothing blocks. GUI thread.
class TaskDialog : public QDialog {
    Q_OBJECT
  public:
    TaskDialog(const QString& name, const QString& title, const QString& action, QWidget* parent);

  protected:
    [[nodiscard]] QFormLayout* form() const { return m_form; }
    void addRow(const QString& label, QWidget* field, const QString& toolTip = {});
    /// Why the task cannot be done as entered; empty when it can.
    [[nodiscard]] virtual QString problem() const = 0;
    /// To be called when anything was entered, and at the end of the constructor.
    void check();

  private:
    QFormLayout* m_form = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_action = nullptr;
};

} // namespace sorby::panels
