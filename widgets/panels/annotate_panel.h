// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/layer_settings.h"
#include "widgets/tools/tool_settings.h"

#include <QWidget>

namespace sorby::panels {

class ClassListBox;
class ContrastBox;
class ImageFacts;
class ToolOptionsBox;

/// The side panel of the workspace Annotate: classes, the tool in hand, layers, contrast, and what is known
/// of the micrograph. It scrolls where the screen is small. GUI thread.
class AnnotatePanel : public QWidget {
    Q_OBJECT
  public:
    AnnotatePanel(LayerSettings& layers, tools::ToolSettings& tools, QWidget* parent = nullptr);

    /// Null: no micrograph.
    void setContent(const document::ImageContent* content, const annotation::ClassList& classes);
    [[nodiscard]] ClassListBox* classes() const { return m_classes; }
    [[nodiscard]] ToolOptionsBox* toolOptions() const { return m_toolOptions; }
    [[nodiscard]] ContrastBox* contrast() const { return m_contrast; }
    [[nodiscard]] QSize minimumSizeHint() const override;

  private:
    QWidget* m_content = nullptr; ///< what scrolls
    ClassListBox* m_classes = nullptr;
    ToolOptionsBox* m_toolOptions = nullptr;
    ContrastBox* m_contrast = nullptr;
    ImageFacts* m_facts = nullptr;
};

} // namespace sorby::panels
