// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/path_field.h"

#include "widgets/support/qt_convert.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace sorby::panels {

PathField::PathField(Kind kind, const QString& title, const QString& filter, support::Dialogs& dialogs,
                     QWidget* parent)
    : QWidget(parent), m_dialogs(dialogs)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    m_line = new QLineEdit(this);
    m_line->setObjectName(QStringLiteral("path"));
    m_line->setAccessibleName(title);
    m_line->setMinimumWidth(fontMetrics().averageCharWidth() * 36);
    layout->addWidget(m_line, 1);
    setFocusProxy(m_line);
    connect(m_line, &QLineEdit::textChanged, this, &PathField::changed);
    if (kind != Kind::Folder) {
        addButton(QStringLiteral("chooseFile"), tr("File…"), false, title, filter);
    }
    if (kind != Kind::File) {
        addButton(QStringLiteral("chooseFolder"), tr("Folder…"), true, title, filter);
    }
}

void PathField::addButton(const QString& name, const QString& text, bool folder, const QString& title,
                          const QString& filter)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAutoDefault(false);
    layout()->addWidget(button);
    connect(button, &QPushButton::clicked, this, [this, folder, title, filter] {
        const QString start = m_line->text();
        const QString chosen = folder ? m_dialogs.openFolder(window(), title, start)
                                      : m_dialogs.openFile(window(), title, start, filter);
        if (!chosen.isEmpty()) {
            m_line->setText(chosen);
        }
    });
}

std::filesystem::path PathField::path() const
{
    return support::toPath(m_line->text().trimmed());
}

void PathField::setPath(const std::filesystem::path& path)
{
    m_line->setText(support::toQString(path));
}

void PathField::setPlaceholderText(const QString& text)
{
    m_line->setPlaceholderText(text);
}

} // namespace sorby::panels
