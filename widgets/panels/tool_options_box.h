// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "widgets/tools/tool_box.h"
#include "widgets/tools/tool_settings.h"

#include <QGroupBox>

#include <functional>
#include <utility>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QRadioButton;
class QSlider;

namespace sorby::panels {

/// What can be set for the tool in hand, and nothing else; for a tool with nothing to set, what to do with
/// it. It shows and changes the ToolSettings. GUI thread.
class ToolOptionsBox : public QGroupBox {
    Q_OBJECT
  public:
    explicit ToolOptionsBox(tools::ToolSettings& settings, QWidget* parent = nullptr);

    /// Shows what is in hand from now on; `box` outlives it or goes with its window.
    void follow(tools::ToolBox& box);
    void setTool(tools::ToolId id);
    /// What to do next, of a tool without options.
    void setHint(const QString& hint);
    void setClasses(const annotation::ClassList& classes);

  Q_SIGNALS:
    /// Enter was pressed in a field: the keys are wanted on the canvas again.
    void finished();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    enum class Part {
        Size,
        Shape,
        EraseTo,
        Over,
        OnlyClass,
        Tolerance,
        Contiguous,
        Superpixels,
        Snap,
        Amounts,
        Hint
    };
    /// A slider and a field for one number of the options.
    struct Number {
        QString name;
        QString toolTip;
        double lowest = 0;
        double highest = 1;
        bool isLogarithmic = false;
        QString unit;
        std::function<double(const tools::ToolOptions&)> get;
        std::function<void(tools::ToolOptions&, double)> set;
        QSlider* slider = nullptr;
        QDoubleSpinBox* field = nullptr;
    };

    void makeBrush();
    void makePaint();
    void makeRegions();
    void makeOutlines();
    void makeAmounts();
    void addNumber(Part part, const QString& label, Number number);
    void addRow(Part part, const QString& label, QWidget* field);
    QComboBox* addChoice(Part part, const QString& name, const QString& label, const QString& toolTip);
    void change(const std::function<void(tools::ToolOptions&)>& edit);
    void showOptions();
    void updateRows();
    [[nodiscard]] bool has(Part part) const;

    tools::ToolSettings& m_settings;
    tools::ToolId m_tool = tools::ToolId::Select;
    annotation::ClassList m_classes;
    bool m_showing = false;
    QFormLayout* m_form = nullptr;
    std::vector<std::pair<Part, QWidget*>> m_rows; ///< the field of each row
    std::vector<Number> m_numbers;
    QRadioButton* m_round = nullptr;
    QRadioButton* m_square = nullptr;
    QComboBox* m_eraseTo = nullptr;
    QComboBox* m_over = nullptr;
    QComboBox* m_onlyClass = nullptr;
    QCheckBox* m_contiguous = nullptr;
    QCheckBox* m_snaps = nullptr;
    QLabel* m_hint = nullptr;
};

} // namespace sorby::panels
