// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace sorby::support {

/// Every question that the program asks by a modal dialog, behind an interface, so that tests answer them.
/// Passed by reference to whoever asks.
class Dialogs {
  public:
    virtual ~Dialogs() = default;
    /// Empty when the person gave up.
    [[nodiscard]] virtual QString openFolder(QWidget* parent, const QString& title, const QString& start) = 0;
    [[nodiscard]] virtual QString openFile(QWidget* parent, const QString& title, const QString& start,
                                           const QString& filter) = 0;
    [[nodiscard]] virtual QString saveFile(QWidget* parent, const QString& title, const QString& start,
                                           const QString& filter) = 0;
    [[nodiscard]] virtual bool confirm(QWidget* parent, const QString& title, const QString& text,
                                       const QString& action) = 0;
    virtual void showError(QWidget* parent, const QString& title, const QString& text) = 0;
};

/// The real ones.
class QtDialogs final : public Dialogs {
  public:
    [[nodiscard]] QString openFolder(QWidget* parent, const QString& title, const QString& start) override;
    [[nodiscard]] QString openFile(QWidget* parent, const QString& title, const QString& start,
                                   const QString& filter) override;
    [[nodiscard]] QString saveFile(QWidget* parent, const QString& title, const QString& start,
                                   const QString& filter) override;
    [[nodiscard]] bool confirm(QWidget* parent, const QString& title, const QString& text,
                               const QString& action) override;
    void showError(QWidget* parent, const QString& title, const QString& text) override;
};

} // namespace sorby::support
