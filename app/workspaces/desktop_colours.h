// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <optional>

namespace sorby::app {

/// Does the desktop want light or dark windows? Asked of the settings portal of the free desktops, and heard
/// from it when it changes. Where there is no portal nothing is known, and the palette that Qt has from its
/// platform (Windows, macOS, a desktop's own plug-in) stays. GUI thread.
class DesktopColours : public QObject {
    Q_OBJECT
  public:
    explicit DesktopColours(QObject* parent = nullptr);

    [[nodiscard]] std::optional<bool> prefersDark() const { return m_prefersDark; }

  Q_SIGNALS:
    void changed();

  private:
    /// The portal's number: 0 no preference, 1 dark, 2 light.
    void take(unsigned scheme);

    std::optional<bool> m_prefersDark;
};

} // namespace sorby::app
