// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/tool_bar.h"

#include "widgets/panels/tool_icons.h"
#include "widgets/support/command_text.h"

#include <QAction>
#include <QActionGroup>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <optional>

namespace sorby::panels {
namespace {

constexpr int kMargin = 3;
constexpr int kGroupGap = 7;

std::optional<tools::ToolId> toolOf(const QAction* action)
{
    const QString prefix = QStringLiteral("tool.");
    const QString name = action->objectName();
    return name.startsWith(prefix) ? tools::parseToolId(name.mid(prefix.size())) : std::nullopt;
}

} // namespace

ToolBar::ToolBar(const QList<QAction*>& actions, QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("toolBar"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    const int iconSide = std::max(16, fontMetrics().height() * 5 / 4);
    m_side = iconSide + 10;
    auto* exclusive = new QActionGroup(this);
    m_groups.emplace_back();
    for (auto* action : actions) {
        if (action == nullptr) {
            m_groups.emplace_back();
        } else if (const auto id = toolOf(action)) {
            action->setCheckable(true);
            if (action->icon().isNull()) {
                action->setIcon(toolIcon(*id));
            }
            if (action->actionGroup() == nullptr) {
                exclusive->addAction(action);
            }
            support::keepKeyInToolTip(action);
            m_groups.back().push_back(makeButton(action, iconSide));
        }
    }
    std::erase_if(m_groups, [](const auto& group) { return group.empty(); });
    arrange();
}

QToolButton* ToolBar::makeButton(QAction* action, int iconSide)
{
    auto* button = new QToolButton(this);
    button->setObjectName(action->objectName());
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setIconSize({iconSide, iconSide});
    return button;
}

int ToolBar::widthOf(int columns) const
{
    return 2 * kMargin + columns * m_side;
}

int ToolBar::heightIn(int columns) const
{
    int height = 2 * kMargin + std::max(0, static_cast<int>(m_groups.size()) - 1) * kGroupGap;
    for (const auto& group : m_groups) {
        height += (static_cast<int>(group.size()) + columns - 1) / columns * m_side;
    }
    return height;
}

QSize ToolBar::sizeHint() const
{
    return {widthOf(m_columns), heightIn(1)};
}

QSize ToolBar::minimumSizeHint() const
{
    return {widthOf(m_columns), heightIn(kMostColumns)};
}

void ToolBar::arrange()
{
    int columns = 1;
    while (columns < kMostColumns && heightIn(columns) > height()) {
        ++columns;
    }
    if (columns != m_columns) {
        m_columns = columns;
        updateGeometry();
    }
    m_lines.clear();
    int y = kMargin;
    for (const auto& group : m_groups) {
        if (y > kMargin) {
            m_lines.push_back(y + kGroupGap / 2);
            y += kGroupGap;
        }
        for (std::size_t i = 0; i < group.size(); ++i) {
            const int column = static_cast<int>(i) % m_columns;
            const int row = static_cast<int>(i) / m_columns;
            group[i]->setGeometry(kMargin + column * m_side, y + row * m_side, m_side, m_side);
        }
        y += (static_cast<int>(group.size()) + m_columns - 1) / m_columns * m_side;
    }
    update();
}

void ToolBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void ToolBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    QColor colour = palette().color(QPalette::WindowText);
    colour.setAlphaF(0.25F);
    painter.setPen(colour);
    for (const int y : m_lines) {
        painter.drawLine(2 * kMargin, y, width() - 2 * kMargin - 1, y);
    }
}

} // namespace sorby::panels
