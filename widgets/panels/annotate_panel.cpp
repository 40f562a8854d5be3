// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/annotate_panel.h"

#include "widgets/panels/class_list_box.h"
#include "widgets/panels/contrast_box.h"
#include "widgets/panels/image_facts.h"
#include "widgets/panels/tool_options_box.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QVBoxLayout>

namespace sorby::panels {
namespace {

QGroupBox* makeLayersBox(LayerSettings& layers, QWidget* parent)
{
    auto* box = new QGroupBox(AnnotatePanel::tr("Layers"), parent);
    box->setObjectName(QStringLiteral("layers"));
    auto* form = new QFormLayout(box);
    const auto addSwitch = [&](const QString& name, const QString& text, const QString& toolTip,
                               bool canvas::Layers::*member) {
        auto* check = new QCheckBox(text, box);
        check->setObjectName(name);
        check->setToolTip(toolTip);
        bindSwitch(check, layers, member);
        form->addRow(check);
    };
    addSwitch(QStringLiteral("showPolygons"), AnnotatePanel::tr("Objects as o&utlines"),
              AnnotatePanel::tr("The annotated polygons in their classes' colours."),
              &canvas::Layers::polygons);
    addSwitch(QStringLiteral("showPoints"), AnnotatePanel::tr("Points of &interest"),
              AnnotatePanel::tr("The markers that annotators set inside structures."),
              &canvas::Layers::points);
    addSwitch(QStringLiteral("showReference"), AnnotatePanel::tr("&Reference"),
              AnnotatePanel::tr("The label image made from the annotations: what a network is trained on."),
              &canvas::Layers::reference);
    addSwitch(QStringLiteral("showPrediction"), AnnotatePanel::tr("Pre&diction"),
              AnnotatePanel::tr("What the network of the current run says."), &canvas::Layers::prediction);
    auto* opacity = new QSlider(Qt::Horizontal, box);
    opacity->setObjectName(QStringLiteral("layerOpacity"));
    opacity->setToolTip(AnnotatePanel::tr("How strongly label images cover the micrograph."));
    bindOpacity(opacity, layers);
    form->addRow(AnnotatePanel::tr("Op&acity"), opacity);
    return box;
}

} // namespace

AnnotatePanel::AnnotatePanel(LayerSettings& layers, tools::ToolSettings& tools, QWidget* parent)
    : QWidget(parent),
      m_content(new QWidget(this)),
      m_classes(new ClassListBox(tools, this)),
      m_toolOptions(new ToolOptionsBox(tools, this)),
      m_contrast(new ContrastBox(this)),
      m_facts(new ImageFacts(this))
{
    auto* layout = new QVBoxLayout(m_content);
    layout->addWidget(m_classes);
    layout->addWidget(m_toolOptions);
    layout->addWidget(makeLayersBox(layers, this));
    layout->addWidget(m_contrast);
    layout->addWidget(m_facts);
    layout->addStretch();
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("annotateScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_content);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins({});
    outer->addWidget(scroll);
    setContent(nullptr, {});
}

void AnnotatePanel::setContent(const document::ImageContent* content, const annotation::ClassList& classes)
{
    m_contrast->setEnabled(content != nullptr);
    if (content != nullptr) {
        m_contrast->setRange(content->fullWindow, content->automaticWindow, content->window);
        m_contrast->setHistogram(content->histogram);
    }
    m_facts->setContent(content, classes);
    m_classes->setClasses(classes);
    m_toolOptions->setClasses(classes);
    m_classes->setObjects(content != nullptr ? &content->annotations.objects : nullptr);
    updateGeometry(); // locks, names and facts take room of their own
}

QSize AnnotatePanel::minimumSizeHint() const
{
    // As wide as all of it, as high as a part.
    const int bar = findChild<QScrollArea*>()->verticalScrollBar()->sizeHint().width();
    return {m_content->minimumSizeHint().width() + bar, 8 * fontMetrics().height()};
}

} // namespace sorby::panels
