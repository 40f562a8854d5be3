// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/key_recorder.h"
#include "tests/gui/window/window_fixture.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/project_document.h"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

#include <algorithm>

namespace sorby::test {
namespace {

using Keys = QList<QKeySequence>;

class KeysEditorTest : public WindowTest {
  protected:
    void openEditor()
    {
        QTest::keyClick(window.get(), Qt::Key_F1);
        editor = dialog("keysDialog");
        ASSERT_NE(editor, nullptr);
        table = part<QTreeWidget>("keysTable");
    }
    template <typename T>
    T* part(const char* name)
    {
        auto* found = editor->findChild<T*>(QLatin1String(name));
        EXPECT_NE(found, nullptr) << name;
        return found;
    }
    QTreeWidgetItem* row(const QString& command)
    {
        for (auto* item : table->findItems(command, Qt::MatchExactly | Qt::MatchRecursive)) {
            if (item->parent() != nullptr) {
                return item;
            }
        }
        ADD_FAILURE() << "no row " << qPrintable(command);
        return table->topLevelItem(0)->child(0);
    }
    void choose(const QString& command) { table->setCurrentItem(row(command)); }
    void click(const char* button) { QTest::mouseClick(part<QPushButton>(button), Qt::LeftButton); }
    void record(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        auto* recorder = part<app::KeyRecorder>("keysRecorder");
        ASSERT_TRUE(recorder->isVisible());
        QTest::keyClick(recorder, key, modifiers);
    }

    QDialog* editor = nullptr;
    QTreeWidget* table = nullptr;
};

TEST_F(KeysEditorTest, RecordsAnotherKeyAndKeepsIt)
{
    openEditor();
    choose(QStringLiteral("Check"));
    click("keysChange");
    record(Qt::Key_J, Qt::ControlModifier);
    EXPECT_EQ(action("project.check")->shortcuts(), Keys{QKeySequence(QStringLiteral("Ctrl+J"))});
    EXPECT_EQ(row(QStringLiteral("Check"))->text(1), QStringLiteral("Ctrl+J"));
    EXPECT_EQ(settings.value(QStringLiteral("keys/project.check")).toString(), QStringLiteral("Ctrl+J"));
    click("keysAdd");
    record(Qt::Key_F7);
    EXPECT_EQ(action("project.check")->shortcuts().size(), 2);

    const app::MainWindow again(
        app::WindowServices{dialogs, [] { return learning::loadEngine(SORBY_PROGRAM_FOLDER); }, settings});
    EXPECT_EQ(again.findChild<QAction*>(QStringLiteral("project.check"))->shortcuts(),
              action("project.check")->shortcuts());
}

TEST_F(KeysEditorTest, WarnsOfAConflictAndTakesTheKeyOnlyWhenTold)
{
    openEditor();
    choose(QStringLiteral("Check"));
    click("keysChange");
    record(Qt::Key_H); // hides the layers
    EXPECT_FALSE(action("view.hideOverlays")->isChecked()) << "no command fires while recording";
    ASSERT_TRUE(part<QLabel>("keysQuestion")->isVisible());
    EXPECT_TRUE(part<QLabel>("keysQuestion")->text().contains(QStringLiteral("Hide all layers")));
    click("keysQuestionCancel");
    EXPECT_EQ(action("project.check")->shortcuts(), Keys());
    EXPECT_EQ(action("view.hideOverlays")->shortcuts(), Keys{Qt::Key_H});
    click("keysChange");
    record(Qt::Key_H);
    click("keysTake");
    EXPECT_EQ(action("project.check")->shortcuts(), Keys{Qt::Key_H});
    EXPECT_EQ(action("view.hideOverlays")->shortcuts(), Keys());
    EXPECT_EQ(row(QStringLiteral("Hide all layers"))->text(1), QString());

    choose(QStringLiteral("Hide all layers"));
    click("keysRestore");
    EXPECT_TRUE(part<QLabel>("keysQuestion")->text().contains(QStringLiteral("Check")));
    click("keysTake");
    EXPECT_EQ(action("view.hideOverlays")->shortcuts(), Keys{Qt::Key_H});
    EXPECT_EQ(action("project.check")->shortcuts(), Keys());
}

TEST_F(KeysEditorTest, GivesUpWithEscapeAndRefusesReservedKeys)
{
    openEditor();
    choose(QStringLiteral("Check"));
    click("keysChange");
    record(Qt::Key_Space);
    EXPECT_TRUE(part<QLabel>("keysPrompt")->text().contains(QStringLiteral("moving the micrograph")));
    record(Qt::Key_Escape);
    EXPECT_TRUE(editor->isVisible());
    EXPECT_TRUE(part<QPushButton>("keysChange")->isVisible());
    EXPECT_EQ(action("project.check")->shortcuts(), Keys());
}

TEST_F(KeysEditorTest, RemovesAndRestores)
{
    openEditor();
    choose(QStringLiteral("Auto contrast"));
    click("keysRemove");
    EXPECT_EQ(action("view.autoContrast")->shortcuts(), Keys());
    EXPECT_FALSE(part<QPushButton>("keysRemove")->isEnabled());
    choose(QStringLiteral("Next micrograph"));
    click("keysRemove");
    auto* menu = part<QMenu>("keysRemoveMenu");
    menu->actions().first()->trigger();
    menu->close();
    EXPECT_EQ(action("image.next")->shortcuts(), Keys{Qt::Key_PageDown});
    click("keysRestore");
    EXPECT_EQ(action("image.next")->shortcuts(), (Keys{Qt::Key_D, Qt::Key_PageDown}));
    EXPECT_EQ(action("view.autoContrast")->shortcuts(), Keys());
    click("keysRestoreAll");
    EXPECT_EQ(action("view.autoContrast")->shortcuts(), Keys{Qt::Key_C});
    EXPECT_FALSE(part<QPushButton>("keysRestoreAll")->isEnabled());
}

TEST_F(KeysEditorTest, FindsCommandsByNameAndByKey)
{
    openEditor();
    part<QLineEdit>("keysFilter")->setText(QStringLiteral("contrast"));
    EXPECT_FALSE(row(QStringLiteral("Auto contrast"))->isHidden());
    EXPECT_TRUE(row(QStringLiteral("Quit"))->isHidden());
    EXPECT_TRUE(row(QStringLiteral("Quit"))->parent()->isHidden()) << "no heading over nothing";
    part<QLineEdit>("keysFilter")->setText(QStringLiteral("ctrl+q"));
    EXPECT_TRUE(row(QStringLiteral("Auto contrast"))->isHidden());
    EXPECT_FALSE(row(QStringLiteral("Quit"))->isHidden());
}

TEST_F(KeysEditorTest, RecordsSignsAndModifiersAsTheyAreMeant)
{
    app::KeyRecorder recorder;
    QSignalSpy recorded(&recorder, &app::KeyRecorder::recorded);
    const auto last = [&] { return recorded.takeLast().first().value<QKeySequence>(); };
    QTest::keyClick(&recorder, Qt::Key_BracketLeft);
    EXPECT_EQ(last(), QKeySequence(Qt::Key_BracketLeft));
    QTest::sendKeyEvent(QTest::Click, &recorder, Qt::Key_Plus, QStringLiteral("+"), Qt::ShiftModifier);
    EXPECT_EQ(last(), QKeySequence(Qt::Key_Plus));
    QTest::sendKeyEvent(QTest::Click, &recorder, Qt::Key_BracketLeft, QStringLiteral("["),
                        Qt::ControlModifier | Qt::AltModifier);
    EXPECT_EQ(last(), QKeySequence(Qt::Key_BracketLeft)) << "AltGr";
    QTest::sendKeyEvent(QTest::Click, &recorder, Qt::Key_F, QStringLiteral("F"), Qt::ShiftModifier);
    EXPECT_EQ(last(), QKeySequence(Qt::SHIFT | Qt::Key_F));
    QTest::keyClick(&recorder, Qt::Key_Tab);
    EXPECT_EQ(last(), QKeySequence(Qt::Key_Tab));
    QTest::keyClick(&recorder, Qt::Key_Control, Qt::ControlModifier);
    EXPECT_TRUE(recorded.isEmpty()) << "a modifier alone is no key";
}

class PaletteTest : public WindowTest {
  protected:
    void open()
    {
        QTest::keyClick(window.get(), Qt::Key_K, Qt::ControlModifier);
        processEvents();
        list = widget<QTreeWidget>("paletteList");
        filter = widget<QLineEdit>("paletteFilter");
    }
    QTreeWidget* list = nullptr;
    QLineEdit* filter = nullptr;
};

TEST_F(PaletteTest, RunsACommandByItsName)
{
    openProject(makeProject());
    EXPECT_TRUE(waitUntil([this] { return widget<canvas::Canvas>("canvas")->content() != nullptr; }));
    open();
    ASSERT_NE(filter, nullptr);
    QTest::keyClicks(filter, QStringLiteral("all hide"));
    ASSERT_EQ(list->topLevelItemCount(), 1) << "words in any order";
    EXPECT_EQ(list->topLevelItem(0)->text(0), QStringLiteral("Hide all layers"));
    EXPECT_EQ(list->topLevelItem(0)->text(2), QStringLiteral("H"));
    QTest::keyClick(filter, Qt::Key_Return);
    processEvents();
    EXPECT_TRUE(action("view.hideOverlays")->isChecked());
    EXPECT_EQ(window->findChild<QWidget*>(QStringLiteral("commandPalette")), nullptr);
}

TEST_F(PaletteTest, OffersOnlyWhatIsPossible)
{
    open();
    ASSERT_NE(filter, nullptr);
    filter->setText(QStringLiteral("split"));
    EXPECT_EQ(list->topLevelItem(0)->flags(), Qt::ItemFlags()) << "no project is open";
    QTest::keyClick(filter, Qt::Key_Down);
    QTest::keyClick(filter, Qt::Key_Escape);
    processEvents();
    EXPECT_EQ(window->findChild<QWidget*>(QStringLiteral("commandPalette")), nullptr);
}

class PlainKeysTest : public WindowTest {
  protected:
    /// Every key with one letter, digit or sign has a command: the window's, or a stand-in.
    PlainKeysTest()
    {
        for (const auto sign : kKeys) {
            const QKeySequence key(static_cast<int>(sign.unicode()));
            const auto all = window->findChildren<QAction*>();
            const bool isTaken = std::any_of(all.begin(), all.end(), [&](const QAction* command) {
                return command->shortcuts().contains(key);
            });
            if (!isTaken) {
                auto* command = new QAction(window.get());
                command->setShortcut(key);
                window->addAction(command);
            }
        }
        for (const auto* command : window->findChildren<QAction*>()) {
            QObject::connect(command, &QAction::triggered, window.get(), [this] { ++fired; });
        }
    }
    /// Writes all of them into a field; none may fire.
    void type(QWidget* field)
    {
        field->setParent(window.get());
        field->show();
        field->setFocus();
        ASSERT_TRUE(field->hasFocus());
        QTest::keyClicks(field, kKeys.toLower());
        EXPECT_EQ(fired, 0) << field->metaObject()->className();
        delete field;
    }
    static inline const QString kKeys = QStringLiteral("VPBEWFOMIXHCADJ1230[],.");
    int fired = 0;
};

TEST_F(PlainKeysTest, StayWithWhoeverTypes)
{
    openProject(makeProject()); // now the commands are possible
    EXPECT_TRUE(waitUntil([this] { return widget<canvas::Canvas>("canvas")->content() != nullptr; }));
    auto* line = new QLineEdit;
    QString typed;
    QObject::connect(line, &QLineEdit::textChanged, line, [&typed](const QString& text) { typed = text; });
    type(line);
    EXPECT_EQ(typed, kKeys.toLower());
    type(new QSpinBox);
    type(new QDoubleSpinBox);
    auto* choice = new QComboBox;
    choice->setEditable(true);
    QObject::connect(choice, &QComboBox::editTextChanged, choice,
                     [&typed](const QString& text) { typed = text; });
    type(choice);
    EXPECT_EQ(typed, kKeys.toLower());
    type(new QPlainTextEdit);

    auto* filter = widget<QLineEdit>("imageFilter");
    filter->setFocus();
    QTest::keyClicks(filter, kKeys.toLower());
    EXPECT_EQ(filter->text(), kKeys.toLower());
    EXPECT_EQ(fired, 0);
}

TEST_F(PlainKeysTest, FireElsewhereAndFunctionKeysEverywhere)
{
    auto* command = new QAction(window.get());
    command->setShortcut(Qt::Key_Y);
    window->addAction(command);
    QObject::connect(command, &QAction::triggered, window.get(), [this] { ++fired; });
    auto* choice = new QComboBox(window.get());
    choice->addItems({QStringLiteral("brush"), QStringLiteral("wand")});
    choice->show();
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Y);
    EXPECT_EQ(fired, 1) << "a choice that cannot be typed into takes no text";
    auto* line = new QLineEdit(window.get());
    line->show();
    line->setFocus();
    QTest::keyClick(line, Qt::Key_F1);
    EXPECT_NE(dialog("keysDialog"), nullptr);
}

class ClassKeysTest : public WindowTest {
  protected:
    [[nodiscard]] QString current() { return widget<QTreeWidget>("classList")->currentItem()->text(0); }
};

TEST_F(ClassKeysTest, ChooseClassesByDigit)
{
    openProject(makeProject());
    auto* canvas = widget<canvas::Canvas>("canvas");
    EXPECT_TRUE(waitUntil([canvas] { return canvas->content() != nullptr; }));
    canvas->setFocus();
    EXPECT_EQ(current(), QStringLiteral("MA island"));
    QTest::keyClick(canvas, Qt::Key_0);
    EXPECT_EQ(current(), QStringLiteral("matrix"));
    QTest::keyClick(canvas, Qt::Key_1);
    EXPECT_EQ(current(), QStringLiteral("MA island"));
    EXPECT_FALSE(action("class.2")->isEnabled()) << "there are two classes";
    EXPECT_EQ(widget<QTreeWidget>("classList")->topLevelItem(1)->text(2), QStringLiteral("1"));
}

TEST_F(ClassKeysTest, GiveAClassTheKeyThatTheProjectSetsForIt)
{
    const auto path = makeProject();
    {
        auto project = project::Project::open(path);
        ASSERT_TRUE(project);
        auto classes = (*project)->classes();
        ASSERT_TRUE(classes);
        (*classes)[1].key = "h";
        ASSERT_TRUE((*project)->setClasses(*classes));
    }
    openProject(path);
    auto* canvas = widget<canvas::Canvas>("canvas");
    EXPECT_TRUE(waitUntil([canvas] { return canvas->content() != nullptr; }));
    canvas->setFocus();
    QTest::keyClick(canvas, Qt::Key_0);
    QTest::keyClick(canvas, Qt::Key_H);
    EXPECT_EQ(current(), QStringLiteral("MA island"));
    EXPECT_FALSE(action("view.hideOverlays")->isChecked());
    trigger("file.close");
    EXPECT_TRUE(waitUntil([this] { return action("view.hideOverlays")->shortcuts() == Keys{Qt::Key_H}; }))
        << "it is free again";
}

} // namespace
} // namespace sorby::test
