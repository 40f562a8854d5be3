// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

#include <vector>

class QAction;
class QToolButton;

namespace sorby::panels {

/// A narrow bar of buttons for the tools, in groups. One column where the height allows it, else two or
/// three, so that every tool is there on a small screen. GUI thread.
class ToolBar : public QWidget {
    Q_OBJECT
  public:
    static constexpr int kMostColumns = 3;

    /// `actions` are named "tool.<name>", others are left out; null begins another group. Those without an
    /// icon get the tool's, those without an action group become exclusive, and their tool tips tell the key.
    explicit ToolBar(const QList<QAction*>& actions, QWidget* parent = nullptr);

    [[nodiscard]] int columns() const { return m_columns; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    [[nodiscard]] QToolButton* makeButton(QAction* action, int iconSide);
    [[nodiscard]] int heightIn(int columns) const;
    [[nodiscard]] int widthOf(int columns) const;
    void arrange();

    std::vector<std::vector<QToolButton*>> m_groups;
    std::vector<int> m_lines; ///< y of the lines between groups
    int m_side = 0;           ///< of a button
    int m_columns = 1;
};

} // namespace sorby::panels
