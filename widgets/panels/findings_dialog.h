// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/finding.h"

#include <QDialog>

#include <vector>

class QVBoxLayout;

namespace sorby::panels {

/// What an import or a check had to say: a sentence, the number of findings of each severity, and the
/// findings in a table that can be sorted. GUI thread.
class FindingsDialog : public QDialog {
    Q_OBJECT
  public:
    FindingsDialog(const QString& title, const QString& summary, std::vector<formats::Finding> findings,
                   QWidget* parent);

  protected:
    /// Between the table and the button that closes.
    void addBelow(QLayout* layout);

  private:
    QVBoxLayout* m_layout = nullptr;
};

} // namespace sorby::panels
