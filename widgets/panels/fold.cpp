// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fold.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace sorby::panels {

Fold::Fold(const QString& title, QWidget* content, QWidget* parent) : QWidget(parent), m_content(content)
{
    m_heading = new QToolButton(this);
    m_heading->setObjectName(QStringLiteral("foldHeading"));
    m_heading->setText(title);
    m_heading->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_heading->setAutoRaise(true);
    m_heading->setCheckable(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_heading);
    layout->addWidget(content);
    connect(m_heading, &QToolButton::toggled, this, &Fold::setOpen);
    setOpen(false);
}

bool Fold::isOpen() const
{
    return m_heading->isChecked();
}

void Fold::setOpen(bool open)
{
    m_heading->setChecked(open);
    m_heading->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    m_content->setVisible(open);
}

} // namespace sorby::panels
