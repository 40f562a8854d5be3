// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/key_map.h"
#include "tests/support/temporary_folder.h"
#include "widgets/support/qt_convert.h"

#include <QAction>
#include <QSettings>
#include <QSignalSpy>
#include <gtest/gtest.h>

#include <memory>

namespace sorby::app {
namespace {

using Keys = QList<QKeySequence>;

class KeyMapTest : public testing::Test {
  protected:
    KeyMapTest() { restart(); }

    QAction* make(const char* id, const Keys& keys)
    {
        auto* action = new QAction(QLatin1String(id), m_actions.get());
        action->setObjectName(QLatin1String(id));
        action->setShortcuts(keys);
        return action;
    }
    /// The program again, with the settings that are on disk.
    void restart()
    {
        map.reset();
        if (m_settings != nullptr) {
            m_settings->sync();
        }
        m_actions = std::make_unique<QObject>();
        m_settings =
            std::make_unique<QSettings>(support::toQString(m_folder / "keys.ini"), QSettings::IniFormat);
        map = std::make_unique<KeyMap>(*m_settings);
        brush = make("tool.brush", {Qt::Key_B});
        next = make("image.next", {Qt::Key_D, Qt::Key_PageDown});
        plain = make("project.check", {});
        map->add({brush, next, nullptr, plain});
    }
    void write(const char* id, const QString& keys)
    {
        m_settings->setValue(QStringLiteral("keys/") + QLatin1String(id), keys);
    }

    QAction* brush = nullptr;
    QAction* next = nullptr;
    QAction* plain = nullptr;
    std::unique_ptr<KeyMap> map;

  private:
    test::TemporaryFolder m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<QObject> m_actions;
};

TEST_F(KeyMapTest, KeepsOnesOwnKeysFromStartToStart)
{
    map->setKeys(brush, {Qt::Key_N, QKeySequence(Qt::CTRL | Qt::Key_Comma)});
    map->setKeys(next, {});
    EXPECT_EQ(brush->shortcuts(), (Keys{Qt::Key_N, QKeySequence(Qt::CTRL | Qt::Key_Comma)}));
    restart();
    EXPECT_EQ(brush->shortcuts(), (Keys{Qt::Key_N, QKeySequence(Qt::CTRL | Qt::Key_Comma)}));
    EXPECT_EQ(next->shortcuts(), Keys()) << "none at all is a choice, too";
    EXPECT_FALSE(map->isDefault(brush));
    EXPECT_TRUE(map->isDefault(plain));
}

TEST_F(KeyMapTest, TakesAKeyFromItsHolder)
{
    ASSERT_EQ(map->holders(Qt::Key_D, brush), QList<QAction*>{next});
    EXPECT_TRUE(map->holders(Qt::Key_D, next).isEmpty()) << "one's own key is no conflict";
    map->setKeys(brush, {Qt::Key_D});
    EXPECT_EQ(brush->shortcuts(), Keys{Qt::Key_D});
    EXPECT_EQ(next->shortcuts(), Keys{Qt::Key_PageDown});
    restart();
    EXPECT_EQ(next->shortcuts(), Keys{Qt::Key_PageDown});
    map->restore(next);
    EXPECT_EQ(next->shortcuts(), (Keys{Qt::Key_D, Qt::Key_PageDown}));
    EXPECT_EQ(brush->shortcuts(), Keys());
    EXPECT_TRUE(map->isDefault(next));
    map->restore(brush);
    EXPECT_TRUE(map->isAllDefault());
}

TEST_F(KeyMapTest, SeesAKeyThatAnotherBeginsWith)
{
    map->setKeys(plain, {QKeySequence(QStringLiteral("Ctrl+J, C"))});
    EXPECT_EQ(map->holders(QKeySequence(QStringLiteral("Ctrl+J")), brush), QList<QAction*>{plain});
    EXPECT_TRUE(map->holders(QKeySequence(QStringLiteral("Ctrl+J, D")), brush).isEmpty());
}

TEST_F(KeyMapTest, RestoresAllDefaults)
{
    map->setKeys(plain, {Qt::Key_B});
    map->setKeys(next, {Qt::Key_F});
    QSignalSpy changed(map.get(), &KeyMap::changed);
    map->restoreAll();
    EXPECT_EQ(changed.count(), 1);
    restart();
    EXPECT_EQ(brush->shortcuts(), Keys{Qt::Key_B});
    EXPECT_EQ(plain->shortcuts(), Keys());
    EXPECT_EQ(next->shortcuts(), (Keys{Qt::Key_D, Qt::Key_PageDown}));
}

TEST_F(KeyMapTest, LetsOnesOwnKeysWinOverNewDefaults)
{
    map->setKeys(plain, {Qt::Key_W});
    restart();
    auto* wand = make("tool.wand", {Qt::Key_W});
    map->add({wand});
    EXPECT_EQ(plain->shortcuts(), Keys{Qt::Key_W});
    EXPECT_EQ(wand->shortcuts(), Keys());
    EXPECT_FALSE(map->isDefault(wand));
}

TEST_F(KeyMapTest, LendsKeysToTheProjectAsLongAsItIsOpen)
{
    auto* first = make("class.1", {Qt::Key_1});
    map->add({first});
    map->setProjectKeys({{QStringLiteral("class.1"), QKeySequence(Qt::Key_B)}});
    EXPECT_EQ(first->shortcuts(), Keys{Qt::Key_B});
    EXPECT_EQ(brush->shortcuts(), Keys());
    EXPECT_TRUE(map->isProjectKey(first));
    map->setProjectKeys({});
    EXPECT_EQ(first->shortcuts(), Keys{Qt::Key_1});
    EXPECT_EQ(brush->shortcuts(), Keys{Qt::Key_B});
    EXPECT_TRUE(map->isAllDefault()) << "nothing of it is kept";
}

TEST_F(KeyMapTest, ReadsWhatItCanOfDamagedSettings)
{
    write("tool.brush", QStringLiteral("Nonsense+Key; G"));
    write("image.next", QStringLiteral("Bogus"));
    write("a.command.that.is.gone", QStringLiteral("B"));
    restart();
    EXPECT_EQ(brush->shortcuts(), Keys{Qt::Key_G});
    EXPECT_EQ(next->shortcuts(), Keys());
    map->restoreAll();
    EXPECT_EQ(next->shortcuts(), (Keys{Qt::Key_D, Qt::Key_PageDown}));
}

TEST_F(KeyMapTest, KnowsReservedKeys)
{
    map->reserve(Qt::Key_Space, QStringLiteral("moving"));
    EXPECT_EQ(map->reservedFor(Qt::Key_Space), QStringLiteral("moving"));
    EXPECT_TRUE(map->reservedFor(QKeySequence(Qt::CTRL | Qt::Key_Space)).isEmpty());
}

TEST_F(KeyMapTest, ForgetsActionsThatAreGone)
{
    delete brush;
    EXPECT_EQ(map->actions(), (QList<QAction*>{next, plain}));
    map->setKeys(next, {Qt::Key_B});
}

} // namespace
} // namespace sorby::app
