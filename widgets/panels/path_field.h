// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/support/dialogs.h"

#include <QWidget>

#include <filesystem>

class QLineEdit;

namespace sorby::panels {

/// A line for a path with buttons that ask for a file, a folder, or either. GUI thread.
class PathField : public QWidget {
    Q_OBJECT
  public:
    enum class Kind { File, Folder, FileOrFolder };

    /// `title` heads the dialogs; `filter` is that of file dialogs.
    PathField(Kind kind, const QString& title, const QString& filter, support::Dialogs& dialogs,
              QWidget* parent = nullptr);

    [[nodiscard]] std::filesystem::path path() const; ///< empty when nothing was entered
    void setPath(const std::filesystem::path& path);
    void setPlaceholderText(const QString& text);

  Q_SIGNALS:
    void changed();

  private:
    void addButton(const QString& name, const QString& text, bool folder, const QString& title,
                   const QString& filter);

    support::Dialogs& m_dialogs;
    QLineEdit* m_line = nullptr;
};

} // namespace sorby::panels
