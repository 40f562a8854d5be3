// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

#include <QObject>

#include <cstddef>
#include <unordered_set>

namespace sorby::document {

class ProjectDocument;

/// Which micrographs of the document are not where the project knows them. Looked up in the background
/// whenever a project is opened or its list of images changes. GUI thread.
class MissingImages : public QObject {
    Q_OBJECT
  public:
    explicit MissingImages(ProjectDocument& document);

    [[nodiscard]] bool contains(project::ImageId id) const { return m_ids.contains(id); }
    [[nodiscard]] std::size_t count() const { return m_ids.size(); }
    /// Again, soon: files come and go without the project.
    void look();

  Q_SIGNALS:
    void changed();

  private:
    using Ids = std::unordered_set<project::ImageId>;
    void start();

    ProjectDocument& m_document;
    Ids m_ids;
    bool m_isLooking = false;
    bool m_again = false;
};

} // namespace sorby::document
