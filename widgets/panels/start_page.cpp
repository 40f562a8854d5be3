// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/start_page.h"

#include "widgets/panels/icons.h"

#include <QCommandLinkButton>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace sorby::panels {
namespace {

QLabel* heading(const QString& text, double scale, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    font.setBold(true);
    label->setFont(font);
    label->setWordWrap(true);
    return label;
}

} // namespace

StartPage::StartPage(QWidget* parent) : QWidget(parent)
{
    auto* column = new QWidget(this);
    column->setObjectName(QStringLiteral("startColumn"));
    column->setMaximumWidth(fontMetrics().averageCharWidth() * 80);
    auto* layout = new QVBoxLayout(column);
    auto* title = heading(tr("Sorby"), 2, column);
    title->setObjectName(QStringLiteral("startTitle"));
    layout->addWidget(title);
    auto* text = new QLabel(
        tr("Annotate micrographs, train a segmentation network on them, and see where it is wrong."), column);
    text->setObjectName(QStringLiteral("startText"));
    text->setWordWrap(true);
    layout->addWidget(text);
    layout->addSpacing(fontMetrics().height());

    const auto addChoice = [&](const QString& name, Symbol symbol, const QString& choice,
                               const QString& explanation, auto signal) {
        auto* button = new QCommandLinkButton(choice, explanation, column);
        button->setObjectName(name);
        button->setIcon(icon(symbol));
        const int side = fontMetrics().height() * 2;
        button->setIconSize({side, side});
        layout->addWidget(button);
        connect(button, &QCommandLinkButton::clicked, this, signal);
    };
    addChoice(QStringLiteral("startOpen"), Symbol::Open, tr("Open a project"),
              tr("A folder with a project.sorby in it."), &StartPage::openRequested);
    addChoice(QStringLiteral("startNew"), Symbol::New, tr("Make a new project"),
              tr("Then import your micrographs with a polygon CSV or with mask images."),
              &StartPage::newRequested);
    addChoice(QStringLiteral("startSample"), Symbol::Sample, tr("Try it on a sample project"),
              tr("Synthetic micrographs of bainite with their annotations, made in a moment."),
              &StartPage::sampleRequested);

    layout->addSpacing(fontMetrics().height());
    m_recentTitle = heading(tr("Opened lately"), 1, column);
    m_recentTitle->setObjectName(QStringLiteral("recentTitle"));
    layout->addWidget(m_recentTitle);
    m_recent = new QVBoxLayout;
    layout->addLayout(m_recent);

    auto* columns = new QHBoxLayout;
    columns->addStretch(1);
    columns->addWidget(column, 4); // the texts below the choices get their height from its width
    columns->addStretch(1);
    auto* rows = new QVBoxLayout(this);
    rows->addStretch(1);
    rows->addLayout(columns);
    rows->addStretch(2);
    setRecentProjects({});
}

void StartPage::setRecentProjects(const QStringList& folders)
{
    while (auto* item = m_recent->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const auto& folder : folders.mid(0, 5)) {
        auto* button = new QPushButton(QFileInfo(folder).fileName(), this);
        button->setObjectName(QStringLiteral("recentProject"));
        button->setFlat(true);
        button->setToolTip(QDir::toNativeSeparators(folder));
        button->setStyleSheet(QStringLiteral("text-align: left"));
        m_recent->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, folder] { Q_EMIT recentRequested(folder); });
    }
    m_recentTitle->setVisible(!folders.isEmpty());
}

} // namespace sorby::panels
