// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/annotation_desk.h"

#include "app/workspaces/edit_actions.h"
#include "app/workspaces/prediction_acceptance.h"
#include "core/base/platform.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/campaign_session.h"
#include "widgets/support/qt_convert.h"
#include "widgets/tools/pick_tool.h"
#include "widgets/tools/selection_commands.h"

#include <QAction>
#include <QDateTime>
#include <QWidget>

#include <algorithm>
#include <functional>

namespace sorby::app {

using tools::Reshape;
using tools::ToolId;

namespace {

const annotation::InsertObject* firstInsertion(const annotation::EditBatch& batch)
{
    for (const auto& edit : batch) {
        if (const auto* insert = std::get_if<annotation::InsertObject>(&edit)) {
            return insert;
        }
    }
    return nullptr;
}

/// In a campaign points are marked, then outlined, and nothing of the others is touched.
bool servesCampaign(ToolId id, const document::CampaignSession& campaign)
{
    switch (id) {
    case ToolId::Measure:
        return true;
    case ToolId::Point:
        return campaign.isMarking();
    case ToolId::Polygon:
    case ToolId::Rectangle:
    case ToolId::Ellipse:
    case ToolId::Scissors:
        return campaign.isOutlining();
    default:
        return false;
    }
}

} // namespace

AnnotationDesk::AnnotationDesk(const Parts& parts, QObject* parent)
    : QObject(parent),
      m_parts(parts),
      m_editor(new document::AnnotationEditor(parts.document, this)),
      m_selection(new tools::Selection(this))
{
    m_context = std::make_unique<tools::ToolContext>(
        tools::ToolContext{*m_editor, parts.settings, *m_selection, {}, {}});
    m_tools = new tools::ToolBox(*m_context, this);
    m_acceptance = new PredictionAcceptance(*m_context, parts.document, this);
    connectTools();
    connectHistory();
    connectCommands();
    connectSelection();
    connect(&parts.document, &document::ProjectDocument::opened, this, &AnnotationDesk::updateClasses);
    connect(&parts.document, &document::ProjectDocument::imagesChanged, this, &AnnotationDesk::updateClasses);
    m_editor->setAnnotator(support::toQString(platform::userName()));
    parts.actions.tool(m_tools->currentId())->setChecked(true);
    parts.canvas.setTool(&m_tools->current());
    updateClasses();
    updateCommands();
}

AnnotationDesk::~AnnotationDesk()
{
    delete m_tools; // before the context that it refers to; the canvas sees that it is gone
}

void AnnotationDesk::connectTools()
{
    auto* canvas = &m_parts.canvas;
    connect(m_tools, &tools::ToolBox::repaintWanted, canvas, qOverload<>(&QWidget::update));
    connect(m_tools, &tools::ToolBox::cursorChanged, canvas, &canvas::Canvas::toolCursorChanged);
    connect(m_tools, &tools::ToolBox::refused, this, &AnnotationDesk::refused);
    connect(m_tools, &tools::ToolBox::hintChanged, this, [this] {
        Q_EMIT hint(m_tools->current().hint());
        updateHistory();
    });
    connect(m_tools, &tools::ToolBox::taken, this, [this](ToolId id) {
        m_parts.actions.tool(id)->setChecked(true);
        m_parts.canvas.setTool(m_isActive ? &m_tools->current() : nullptr);
    });
    for (std::size_t i = 0; i < tools::kToolCount; ++i) {
        const auto id = static_cast<ToolId>(i);
        connect(m_parts.actions.tool(id), &QAction::triggered, this, [this, id] {
            if (id != ToolId::Pick || !pickUnderPointer()) {
                m_tools->take(id);
            }
            m_parts.canvas.setFocus();
        });
    }
    connect(m_editor, &document::AnnotationEditor::changed, this,
            [this](const PixelRect& area, bool pixelsOnly) {
                const auto part = pixelsOnly ? canvas::AnnotationPart::Pixels : canvas::AnnotationPart::All;
                if (m_campaign != nullptr && m_campaign->isActive()) {
                    m_parts.canvas.annotationsChanged(
                        m_campaign->filter(m_editor->image(), m_editor->annotations()), area, part);
                } else {
                    m_parts.canvas.annotationsChanged(m_editor->annotations(), area, part);
                }
                if (!m_parts.actions.undo->isEnabled()) {
                    updateHistory(); // a stroke that has begun can be taken back
                }
            });
}

/// The key picks at once where the pointer is; the button of the tool bar takes the tool.
bool AnnotationDesk::pickUnderPointer()
{
    const auto at = m_parts.canvas.pointerAt();
    const auto id = at ? tools::classAt(*m_context, *at) : std::nullopt;
    if (!id) {
        return false;
    }
    m_parts.settings.setClass(*id);
    m_parts.actions.tool(m_tools->currentId())->setChecked(true); // the action is one of the tools' group
    return true;
}

void AnnotationDesk::connectHistory()
{
    const auto& actions = m_parts.actions;
    connect(actions.undo, &QAction::triggered, this, [this] {
        // What is being drawn has a history of its own: its last piece first, else all of it.
        if (auto& tool = m_tools->current(); tool.isBusy()) {
            if (!tool.takeBack()) {
                m_tools->cancel(canvas::CancelReason::Escape);
            }
            return;
        }
        m_editor->undo();
    });
    connect(actions.redo, &QAction::triggered, this, [this] {
        m_tools->cancel(canvas::CancelReason::AnnotationsChanged);
        m_editor->redo();
    });
    connect(actions.save, &QAction::triggered, this, [this] {
        if (const auto writer = m_parts.document.writer()) {
            (void)writer->flush(); // savedText() says what came of it
        }
        Q_EMIT news(savedText());
    });
    connect(m_editor, &document::AnnotationEditor::historyChanged, this, &AnnotationDesk::updateCommands);
    connect(m_editor, &document::AnnotationEditor::obstacleChanged, this, &AnnotationDesk::updateCommands);
    connect(&m_parts.document, &document::ProjectDocument::savingChanged, this,
            &AnnotationDesk::savedTextChanged);
    connect(m_editor, &document::AnnotationEditor::finished, this, &AnnotationDesk::tellRemoval);
}

void AnnotationDesk::connectCommands()
{
    const auto& actions = m_parts.actions;
    // A drag that is under way would end up in the command's step.
    const auto on = [this](QAction* action, auto work) {
        connect(action, &QAction::triggered, this, [this, work] {
            m_tools->cancel(canvas::CancelReason::AnnotationsChanged);
            work();
        });
    };
    const auto set = [this](QAction* action, auto work) { connect(action, &QAction::triggered, this, work); };
    on(actions.copy, [this] {
        m_clipboard = m_selection->objectsIn(m_editor->annotations());
        updateCommands();
    });
    on(actions.cut, [this] {
        m_clipboard = m_selection->objectsIn(m_editor->annotations());
        tools::removeSelection(*m_context);
        updateCommands();
    });
    on(actions.paste, [this] {
        if (!tools::paste(*m_context, m_clipboard)) {
            Q_EMIT news(tr("What was copied lies outside of this micrograph."));
        }
    });
    on(actions.remove, [this] { tools::removeSelection(*m_context); });
    on(actions.selectAll, [this] {
        std::vector<annotation::ObjectId> ids;
        for (const auto& object : m_editor->annotations().objects) {
            ids.push_back(object.id);
        }
        m_selection->set(std::move(ids));
        m_tools->take(ToolId::Select);
    });
    on(actions.selectNone, [this] { m_selection->clear(); });
    on(actions.reclass, [this] { tools::reclassSelection(*m_context); });
    on(actions.merge, [this] { tell(tools::mergeSelection(*m_context), {}); });
    on(actions.raise, [this] { tools::raiseSelection(*m_context); });
    on(actions.lower, [this] { tools::lowerSelection(*m_context); });
    using Amount = std::function<double(const tools::ToolOptions&)>;
    const auto reshapes = [this, on](QAction* action, Reshape kind, const Amount& amount) {
        on(action, [this, kind, amount] {
            tell(tools::reshapeSelection(*m_context, kind, amount(m_context->options())),
                 tr("This changes nothing here."));
        });
    };
    const auto fixed = [](double amount) { return [amount](const tools::ToolOptions&) { return amount; }; };
    const Amount growth = [](const tools::ToolOptions& options) { return options.growthPx; };
    reshapes(actions.smooth, Reshape::Smooth, [](const auto& options) { return options.smoothingPx; });
    reshapes(actions.simplify, Reshape::Simplify, fixed(0.5));
    reshapes(actions.grow, Reshape::Grow, growth);
    reshapes(actions.shrink, Reshape::Shrink, growth);
    reshapes(actions.fillHoles, Reshape::FillHoles, fixed(0));
    reshapes(actions.removeSmall, Reshape::RemoveSmall, [](const auto& options) { return options.smallPx; });
    on(actions.flatten, [this] { tools::flattenSelection(*m_context); });
    on(actions.trace, [this] { tools::traceToObjects(*m_context); });
    on(actions.acceptObjects, [this] { m_acceptance->accept(true); });
    on(actions.acceptPixels, [this] { m_acceptance->accept(false); });
    connect(m_acceptance, &PredictionAcceptance::refused, this, &AnnotationDesk::refused);
    connect(m_acceptance, &PredictionAcceptance::accepted, this, [this](bool replaced) {
        if (replaced) {
            Q_EMIT news(tr("The prediction is in the place of what was annotated. %1 brings that back.")
                            .arg(m_parts.actions.undo->shortcut().toString(QKeySequence::NativeText)));
        }
    });
    set(actions.brushLarger, [this] { m_parts.settings.growBrush(1); });
    set(actions.brushSmaller, [this] { m_parts.settings.growBrush(-1); });
    set(actions.brushMuchLarger, [this] { m_parts.settings.growBrush(5); });
    set(actions.brushMuchSmaller, [this] { m_parts.settings.growBrush(-5); });
    set(actions.swapClass, [this] { m_parts.settings.swapClass(); });
    connect(actions.snap, &QAction::toggled, this, [this](bool snaps) {
        m_parts.settings.edit([snaps](tools::ToolOptions& options) { options.snaps = snaps; });
    });
    connect(&m_parts.settings, &tools::ToolSettings::changed, this,
            [this] { m_parts.actions.snap->setChecked(m_parts.settings.options().snaps); });
}

void AnnotationDesk::connectSelection()
{
    connect(m_selection, &tools::Selection::changed, this, [this] {
        m_parts.canvas.setSelection(m_selection->ids());
        updateCommands();
    });
}

void AnnotationDesk::joinCampaign(document::CampaignSession& session)
{
    using document::CampaignSession;
    m_campaign = &session;
    m_context->prepareObject = [this](annotation::Object object) -> Result<annotation::Object> {
        return m_campaign->isActive() ? m_campaign->prepareOutline(m_editor->image(), std::move(object))
                                      : Result<annotation::Object>(std::move(object));
    };
    m_context->preparePoint =
        [this](annotation::PointOfInterest point) -> Result<annotation::PointOfInterest> {
        if (!m_campaign->isActive()) {
            return point;
        }
        auto prepared = m_campaign->preparePoint(m_editor->image(), point.position);
        if (prepared) {
            prepared->id = point.id;
        }
        return prepared;
    };
    connect(&session, &CampaignSession::changed, this, [this] {
        const bool isActive = m_campaign->isActive();
        m_editor->setAnnotator(support::toQString(isActive ? m_campaign->annotator() : platform::userName()));
        m_context->hidesOthers = isActive;
        if (isActive) {
            m_selection->clear();
            if (!servesCampaign(m_tools->currentId(), *m_campaign)) {
                m_tools->take(m_campaign->isMarking() ? ToolId::Point : ToolId::Polygon);
            }
        }
        updateCommands();
    });
    connect(m_editor, &document::AnnotationEditor::stepped, this, [this](const annotation::EditBatch& batch) {
        if (!m_campaign->isActive()) {
            return;
        }
        m_campaign->followPoints(m_editor->image(), m_editor->annotations().points);
        m_campaign->followObjects(m_editor->image(), m_editor->annotations().objects);
        const auto* insert = m_campaign->isOutlining() ? firstInsertion(batch) : nullptr;
        if (insert != nullptr) {
            if (const auto done = m_campaign->acceptPolygon(m_editor->image(), insert->object); !done) {
                Q_EMIT news(support::toUserText(done.error()));
            }
        }
    });
}

/// A single key may have removed them.
void AnnotationDesk::tellRemoval(const annotation::EditBatch& batch)
{
    const auto isRemoval = [](const annotation::Edit& edit) {
        return std::holds_alternative<annotation::RemoveObject>(edit) ||
               std::holds_alternative<annotation::RemovePoint>(edit);
    };
    if (!batch.empty() && std::all_of(batch.begin(), batch.end(), isRemoval)) {
        Q_EMIT news(tr("%n annotation(s) removed. %1 brings back what is gone.", "annotations",
                       static_cast<int>(batch.size()))
                        .arg(m_parts.actions.undo->shortcut().toString(QKeySequence::NativeText)));
    }
}

void AnnotationDesk::tell(const Result<bool>& done, const QString& nothing)
{
    if (!done) {
        Q_EMIT news(support::toUserText(done.error()));
    } else if (!*done && !nothing.isEmpty()) {
        Q_EMIT news(nothing);
    }
}

void AnnotationDesk::showContent(const std::shared_ptr<const document::ImageContent>& content)
{
    const bool isSame = content && m_context->content && content->record.id == m_editor->image();
    m_tools->cancel(isSame ? canvas::CancelReason::AnnotationsChanged : canvas::CancelReason::OtherImage);
    if (isSame && m_editor->isInteracting()) {
        // What is being drawn goes on; what was read is what it began with.
        const auto size = m_editor->imageSize();
        m_parts.canvas.annotationsChanged(m_editor->annotations(), {0, 0, size.width, size.height});
        return;
    }
    m_context->content = content;
    m_context->classes = m_parts.document.classes();
    if (!isSame) {
        m_selection->clear();
    }
    content ? m_editor->show(content->record.id, content->size(), content->annotations)
            : m_editor->show(0, {}, {});
    m_selection->keepExisting(m_editor->annotations());
    m_parts.canvas.setSelection(m_selection->ids()); // the scene was made anew
    m_tools->current().resume();
    updateCommands();
    Q_EMIT hint(m_isActive ? m_tools->current().hint() : QString());
}

void AnnotationDesk::setActive(bool active)
{
    if (m_isActive == active) {
        return;
    }
    m_tools->cancel(canvas::CancelReason::OtherTool);
    m_isActive = active;
    m_parts.canvas.setTool(active ? &m_tools->current() : nullptr);
    updateCommands();
    Q_EMIT hint(active ? m_tools->current().hint() : QString());
}

void AnnotationDesk::updateClasses()
{
    m_context->classes = m_parts.document.classes();
    const auto current = m_parts.settings.options().classId;
    if (current != annotation::kIgnore && current >= m_context->classes.size() &&
        m_context->classes.size() > 1) {
        m_parts.settings.setClass(1);
    }
}

void AnnotationDesk::updateHistory()
{
    const auto& actions = m_parts.actions;
    const bool isOpen = m_parts.document.isOpen();
    const auto name = [isOpen](QAction* action, const std::optional<QString>& text, const QString& plain,
                               const QString& with) {
        action->setText(text ? with.arg(*text) : plain);
        action->setEnabled(isOpen && text.has_value());
    };
    name(actions.undo, m_editor->undoText(), tr("&Undo"), tr("&Undo: %1"));
    name(actions.redo, m_editor->redoText(), tr("&Redo"), tr("&Redo: %1"));
    if (isOpen && m_tools->current().isBusy()) {
        actions.undo->setText(tr("&Undo"));
        actions.undo->setEnabled(true);
    }
}

void AnnotationDesk::updateCommands()
{
    const auto& actions = m_parts.actions;
    updateHistory();
    // An annotator of a campaign marks or outlines; commands on all that is there would reach what is hidden.
    const bool isFree = m_campaign == nullptr || !m_campaign->isActive();
    const bool canEdit = m_isActive && isFree && m_editor->obstacle().isEmpty();
    const bool isOpen = m_parts.document.isOpen();
    const bool hasSelection = canEdit && !m_selection->isEmpty();
    for (auto* action : actions.forSelection()) {
        action->setEnabled(hasSelection);
    }
    actions.merge->setEnabled(canEdit && m_selection->ids().size() > 1);
    actions.copy->setEnabled(m_isActive && isFree && !m_selection->isEmpty());
    actions.paste->setEnabled(canEdit && !m_clipboard.empty());
    const bool hasImage = m_isActive && isFree && m_editor->image() != 0;
    actions.selectAll->setEnabled(hasImage);
    actions.trace->setEnabled(canEdit && !m_editor->annotations().pixelEdits.isEmpty());
    const bool hasPrediction = m_context->content && m_context->content->prediction;
    actions.acceptObjects->setEnabled(canEdit && hasPrediction);
    actions.acceptPixels->setEnabled(canEdit && hasPrediction);
    actions.save->setEnabled(isOpen);
    for (std::size_t i = 0; i < tools::kToolCount; ++i) {
        const auto id = static_cast<ToolId>(i);
        actions.tool(id)->setEnabled(m_isActive && isOpen && (isFree || servesCampaign(id, *m_campaign)));
    }
    for (auto* action : {actions.brushLarger, actions.brushSmaller, actions.brushMuchLarger,
                         actions.brushMuchSmaller, actions.swapClass, actions.snap}) {
        action->setEnabled(m_isActive && isOpen);
    }
}

QString AnnotationDesk::savedText() const
{
    if (!m_parts.document.writer()) {
        return {};
    }
    const auto state = m_parts.document.writer()->state();
    if (state.failure) {
        return tr("Not saved: %1").arg(support::toUserText(*state.failure));
    }
    if (state.waiting > 0) {
        return tr("Saving…");
    }
    if (!state.savedAt) {
        return tr("All is saved");
    }
    const auto seconds = std::chrono::system_clock::to_time_t(*state.savedAt);
    return tr("Saved %1").arg(QDateTime::fromSecsSinceEpoch(seconds).toString(QStringLiteral("HH:mm:ss")));
}

QString AnnotationDesk::saveFailure() const
{
    const auto writer = m_parts.document.writer();
    if (!writer) {
        return {};
    }
    const auto state = writer->state();
    return state.failure ? support::toUserText(*state.failure) : QString();
}

} // namespace sorby::app
