// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/project_document.h"
#include "widgets/models/image_filter.h"

#include <QString>

#include <vector>

namespace sorby::models {

/// What filtering and sorting need of every image of a document, worked out when it is first asked for and
/// kept until forget(): names with their case folded, and numbers by which images are sorted. Indices are
/// places in document.images(). GUI thread.
class ImageRanks {
  public:
    explicit ImageRanks(const document::ProjectDocument& document) : m_document(document) {}

    void forget();
    /// The image at this place is known by something else, perhaps by another name.
    void forget(int place);
    /// Name and specimen, on two lines, without upper case.
    [[nodiscard]] const std::vector<QString>& texts();
    /// Smaller comes first; what has no value is infinite, whichever way `descending` turns the others.
    [[nodiscard]] std::vector<double> keys(ImageOrder order, bool descending);

  private:
    [[nodiscard]] const std::vector<double>& namePlaces();
    [[nodiscard]] std::vector<double> specimenPlaces() const;

    const document::ProjectDocument& m_document;
    std::vector<QString> m_texts;
    std::vector<double> m_namePlaces;
};

} // namespace sorby::models
