// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/project_document.h"

#include <QAbstractListModel>

#include <memory>
#include <vector>

namespace sorby::models {

/// The images of a document, one row each: thumbnail (made in the background, when first asked for), name,
/// split, status, IoU of the current run, broken or not. Follows the document's signals. GUI thread.
class ImageListModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role {
        ImageIdRole = Qt::UserRole + 1, ///< qint64
        IouRole,                        ///< double, invalid when there is none
        MembershipRole,                 ///< int of sorby::Membership
        SpecimenRole,
        BrokenRole,      ///< why it cannot be read, or that its file is missing; empty when it can
        ObjectCountRole, ///< qint64, invalid when nobody annotated it
        StatusRole,      ///< int of sorby::ReviewStatus
    };

    explicit ImageListModel(document::ProjectDocument& document, QObject* parent = nullptr);
    ~ImageListModel() override;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QModelIndex indexOf(project::ImageId id) const;
    /// The rows that a view shows now, and then those that it may show next: thumbnails are made for these
    /// and for nothing else.
    void wantThumbnails(const std::vector<project::ImageId>& images);

  private:
    void reset();
    void update();
    void announceChange(const QList<int>& roles);
    [[nodiscard]] bool isMissing(const project::ImageRecord& image) const;
    void announceRecords(const std::vector<project::ImageId>& images);
    [[nodiscard]] QString trouble(const project::ImageRecord& image) const;
    [[nodiscard]] QString toolTip(const project::ImageRecord& image) const;

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sorby::models
