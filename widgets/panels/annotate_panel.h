// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/layer_settings.h"

#include <QWidget>

namespace sorby::panels {

class ContrastBox;
class ImageFacts;

/// The side panel of the workspace Annotate: layers, contrast, and what is known of the micrograph. GUI
/// thread.
class AnnotatePanel : public QWidget {
    Q_OBJECT
  public:
    explicit AnnotatePanel(LayerSettings& layers, QWidget* parent = nullptr);

    /// Null: no micrograph.
    void setContent(const document::ImageContent* content, const annotation::ClassList& classes);
    [[nodiscard]] ContrastBox* contrast() const { return m_contrast; }

  private:
    ContrastBox* m_contrast = nullptr;
    ImageFacts* m_facts = nullptr;
};

} // namespace sorby::panels
