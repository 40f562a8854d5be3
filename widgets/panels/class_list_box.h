// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "widgets/tools/tool_settings.h"

#include <QGroupBox>

#include <map>

class QTreeWidget;
class QTreeWidgetItem;

namespace sorby::panels {

/// The classes of the project, the matrix and ignore: a click makes one what is drawn next, a lock keeps its
/// pixels from being painted over. It shows and changes the ToolSettings. GUI thread.
class ClassListBox : public QGroupBox {
    Q_OBJECT
  public:
    explicit ClassListBox(tools::ToolSettings& settings, QWidget* parent = nullptr);

    /// A current class or a lock of a class that is not there any more falls back to class 1 or goes.
    void setClasses(const annotation::ClassList& classes);
    /// Of the shown micrograph; counted for each class. Null: none is shown.
    void setObjects(const std::vector<annotation::Object>* objects);
    /// The keys that choose the classes, as they are to be read. Without this those of the classes
    /// themselves.
    void setKeys(const std::map<annotation::ClassId, QString>& keys);

  Q_SIGNALS:
    void classesRequested();

  private:
    enum Column { Name, Count, Key, Lock, ColumnCount };

    void addClass(annotation::ClassId id, const QString& name, Rgb8 colour, const QString& key);
    void showOptions();
    void fitHeight();
    [[nodiscard]] QTreeWidgetItem* itemOf(annotation::ClassId id) const;

    tools::ToolSettings& m_settings;
    annotation::ClassList m_classes;
    bool m_showing = false;
    QTreeWidget* m_list = nullptr;
};

} // namespace sorby::panels
