// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/project_document.h"
#include "widgets/models/image_filter.h"

#include <QTimer>
#include <QWidget>

#include <vector>

class QLabel;
class QListView;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace sorby::models {
class FilteredImages;
class ImageListModel;
} // namespace sorby::models

namespace sorby::panels {

class ImageFilterBar;

/// The project's micrographs with their filters; the list's current row and the document's current image are
/// one. Status and side of the split of the chosen ones are set here. GUI thread.
class ImageListPanel : public QWidget {
    Q_OBJECT
  public:
    explicit ImageListPanel(document::ProjectDocument& document, QWidget* parent = nullptr);

    /// Goes on by `step` images among those that the filter shows.
    void step(int step);
    /// Goes to the next image in this direction (1 or -1) that is neither done nor rejected; beyond the end
    /// it begins anew.
    void stepUndone(int direction);
    /// The current image is done, and the next one that is not becomes the current one.
    void markDoneAndGoOn();
    /// The chosen images are done, or without status when all of them were.
    void toggleDone();
    [[nodiscard]] QListView* view() const { return m_view; }
    /// The images that are likely to be wanted next: the following one, the one before, the next undone.
    [[nodiscard]] std::vector<project::ImageId> neighbours() const;
    void focusFilter();

  Q_SIGNALS:
    void importRequested();
    void relinkRequested(const std::vector<sorby::project::ImageId>& images);
    void revealRequested(const std::vector<sorby::project::ImageId>& images);
    void news(const QString& text);
    void failed(const QString& title, const QString& text);

  private:
    void makeView();
    QWidget* makeEmptyState();
    QWidget* makeNothingFound();
    void addCounts(QVBoxLayout* layout);
    void connectView();
    void connectDocument();
    void openMenu(const QPoint& place);
    [[nodiscard]] std::vector<project::ImageId> chosenImages() const;
    void setStatus(const std::vector<project::ImageId>& images, ReviewStatus status);
    void setSide(const std::vector<project::ImageId>& images, Membership side);
    void chooseSpecimens(const std::vector<project::ImageId>& images);
    void copyNames(const std::vector<project::ImageId>& images);
    void takeFilter(const models::ImageFilter& filter);
    void showCurrent();
    void goTo(const QModelIndex& index);
    void showCount();
    void askForThumbnails();

    document::ProjectDocument& m_document;
    models::ImageListModel* m_model = nullptr;
    models::FilteredImages* m_shown = nullptr;
    ImageFilterBar* m_filter = nullptr;
    QListView* m_view = nullptr;
    QLabel* m_count = nullptr;
    QPushButton* m_clear = nullptr;
    QProgressBar* m_done = nullptr;
    QWidget* m_empty = nullptr;
    QWidget* m_nothing = nullptr;
    QTimer m_thumbnailTimer; ///< once for many changes in a turn of the event loop
    QTimer m_countTimer;
    bool m_following = false; ///< the list changes by itself: the current image stays
};

} // namespace sorby::panels
