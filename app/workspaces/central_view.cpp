// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/central_view.h"

#include "widgets/canvas/canvas.h"
#include "widgets/panels/annotate_panel.h"
#include "widgets/panels/compare_bar.h"
#include "widgets/panels/image_list_panel.h"
#include "widgets/panels/review_panel.h"
#include "widgets/panels/start_page.h"
#include "widgets/panels/train_monitor.h"
#include "widgets/panels/train_panel.h"

#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace sorby::app {

CentralView::CentralView(document::ProjectDocument& document, panels::LayerSettings& layers, QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("centralView"));
    m_banner = new QLabel(this);
    m_banner->setObjectName(QStringLiteral("banner"));
    m_banner->setWordWrap(true);
    m_banner->setMargin(fontMetrics().height() / 3);
    m_banner->setAutoFillBackground(true);
    QPalette warning = m_banner->palette();
    warning.setColor(QPalette::Window, QColor(0xf0, 0xe4, 0x42)); // Okabe-Ito yellow, on any theme
    warning.setColor(QPalette::WindowText, Qt::black);
    m_banner->setPalette(warning);
    startPage = new panels::StartPage(this);
    startPage->setObjectName(QStringLiteral("startPage"));
    m_pages = new QStackedWidget(this);
    m_pages->setObjectName(QStringLiteral("pages"));
    m_pages->addWidget(startPage);
    m_pages->addWidget(makeProjectPage(document, layers));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(m_pages, 1);
    setBanner({});
    setWorkspace(Workspace::Annotate);
    connect(&document, &document::ProjectDocument::opened, this,
            [this, &document] { m_pages->setCurrentIndex(document.isOpen() ? 1 : 0); });
}

QWidget* CentralView::makeCanvasArea()
{
    auto* area = new QWidget(this);
    compareBar = new panels::CompareBar(area);
    auto* sides = new QSplitter(Qt::Horizontal, area);
    sides->setObjectName(QStringLiteral("canvases"));
    sides->setChildrenCollapsible(false);
    canvas = new sorby::canvas::Canvas(sides);
    canvas->setObjectName(QStringLiteral("canvas"));
    comparedCanvas = new sorby::canvas::Canvas(sides);
    comparedCanvas->setObjectName(QStringLiteral("comparedCanvas"));
    comparedCanvas->hide();
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(compareBar);
    layout->addWidget(sides, 1);
    return area;
}

QWidget* CentralView::makeProjectPage(document::ProjectDocument& document, panels::LayerSettings& layers)
{
    images = new panels::ImageListPanel(document, this);
    images->setObjectName(QStringLiteral("imageListPanel"));
    auto* canvasArea = makeCanvasArea();
    monitor = new panels::TrainMonitor(document, this);
    monitor->setObjectName(QStringLiteral("trainMonitor"));
    annotate = new panels::AnnotatePanel(layers, this);
    annotate->setObjectName(QStringLiteral("annotatePanel"));
    train = new panels::TrainPanel(document, this);
    train->setObjectName(QStringLiteral("trainPanel"));
    review = new panels::ReviewPanel(document, layers, this);
    review->setObjectName(QStringLiteral("reviewPanel"));

    m_rows = new QSplitter(Qt::Vertical, this);
    m_rows->setObjectName(QStringLiteral("rows"));
    m_rows->addWidget(canvasArea);
    m_rows->addWidget(monitor);
    m_rows->setStretchFactor(0, 2);
    m_rows->setStretchFactor(1, 3);
    m_sides = new QStackedWidget(this);
    m_sides->setObjectName(QStringLiteral("sides"));
    for (auto* panel :
         {static_cast<QWidget*>(annotate), static_cast<QWidget*>(train), static_cast<QWidget*>(review)}) {
        m_sides->addWidget(panel);
    }
    m_columns = new QSplitter(Qt::Horizontal, this);
    m_columns->setObjectName(QStringLiteral("columns"));
    m_columns->addWidget(images);
    m_columns->addWidget(m_rows);
    m_columns->addWidget(m_sides);
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_columns->setStretchFactor(2, 0);
    m_columns->setChildrenCollapsible(false);
    const int letter = fontMetrics().averageCharWidth();
    m_columns->setSizes({40 * letter, 100 * letter, 46 * letter});
    m_rows->setChildrenCollapsible(false);
    return m_columns;
}

void CentralView::setWorkspace(Workspace workspace)
{
    m_sides->setCurrentIndex(static_cast<int>(workspace));
    monitor->setVisible(workspace == Workspace::Train);
}

void CentralView::setBanner(const QString& text)
{
    m_banner->setText(text);
    m_banner->setVisible(!text.isEmpty());
}

QByteArray CentralView::saveState() const
{
    return m_columns->saveState();
}

void CentralView::restoreState(const QByteArray& state)
{
    m_columns->restoreState(state);
}

} // namespace sorby::app
