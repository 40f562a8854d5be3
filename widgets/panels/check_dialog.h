// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/check.h"
#include "widgets/panels/findings_dialog.h"

#include <QString>

#include <cstddef>
#include <vector>

class QDoubleSpinBox;
class QHBoxLayout;

namespace sorby::panels {

/// What a check of the project found. It can be repeated with another smallest area, and what is certain can
/// be repaired; the dialog only says that this is wanted. GUI thread.
class CheckDialog : public FindingsDialog {
    Q_OBJECT
  public:
    struct Repairs {
        std::size_t count = 0; ///< findings for which the repair is certain
        QString obstacle;      ///< why none can be made now; empty: they can
    };
    /// `options`: those of this check.
    CheckDialog(const QString& summary, std::vector<formats::Finding> findings,
                const workflow::CheckOptions& options, const Repairs& repairs, QWidget* parent);

  Q_SIGNALS:
    /// The dialog closes; the answer is for another one.
    void checkWanted(const sorby::workflow::CheckOptions& options);
    /// The dialog stays open: whoever repairs may ask first, and closes it.
    void repairWanted();

  private:
    void addArea(QHBoxLayout& row, double minimumAreaPx);
    void addRepair(QHBoxLayout& row, const Repairs& repairs);

    QDoubleSpinBox* m_area = nullptr;
};

} // namespace sorby::panels
