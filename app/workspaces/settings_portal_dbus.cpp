// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/settings_portal.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFileInfo>
#include <QObject>

namespace sorby::app {
namespace {

const QString kService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString kPortalGroup = QStringLiteral("org.freedesktop.appearance");
const QString kPortalKey = QStringLiteral("color-scheme");

/// Without a session bus the D-Bus library would try to start one, which takes its time and leaves it behind.
bool hasSessionBus()
{
    if (qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS")) {
        return true;
    }
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !runtime.isEmpty() && QFileInfo::exists(runtime + QStringLiteral("/bus"));
}

/// The answer is a variant in a variant; the signal's value is one alone.
QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>()) {
        value = value.value<QDBusVariant>().variant();
    }
    return value;
}

class PortalListener : public QObject {
    Q_OBJECT
  public:
    PortalListener(std::function<void(unsigned)> take, QObject* parent)
        : QObject(parent), m_take(std::move(take))
    {}

    void listen()
    {
        auto bus = QDBusConnection::sessionBus();
        bus.connect(kService, kPath, kInterface, QStringLiteral("SettingChanged"), this,
                    SLOT(settingChanged(QString, QString, QDBusVariant)));
        auto question = QDBusMessage::createMethodCall(kService, kPath, kInterface, QStringLiteral("Read"));
        question << kPortalGroup << kPortalKey;
        auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
            const QDBusPendingReply<QDBusVariant> reply = *watcher;
            if (reply.isValid()) {
                m_take(unwrapped(QVariant::fromValue(reply.value())).toUInt());
            }
            watcher->deleteLater();
        });
    }

  private Q_SLOTS:
    void settingChanged(const QString& group, const QString& key, const QDBusVariant& value)
    {
        if (group == kPortalGroup && key == kPortalKey) {
            m_take(unwrapped(value.variant()).toUInt());
        }
    }

  private:
    std::function<void(unsigned)> m_take;
};

} // namespace

void followColourScheme(QObject* context, std::function<void(unsigned)> take)
{
    if (hasSessionBus()) {
        auto* listener = new PortalListener(std::move(take), context);
        listener->listen();
    }
}

} // namespace sorby::app

#include "settings_portal_dbus.moc"
