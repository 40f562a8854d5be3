// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/prediction_acceptance.h"

#include "widgets/support/qt_convert.h"

#include <utility>

namespace sorby::app {

PredictionAcceptance::PredictionAcceptance(tools::ToolContext& context,
                                           const document::ProjectDocument& document, QObject* parent)
    : QObject(parent), m_context(context), m_document(document), m_work(this, tr("Accept the prediction"))
{}

void PredictionAcceptance::accept(bool asObjects)
{
    const auto content = m_context.content;
    if (!content || !content->prediction) {
        return;
    }
    const auto image = m_context.editor.image();
    const auto revision = m_context.editor.revision();
    m_work.drop();
    m_work.ask(
        [prediction = content->prediction, asObjects](const JobControl& /*control*/) -> Result<Made> {
            const auto size = prediction->size();
            const auto labels = prediction->labels({0, 0, size.width, size.height});
            Made made;
            if (asObjects) {
                made.regions = imaging::traceClasses(labels);
            } else {
                made.pixels = annotation::PixelEdits::fromLabels(labels);
            }
            return made;
        },
        [this, image, revision](Result<Made> made) {
            if (!made) {
                Q_EMIT refused(support::toUserText(made.error()));
            } else if (m_context.editor.image() != image || m_context.editor.revision() != revision) {
                Q_EMIT refused(tr("The annotations changed meanwhile: the prediction was not taken."));
            } else {
                take(std::move(*made));
            }
        });
}

void PredictionAcceptance::take(Made made)
{
    auto& editor = m_context.editor;
    annotation::Annotations wanted = editor.annotations();
    wanted.objects.clear();
    wanted.pixelEdits = std::move(made.pixels);
    const auto* run = m_document.currentRun();
    for (auto& region : made.regions) {
        annotation::Object object;
        object.id = editor.newId();
        object.classId = region.classId;
        object.polygon = std::move(region.polygon);
        object.provenance = editor.provenance(annotation::Origin::Predicted);
        object.provenance.who = run == nullptr ? std::string() : run->name;
        wanted.objects.push_back(std::move(object));
    }
    const bool replaces =
        editor.annotations().objects.size() > 0 || !editor.annotations().pixelEdits.isEmpty();
    if (editor.submit(annotation::difference(editor.annotations(), wanted), tr("Accept the prediction"))) {
        Q_EMIT accepted(replaces);
    }
}

} // namespace sorby::app
