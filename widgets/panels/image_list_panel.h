// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/project_document.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QSortFilterProxyModel;

namespace sorby::models {
class ImageListModel;
}

namespace sorby::panels {

/// The project's micrographs with a filter line; its selection and the document's current image are one. GUI
/// thread.
class ImageListPanel : public QWidget {
    Q_OBJECT
  public:
    explicit ImageListPanel(document::ProjectDocument& document, QWidget* parent = nullptr);

    /// Goes on by `step` images among those that the filter shows.
    void step(int step);
    [[nodiscard]] QListView* view() const { return m_view; }
    void focusFilter();

  Q_SIGNALS:
    void importRequested();

  private:
    void showCurrent();
    void showCount();

    document::ProjectDocument& m_document;
    models::ImageListModel* m_model = nullptr;
    QSortFilterProxyModel* m_shown = nullptr;
    QLineEdit* m_filter = nullptr;
    QListView* m_view = nullptr;
    QLabel* m_count = nullptr;
    QWidget* m_empty = nullptr;
    bool m_filtering = false;
};

} // namespace sorby::panels
