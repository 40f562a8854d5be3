// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/project_document.h"
#include "widgets/models/image_filter.h"

#include <QAbstractProxyModel>

#include <memory>
#include <vector>

namespace sorby::models {

class ImageListModel;

/// The images of an ImageListModel that a filter lets through, in an order. It looks at the document's
/// records themselves and not at the items' data, since 100,000 images are to be filtered in 0.1 s. Rows that
/// come or go one by one are told as such, so that views keep their place; larger changes are a reset. GUI
/// thread.
class FilteredImages : public QAbstractProxyModel {
    Q_OBJECT
  public:
    FilteredImages(document::ProjectDocument& document, ImageListModel& images, QObject* parent = nullptr);
    ~FilteredImages() override;

    [[nodiscard]] const ImageFilter& filter() const;
    void setFilter(const ImageFilter& filter);
    [[nodiscard]] ImageOrder imageOrder() const;
    [[nodiscard]] bool isDescending() const;
    void setImageOrder(ImageOrder order, bool descending);
    /// Is the answer to a slow question outstanding (a class, missing files)? The rows are those of before.
    [[nodiscard]] bool isSearching() const;

    [[nodiscard]] project::ImageId imageAt(int row) const;
    /// -1: not shown.
    [[nodiscard]] int rowOf(project::ImageId id) const;
    /// The shown images in their order.
    [[nodiscard]] std::vector<project::ImageId> shownImages() const;
    /// The next row from that of `from` on in this direction (1 or -1), beyond the ends from the other end,
    /// whose image can be read and is neither done nor rejected; -1: there is none besides `from`. An image
    /// that is not shown counts from where it would be.
    [[nodiscard]] int undoneRow(project::ImageId from, int direction) const;

    [[nodiscard]] QModelIndex mapToSource(const QModelIndex& index) const override;
    [[nodiscard]] QModelIndex mapFromSource(const QModelIndex& index) const override;
    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

  Q_SIGNALS:
    /// Around every change of the rows that is the list's own doing.
    void rowsChanging();
    void rowsChanged();
    void searchingChanged(bool searching);
    void failed(const QString& message); ///< a question could not be answered

  private:
    void followSource();
    void takeChange(const QModelIndex& first, const QModelIndex& last, const QList<int>& roles);
    void update();
    void show(std::vector<int> rows);
    void rearrange(std::vector<int> rows);
    void insertAndRemove(const std::vector<int>& rows, const std::vector<int>& places);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sorby::models
