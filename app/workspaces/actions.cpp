// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/actions.h"

#include "widgets/panels/icons.h"
#include "widgets/panels/layer_settings.h"
#include "widgets/support/command_text.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

#include <cmath>

namespace sorby::app {

using panels::Symbol;

Actions::Actions(panels::LayerSettings& layers, QObject* parent) : QObject(parent)
{
    makeFile();
    makeView(layers);
    makeLayers(layers);
    makeRest();
}

QAction* Actions::add(const char* id, const QString& text, const QList<QKeySequence>& shortcuts)
{
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(id));
    action->setShortcuts(shortcuts);
    m_all << action;
    return action;
}

QAction* Actions::addCheckable(const char* id, const QString& text, const QList<QKeySequence>& shortcuts)
{
    auto* action = add(id, text, shortcuts);
    action->setCheckable(true);
    return action;
}

void Actions::makeFile()
{
    newProject = add("file.new", tr("&New project…"), {QKeySequence::New});
    openProject = add("file.open", tr("&Open project…"), {QKeySequence::Open});
    sampleProject = add("file.sample", tr("&Make sample project…"));
    closeProject = add("file.close", tr("&Close project"), {QKeySequence::Close});
    reload = add("file.reload", tr("Re&load"), {QKeySequence::Refresh});
    restore = add("file.restore", tr("Res&tore…"));
    saveCopy = add("file.saveCopy", tr("&Save a copy…"));
    importData = add("file.import", tr("&Import…"), {QKeySequence(tr("Ctrl+I"))});
    exportData = add("file.export", tr("&Export…"), {QKeySequence(tr("Ctrl+E"))});
    quit = add("file.quit", tr("&Quit"), {QKeySequence(tr("Ctrl+Q"))});
    quit->setMenuRole(QAction::QuitRole);
    newProject->setIcon(panels::icon(Symbol::New));
    openProject->setIcon(panels::icon(Symbol::Open));
    sampleProject->setIcon(panels::icon(Symbol::Sample));
    importData->setIcon(panels::icon(Symbol::Import));
}

void Actions::makeView(panels::LayerSettings& layers)
{
    annotate = addCheckable("workspace.annotate", tr("&Annotate"), {QKeySequence(tr("Ctrl+1"))});
    train = addCheckable("workspace.train", tr("&Train"), {QKeySequence(tr("Ctrl+2"))});
    review = addCheckable("workspace.review", tr("&Review"), {QKeySequence(tr("Ctrl+3"))});
    annotate->setToolTip(tr("Micrographs and their annotations"));
    train->setToolTip(tr("Train a network on the annotations"));
    review->setToolTip(tr("See where a network is wrong"));
    annotate->setIcon(panels::icon(Symbol::Annotate));
    train->setIcon(panels::icon(Symbol::Train));
    review->setIcon(panels::icon(Symbol::Review));
    auto* workspaces = new QActionGroup(this);
    for (auto* action : {annotate, train, review}) {
        workspaces->addAction(action);
        support::keepKeyInToolTip(action);
    }
    zoomIn = add("view.zoomIn", tr("Zoom &in"), {Qt::Key_Plus, Qt::Key_Equal, QKeySequence::ZoomIn});
    zoomOut = add("view.zoomOut", tr("Zoom &out"), {Qt::Key_Minus, QKeySequence::ZoomOut});
    zoomActual = add("view.zoomActual", tr("&100 %"), {QKeySequence(tr("Ctrl+0"))});
    zoomFit = add("view.zoomFit", tr("&Fit the window"), {QKeySequence(tr("Ctrl+F"))});
    previousImage = add("image.previous", tr("&Previous micrograph"), {Qt::Key_A, Qt::Key_PageUp});
    nextImage = add("image.next", tr("&Next micrograph"), {Qt::Key_D, Qt::Key_PageDown});
    markDone = add("image.markDone", tr("Mark as done and &go on"),
                   {QKeySequence(tr("Ctrl+Return")), QKeySequence(tr("Ctrl+Enter"))});
    toggleDone = add("image.toggleDone", tr("Done or not don&e"), {QKeySequence(tr("Ctrl+Alt+K"))});
    nextUndone = add("image.nextUndone", tr("Ne&xt that is not done"), {QKeySequence(tr("Ctrl+Shift+D"))});
    previousUndone =
        add("image.previousUndone", tr("Previo&us that is not done"), {QKeySequence(tr("Ctrl+Shift+A"))});
    filterImages = add("image.filter", tr("Filter the &list"), {QKeySequence(tr("Ctrl+L"))});
    hideOverlays = addCheckable("view.hideOverlays", tr("&Hide all layers"), {Qt::Key_H});
    outlinesOnly = addCheckable("view.outlinesOnly", tr("Outline&s only"), {QKeySequence(tr("Shift+H"))});
    contrast = add("view.contrast", tr("Contrast by han&d"), {QKeySequence(tr("Shift+C"))});
    autoContrast = add("view.autoContrast", tr("Auto &contrast"), {Qt::Key_C});
    scaleBar = addCheckable("view.scaleBar", tr("Scale &bar"));
    navigator = addCheckable("view.navigator", tr("&Navigator"));
    keepView = addCheckable("view.keep", tr("&Keep the view between micrographs"));
    keepView->setToolTip(tr("Zoom and place stay for the next micrograph of the same size."));
    compareSideBySide =
        addCheckable("compare.sideBySide", tr("&Side by side"), {QKeySequence(tr("Ctrl+Alt+S"))});
    compareSwipe = addCheckable("compare.swipe", tr("S&wipe"), {QKeySequence(tr("Ctrl+Alt+C"))});
    compareBlink = addCheckable("compare.blink", tr("B&link"), {QKeySequence(tr("Ctrl+Alt+B"))});
    connect(hideOverlays, &QAction::toggled, &layers, &panels::LayerSettings::setHidden);
    connect(outlinesOnly, &QAction::toggled, &layers, &panels::LayerSettings::setOutlinesOnly);
}

void Actions::makeLayers(panels::LayerSettings& layers)
{
    using canvas::Layers;
    const auto addSwitch = [&](const char* id, const QString& text, bool Layers::*member, bool inverted) {
        auto* action = addCheckable(id, text);
        panels::bindSwitch(action, layers, member, inverted);
        m_layers << action;
    };
    addSwitch("layer.polygons", tr("&Objects as outlines"), &Layers::polygons, false);
    addSwitch("layer.points", tr("&Points of interest"), &Layers::points, false);
    addSwitch("layer.reference", tr("&Reference"), &Layers::reference, false);
    addSwitch("layer.prediction", tr("Pre&diction"), &Layers::prediction, false);
    addSwitch("layer.iou", tr("&IoU overlay"), &Layers::iouOverlay, false);
    addSwitch("layer.black", tr("Overlay on &black"), &Layers::micrograph, true);
    auto* colours = addCheckable("layer.colourBlind", tr("&Colour-blind palette"));
    panels::bindPalette(colours, layers);
    m_layers << colours;
    m_opacity = new QActionGroup(this);
    m_opacity->setExclusionPolicy(QActionGroup::ExclusionPolicy::ExclusiveOptional);
    for (const int percent : {25, 50, 75, 100}) {
        auto* action = m_opacity->addAction(tr("%1 %").arg(percent));
        action->setObjectName(QStringLiteral("layer.opacity%1").arg(percent));
        action->setCheckable(true);
        connect(action, &QAction::triggered, &layers, [&layers, percent] {
            layers.edit([percent](Layers& shown) { shown.opacity = percent / 100.0; });
        });
        const auto show = [action, &layers, percent] {
            action->setChecked(std::abs(layers.layers().opacity - percent / 100.0) < 0.005);
        };
        connect(&layers, &panels::LayerSettings::changed, action, show);
        show();
    }
}

void Actions::makeRest()
{
    classes = add("project.classes", tr("C&lasses…"));
    calibrate = add("project.calibrate", tr("Cali&brate…"));
    databar = add("project.databar", tr("&Information bar…"));
    split = add("project.split", tr("&Split…"));
    consensus = add("project.consensus", tr("C&onsensus…"));
    campaign = add("project.campaign", tr("&Annotation campaign…"));
    check = add("project.check", tr("&Check"));
    relink = add("project.relink", tr("&Find missing micrographs…"));
    evaluate = add("project.evaluate", tr("&Evaluate…"));
    predict = add("project.predict", tr("&Predict this micrograph"), {QKeySequence(tr("Ctrl+P"))});
    startTraining = add("train.start", tr("&Start"), {QKeySequence(tr("Ctrl+T"))});
    stopTraining = add("train.stop", tr("S&top"));
    palette = add("help.commands", tr("&Run a command…"), {QKeySequence(tr("Ctrl+K"))});
    keys = add("help.keys", tr("&Keys…"), {QKeySequence::HelpContents});
    about = add("help.about", tr("&About Sorby"));
    about->setMenuRole(QAction::AboutRole);
}

void Actions::fill(QMenuBar& bar, QMenu* recent) const
{
    const auto addMenu = [&bar](const char* id, const QString& title, const QList<QAction*>& actions) {
        auto* menu = bar.addMenu(title);
        menu->setObjectName(QLatin1String(id));
        for (auto* action : actions) {
            action == nullptr ? menu->addSeparator() : (menu->addAction(action), nullptr);
        }
        return menu;
    };
    auto* file = addMenu("menu.file", tr("&File"),
                         {newProject, openProject, sampleProject, closeProject, reload, nullptr, saveCopy,
                          restore, nullptr, importData, exportData, nullptr, quit});
    recent->setTitle(tr("Open &recent"));
    file->insertMenu(sampleProject, recent);
    auto* view = addMenu("menu.view", tr("&View"),
                         {annotate, train, review, nullptr, zoomIn, zoomOut, zoomActual, zoomFit, nullptr,
                          previousImage, nextImage, previousUndone, nextUndone, markDone, toggleDone,
                          filterImages, nullptr});
    auto* layers = view->addMenu(tr("&Layers"));
    layers->setObjectName(QStringLiteral("menu.layers"));
    layers->addActions(m_layers);
    auto* opacity = view->addMenu(tr("Opacit&y"));
    opacity->setObjectName(QStringLiteral("menu.opacity"));
    opacity->addActions(m_opacity->actions());
    auto* compare = view->addMenu(tr("Co&mpare"));
    compare->setObjectName(QStringLiteral("menu.compare"));
    compare->addActions({compareSideBySide, compareSwipe, compareBlink});
    view->addActions({hideOverlays, outlinesOnly, autoContrast, contrast});
    view->addSeparator();
    view->addActions({scaleBar, navigator, keepView});
    addMenu("menu.project", tr("&Project"),
            {classes, calibrate, databar, consensus, campaign, nullptr, split, check, relink, nullptr,
             evaluate, predict});
    addMenu("menu.train", tr("&Train"), {startTraining, stopTraining});
    addMenu("menu.help", tr("&Help"), {palette, keys, nullptr, about});
}

} // namespace sorby::app
