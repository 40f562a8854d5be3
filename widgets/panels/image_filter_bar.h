// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/project_document.h"
#include "widgets/models/image_filter.h"

#include <QWidget>

#include <string>
#include <vector>

class QAction;
class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLineEdit;
class QToolButton;

namespace sorby::panels {

/// What the image list is filtered and sorted by: a line for a text, the criteria below it when they are
/// unfolded, and the order. GUI thread.
class ImageFilterBar : public QWidget {
    Q_OBJECT
  public:
    explicit ImageFilterBar(document::ProjectDocument& document, QWidget* parent = nullptr);

    [[nodiscard]] models::ImageFilter filter() const;
    /// Lets everything through again; the order stays.
    void clear();
    void focusText();
    /// Only the images of this specimen.
    void chooseSpecimen(const std::string& specimen);

  Q_SIGNALS:
    void filterChanged(const sorby::models::ImageFilter& filter);
    void orderChanged(sorby::models::ImageOrder order, bool descending);

  private:
    void addCriteria();
    QComboBox* addChoice(QGridLayout* grid, const QString& name, const QString& label,
                         const QString& toolTip);
    void addSimpleChoices();
    void addIou(QGridLayout* grid);
    void addSorting();
    void fillLists();
    void fillSpecimens();
    void setOpen(bool open);
    void tell();
    void tellOrder();

    document::ProjectDocument& m_document;
    QLineEdit* m_text = nullptr;
    QToolButton* m_unfold = nullptr;
    QToolButton* m_sort = nullptr;
    QWidget* m_criteria = nullptr;
    QComboBox* m_specimen = nullptr;
    QComboBox* m_class = nullptr;
    QComboBox* m_side = nullptr;
    QComboBox* m_status = nullptr;
    QComboBox* m_files = nullptr;
    QDoubleSpinBox* m_least = nullptr;
    QDoubleSpinBox* m_most = nullptr;
    QList<QAction*> m_orders;
    QAction* m_descending = nullptr;
    std::vector<std::string> m_specimens; ///< as the box lists them after "any" and "none"
    bool m_filling = true;                ///< until all is there
};

} // namespace sorby::panels
