// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/image_content.h"

#include <QGroupBox>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

class QFormLayout;
class QLabel;
class QTableWidget;

namespace sorby::panels {

/// What is known of the current micrograph: size, depth, specimen, side of the split, and the objects and
/// area share of each class. GUI thread.
class ImageFacts : public QGroupBox {
    Q_OBJECT
  public:
    explicit ImageFacts(QWidget* parent = nullptr);

    /// Null: no micrograph.
    void setContent(const document::ImageContent* content, const annotation::ClassList& classes);

  private:
    QLabel* addFact(QFormLayout* form, const QString& name, const QString& label);
    void showCalibration(const std::optional<Calibration>& calibration);
    void showBar(const project::ImageRecord& record);
    void fillClasses(const document::ImageContent& content, const annotation::ClassList& classes);
    /// Of a large reference: counted in a job.
    void countLabels(const std::shared_ptr<const imaging::ReferenceSource>& reference);
    void showAreas(const std::array<std::uint64_t, 256>& pixels);

    QLabel* m_name = nullptr;
    QLabel* m_size = nullptr;
    QLabel* m_depth = nullptr;
    QLabel* m_specimen = nullptr;
    QLabel* m_split = nullptr;
    QLabel* m_pixelSize = nullptr;
    QLabel* m_bar = nullptr;
    QLabel* m_points = nullptr;
    QTableWidget* m_classes = nullptr;
    int m_shown = 0; ///< counts contents, so that an older job's numbers are dropped
};

} // namespace sorby::panels
