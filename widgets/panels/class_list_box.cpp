// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/class_list_box.h"

#include "widgets/panels/colour_swatch.h"
#include "widgets/panels/tool_icons.h"
#include "widgets/support/qt_convert.h"

#include <QHeaderView>
#include <QPushButton>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace sorby::panels {
namespace {

using annotation::ClassId;

constexpr int kIdRole = Qt::UserRole;
constexpr int kMostRows = 10; ///< seen without scrolling
constexpr ClassId kLastDigit = 9;

QString ownKey(const annotation::ClassInfo& info)
{
    if (!info.key.empty()) {
        return support::toQString(info.key).toUpper();
    }
    return info.id <= kLastDigit ? QString::number(info.id) : QString();
}

ClassId idOf(const QTreeWidgetItem& item)
{
    return static_cast<ClassId>(item.data(0, kIdRole).toInt());
}

} // namespace

ClassListBox::ClassListBox(tools::ToolSettings& settings, QWidget* parent)
    : QGroupBox(tr("Classes"), parent), m_settings(settings), m_list(new QTreeWidget(this))
{
    setObjectName(QStringLiteral("classes"));
    m_list->setObjectName(QStringLiteral("classList"));
    m_list->setAccessibleName(tr("Classes"));
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFocusPolicy(Qt::TabFocus); // a click leaves the keys to the canvas
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 2);
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    auto* button = new QPushButton(tr("Classes…"), this);
    button->setObjectName(QStringLiteral("classesButton"));
    button->setToolTip(tr("Add, rename, colour, merge and remove classes."));
    button->setFocusPolicy(Qt::TabFocus);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_list);
    layout->addWidget(button, 0, Qt::AlignRight);
    connect(button, &QPushButton::clicked, this, &ClassListBox::classesRequested);
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        if (item != nullptr && !m_showing) {
            m_settings.setClass(idOf(*item));
        }
    });
    connect(&settings, &tools::ToolSettings::changed, this, &ClassListBox::showOptions);
    fitHeight();
}

void ClassListBox::setClasses(const annotation::ClassList& classes)
{
    if (classes == m_classes) {
        return; // another micrograph of the same project
    }
    m_showing = true;
    m_classes = classes;
    m_list->clear();
    for (const auto& info : classes) {
        addClass(info.id, support::toQString(info.name), info.colour, ownKey(info));
    }
    if (!classes.empty()) {
        addClass(annotation::kIgnore, tr("ignore"), annotation::kIgnoreColour, {});
    }
    m_showing = false;
    fitHeight();
    if (!classes.empty()) {
        m_settings.edit([this](tools::ToolOptions& options) {
            if (itemOf(options.classId) == nullptr) {
                options.classId = 1;
            }
            for (std::size_t id = 0; id < options.protectedClasses.size(); ++id) {
                const bool exists = itemOf(static_cast<ClassId>(id)) != nullptr;
                options.protectedClasses.set(id, exists && options.protectedClasses.test(id));
            }
        });
    }
    showOptions();
}

void ClassListBox::addClass(ClassId id, const QString& name, Rgb8 colour, const QString& key)
{
    auto* item = new QTreeWidgetItem(m_list);
    item->setData(Name, kIdRole, id);
    item->setText(Name, name);
    item->setIcon(Name, QIcon(colourSwatch(colour, this)));
    item->setToolTip(Name, id == annotation::kIgnore ? tr("Pixels that are left out of training and scores.")
                                                     : tr("Draw %1 from now on.").arg(name));
    item->setText(Key, key);
    item->setToolTip(Key, tr("The key that chooses this class."));
    item->setToolTip(Count, tr("Objects of this class on this micrograph."));
    for (const auto column : {Count, Key}) {
        item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        item->setForeground(column, palette().brush(QPalette::PlaceholderText));
    }
    auto* lock = new QToolButton(m_list);
    lock->setObjectName(QStringLiteral("lockClass%1").arg(id));
    lock->setCheckable(true);
    lock->setAutoRaise(true);
    lock->setFocusPolicy(Qt::TabFocus);
    lock->setIcon(editIcon(EditSymbol::Unlock));
    lock->setAccessibleName(tr("Protect %1 from painting").arg(name));
    const int side = fontMetrics().height();
    lock->setIconSize({side, side});
    m_list->setItemWidget(item, Lock, lock);
    connect(lock, &QToolButton::toggled, this, [this, lock, id, name](bool on) {
        lock->setIcon(editIcon(on ? EditSymbol::Lock : EditSymbol::Unlock));
        lock->setToolTip(on ? tr("%1 is protected from painting. Click to unlock it.").arg(name)
                            : tr("Protect %1 from painting.").arg(name));
        if (!m_showing) {
            m_settings.edit([id, on](tools::ToolOptions& options) { options.protectedClasses.set(id, on); });
        }
    });
    lock->setToolTip(tr("Protect %1 from painting.").arg(name));
}

void ClassListBox::setObjects(const std::vector<annotation::Object>* objects)
{
    std::array<int, 256> counts{};
    if (objects != nullptr) {
        for (const auto& object : *objects) {
            ++counts[object.classId];
        }
    }
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        auto* item = m_list->topLevelItem(row);
        const int count = counts[idOf(*item)];
        item->setText(Count, count > 0 ? locale().toString(count) : QString());
    }
}

void ClassListBox::setKeys(const std::map<ClassId, QString>& keys)
{
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        auto* item = m_list->topLevelItem(row);
        const auto key = keys.find(idOf(*item));
        item->setText(Key, key != keys.end() ? key->second : QString());
    }
}

void ClassListBox::showOptions()
{
    const auto& options = m_settings.options();
    m_showing = true;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        auto* item = m_list->topLevelItem(row);
        const ClassId id = idOf(*item);
        auto font = m_list->font();
        font.setBold(id == options.classId);
        item->setFont(Name, font);
        if (id == options.classId) {
            m_list->setCurrentItem(item);
        }
        if (auto* lock = qobject_cast<QToolButton*>(m_list->itemWidget(item, Lock))) {
            lock->setChecked(options.protectedClasses.test(id));
        }
    }
    m_showing = false;
}

void ClassListBox::fitHeight()
{
    const int rows = std::clamp(m_list->topLevelItemCount(), 1, kMostRows);
    const int rowHeight = std::max(m_list->sizeHintForRow(0), fontMetrics().height() + 6);
    m_list->setFixedHeight(rows * rowHeight + 2 * m_list->frameWidth());
}

QTreeWidgetItem* ClassListBox::itemOf(ClassId id) const
{
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        if (auto* item = m_list->topLevelItem(row); idOf(*item) == id) {
            return item;
        }
    }
    return nullptr;
}

} // namespace sorby::panels
