// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"

#include <QObject>

#include <vector>

namespace sorby::tools {

/// The objects of the shown micrograph that commands work on, in the order they were chosen. GUI thread.
class Selection : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;

    [[nodiscard]] const std::vector<annotation::ObjectId>& ids() const { return m_ids; }
    [[nodiscard]] bool isEmpty() const { return m_ids.empty(); }
    [[nodiscard]] bool contains(annotation::ObjectId id) const;
    void set(std::vector<annotation::ObjectId> ids);
    void add(annotation::ObjectId id);
    /// Adds it, or takes it out when it is chosen already.
    void toggle(annotation::ObjectId id);
    void clear() { set({}); }
    /// Drops what is not there any more.
    void keepExisting(const annotation::Annotations& annotations);
    /// The chosen objects of these annotations.
    [[nodiscard]] std::vector<annotation::Object> objectsIn(const annotation::Annotations& annotations) const;

  Q_SIGNALS:
    void changed();

  private:
    std::vector<annotation::ObjectId> m_ids;
};

} // namespace sorby::tools
