// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/campaign.h"

#include <QTableWidget>

#include <string>
#include <vector>

namespace sorby::panels {

/// How far each annotator of a campaign is. GUI thread.
class CampaignTable : public QTableWidget {
    Q_OBJECT
  public:
    explicit CampaignTable(QWidget* parent = nullptr);

    /// `who` is set in bold: whoever sits here; may be empty.
    void setProgress(annotation::CampaignPhase phase,
                     const std::vector<annotation::AnnotatorProgress>& progress, const std::string& who);
    [[nodiscard]] QSize sizeHint() const override;
};

} // namespace sorby::panels
