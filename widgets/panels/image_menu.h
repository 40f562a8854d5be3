// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/project_document.h"

#include <QMenu>

#include <vector>

namespace sorby::panels {

/// What can be done with the images chosen in the list. It only asks: whoever opens it does it. GUI thread.
class ImageMenu : public QMenu {
    Q_OBJECT
  public:
    ImageMenu(const document::ProjectDocument& document, std::vector<project::ImageId> images,
              QWidget* parent = nullptr);

    [[nodiscard]] const std::vector<project::ImageId>& images() const { return m_images; }

    void setRelinkVisible(bool visible);

  Q_SIGNALS:
    void statusWanted(sorby::ReviewStatus status);
    void sideWanted(sorby::Membership side);
    void specimenWanted(); ///< choose all images of the specimens
    void revealWanted();
    void copyWanted();
    void relinkWanted();

  private:
    void addStatuses(const document::ProjectDocument& document, bool canChange);
    void addSides(const document::ProjectDocument& document, bool canChange);

    std::vector<project::ImageId> m_images;
    QAction* m_relink = nullptr;
};

} // namespace sorby::panels
