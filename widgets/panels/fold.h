// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;

namespace sorby::panels {

/// A heading with an arrow that folds away what is below it. Closed at first. GUI thread.
class Fold : public QWidget {
    Q_OBJECT
  public:
    Fold(const QString& title, QWidget* content, QWidget* parent = nullptr);

    [[nodiscard]] bool isOpen() const;
    void setOpen(bool open);

  private:
    QToolButton* m_heading = nullptr;
    QWidget* m_content = nullptr;
};

} // namespace sorby::panels
