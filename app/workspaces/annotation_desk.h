// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool_box.h"

#include <QObject>
#include <QString>

#include <memory>
#include <vector>

namespace sorby::canvas {
class Canvas;
}
namespace sorby::document {
class CampaignSession;
}

namespace sorby::app {

class EditActions;
class PredictionAcceptance;

/// Joins what drawing needs: the editor of the annotations, the tools and their settings, the selection, the
/// canvas and the commands. GUI thread.
class AnnotationDesk : public QObject {
    Q_OBJECT
  public:
    struct Parts {
        document::ProjectDocument& document;
        canvas::Canvas& canvas;
        tools::ToolSettings& settings;
        EditActions& actions;
    };
    explicit AnnotationDesk(const Parts& parts, QObject* parent = nullptr);
    ~AnnotationDesk() override;

    [[nodiscard]] document::AnnotationEditor& editor() const { return *m_editor; }
    [[nodiscard]] tools::ToolSettings& settings() const { return m_parts.settings; }
    [[nodiscard]] tools::Selection& selection() const { return *m_selection; }
    [[nodiscard]] tools::ToolBox& tools() const { return *m_tools; }
    [[nodiscard]] tools::ToolContext& context() { return *m_context; }

    /// An annotator of a campaign sees and draws what it allows.
    void joinCampaign(document::CampaignSession& session);
    /// Another micrograph, or the same one read anew; null: none.
    void showContent(const std::shared_ptr<const document::ImageContent>& content);
    /// Tools belong to the workspace in which one annotates.
    void setActive(bool active);
    /// "Saved 12:03:41", "Saving…", "Not saved: the disk is full"; empty without a project that can be
    /// changed.
    [[nodiscard]] QString savedText() const;
    /// Why the last changes are not on disk; empty when they are, or soon will be.
    [[nodiscard]] QString saveFailure() const;

  Q_SIGNALS:
    void news(const QString& message);
    void refused(const QString& why); ///< by a tool
    void hint(const QString& text);
    void savedTextChanged();

  private:
    void connectTools();
    void connectHistory();
    void connectCommands();
    void connectSelection();
    void updateCommands();
    void updateHistory();
    void updateClasses();
    void tellRemoval(const annotation::EditBatch& batch);
    bool pickUnderPointer();
    void tell(const Result<bool>& done, const QString& nothing);

    Parts m_parts;
    document::AnnotationEditor* m_editor = nullptr;
    tools::Selection* m_selection = nullptr;
    std::unique_ptr<tools::ToolContext> m_context;
    tools::ToolBox* m_tools = nullptr;
    PredictionAcceptance* m_acceptance = nullptr;
    std::vector<annotation::Object> m_clipboard;
    bool m_isActive = true;
    document::CampaignSession* m_campaign = nullptr;
};

} // namespace sorby::app
