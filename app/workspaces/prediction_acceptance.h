// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/imaging/tracer.h"
#include "widgets/document/project_document.h"
#include "widgets/tools/background_result.h"
#include "widgets/tools/tool_context.h"

#include <QObject>

#include <vector>

namespace sorby::app {

/// Takes the shown prediction in the place of the annotations, as one step: as objects with outlines, or as
/// pixel edits. Outlines of a large micrograph take a while and are traced on another thread; when the
/// annotations have changed meanwhile nothing is taken. GUI thread.
class PredictionAcceptance : public QObject {
    Q_OBJECT
  public:
    PredictionAcceptance(tools::ToolContext& context, const document::ProjectDocument& document,
                         QObject* parent = nullptr);
    void accept(bool asObjects);

  Q_SIGNALS:
    void accepted(bool replacedAnnotations);
    void refused(const QString& why);

  private:
    struct Made {
        std::vector<imaging::TracedRegion> regions;
        annotation::PixelEdits pixels;
    };
    void take(Made made);

    tools::ToolContext& m_context;
    const document::ProjectDocument& m_document;
    tools::BackgroundResult<Made> m_work;
};

} // namespace sorby::app
