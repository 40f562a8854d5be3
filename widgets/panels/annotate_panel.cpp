// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/annotate_panel.h"

#include "widgets/panels/contrast_box.h"
#include "widgets/panels/image_facts.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QGroupBox>
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
    addSwitch(QStringLiteral("showPolygons"), AnnotatePanel::tr("&Objects as outlines"),
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

AnnotatePanel::AnnotatePanel(LayerSettings& layers, QWidget* parent)
    : QWidget(parent), m_contrast(new ContrastBox(this)), m_facts(new ImageFacts(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(makeLayersBox(layers, this));
    layout->addWidget(m_contrast);
    layout->addWidget(m_facts);
    layout->addStretch();
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
}

} // namespace sorby::panels
