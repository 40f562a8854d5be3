// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspaces/main_window.h"
#include "tests/gui/support/scripted_dialogs.h"
#include "tests/gui/support/wait.h"
#include "tests/support/temporary_folder.h"

#include <QAction>
#include <QSettings>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

class QDialog;

namespace sorby::test {

/// The real window with the real engine, answers from a list instead of dialogs that ask for files, and a
/// tiny synthetic data set of six micrographs on disk.
class WindowTest : public testing::Test {
  public:
    void trigger(const char* name);

  protected:
    WindowTest();
    ~WindowTest() override;

    /// By object name; fails the test when there is none.
    template <typename T>
    T* widget(const char* name)
    {
        auto* found = window->findChild<T*>(QLatin1String(name));
        EXPECT_NE(found, nullptr) << "no widget " << name;
        return found;
    }
    QAction* action(const char* name) { return widget<QAction>(name); }
    /// The open dialog of this name.
    QDialog* dialog(const char* name);
    /// Types into the path field of a dialog.
    void enterPath(QDialog* dialog, const char* field, const std::filesystem::path& path);
    void accept(QDialog* dialog);
    /// Waits for all jobs, then closes the findings if they are shown.
    void waitForJobs();

    [[nodiscard]] std::filesystem::path data() const { return folder / "data"; }
    [[nodiscard]] document::ProjectDocument& document() const { return window->document(); }
    /// A project with the data set, split: 3 for training, 1 for validation, 2 for test. Through the store.
    std::filesystem::path makeProject();
    void openProject(const std::filesystem::path& project);
    /// Fills the form for a network that trains in a moment, and starts.
    void startTinyTraining(int epochs);
    /// Opens a project with a run of two epochs.
    void openTrained();
    [[nodiscard]] QString news();

    TemporaryFolder folder;
    ScriptedDialogs dialogs;
    QSettings settings;
    std::unique_ptr<app::MainWindow> window;
};

} // namespace sorby::test
