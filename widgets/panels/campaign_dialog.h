// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/campaign.h"
#include "widgets/panels/task_dialog.h"

#include <string>
#include <vector>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace sorby::panels {

class CampaignTable;

/// Sets up an annotation campaign, or shows where one stands; and asks who is sitting here now. GUI thread.
class CampaignDialog : public TaskDialog {
    Q_OBJECT
  public:
    struct Known {
        std::vector<workflow::CampaignReport> campaigns; ///< in the order they were started
        std::vector<project::ImageRecord> images;
        annotation::ClassList classes;
        bool isReadOnly = false;
    };
    CampaignDialog(Known known, QWidget* parent);

    /// The campaign that was chosen; null: a new one is to be started.
    [[nodiscard]] const annotation::Campaign* chosen() const;
    [[nodiscard]] workflow::CampaignRequest request() const; ///< of the new one
    [[nodiscard]] std::string annotator() const;             ///< who is sitting here

  Q_SIGNALS:
    /// The dialog closes with one of these.
    void closeMarkingRequested(const sorby::annotation::Campaign& campaign);
    void exportRequested(const sorby::annotation::Campaign& campaign);

  protected:
    [[nodiscard]] QString problem() const override;

  private:
    void addChoice();
    void addNewRows();
    void addKnownRows();
    void followChoice();
    void followAnnotators();
    [[nodiscard]] std::vector<std::string> annotators() const; ///< as entered
    [[nodiscard]] std::vector<project::ImageId> images() const;
    [[nodiscard]] QString problemOfNew() const;

    Known m_known;
    QComboBox* m_choice = nullptr;
    QLineEdit* m_name = nullptr;
    QPlainTextEdit* m_annotators = nullptr;
    QComboBox* m_images = nullptr;
    QComboBox* m_class = nullptr;
    QDoubleSpinBox* m_distance = nullptr;
    QSpinBox* m_agree = nullptr;
    QComboBox* m_assignment = nullptr;
    QSpinBox* m_seed = nullptr;
    QLabel* m_state = nullptr;
    CampaignTable* m_table = nullptr;
    QPushButton* m_close = nullptr;
    QPushButton* m_export = nullptr;
    QComboBox* m_who = nullptr;
    std::vector<QWidget*> m_newRows;   ///< fields that describe a new campaign
    std::vector<QWidget*> m_knownRows; ///< what is shown of one that there is
};

} // namespace sorby::panels
