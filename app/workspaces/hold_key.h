// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace sorby::app {

/// Tells while one key is held down in any of the watched widgets. GUI thread.
class HoldKey : public QObject {
    Q_OBJECT
  public:
    explicit HoldKey(Qt::Key key, QObject* parent = nullptr);

    void watch(QObject* widget);

  Q_SIGNALS:
    void held(bool down);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    Qt::Key m_key;
    bool m_down = false;
};

} // namespace sorby::app
