// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/task_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace sorby::panels {

TaskDialog::TaskDialog(const QString& name, const QString& title, const QString& action, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(name);
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    m_form = new QFormLayout;
    m_form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->setObjectName(QStringLiteral("buttons"));
    m_action = buttons->addButton(action, QDialogButtonBox::AcceptRole);
    m_action->setObjectName(QStringLiteral("action"));
    m_action->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(m_form);
    layout->addWidget(m_problem);
    layout->addStretch();
    layout->addWidget(buttons);
}

void TaskDialog::addRow(const QString& label, QWidget* field, const QString& toolTip)
{
    field->setToolTip(toolTip);
    auto* text = new QLabel(label, this);
    text->setBuddy(field);
    text->setToolTip(toolTip);
    m_form->addRow(text, field);
}

void TaskDialog::check()
{
    const QString text = problem();
    m_problem->setText(text);
    m_action->setEnabled(text.isEmpty());
}

} // namespace sorby::panels
