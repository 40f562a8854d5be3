// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/campaign_session.h"

#include <QFrame>

#include <string>

class QLabel;
class QMenu;
class QProgressBar;
class QPushButton;

namespace sorby::panels {

/// One line over the canvas for whoever works on an annotation campaign: what is to be done now, how far it
/// is, and the way on. Hidden when nobody does. GUI thread.
class CampaignStrip : public QFrame {
    Q_OBJECT
  public:
    CampaignStrip(document::CampaignSession& session, QWidget* parent = nullptr);

    /// The image that is shown.
    void setImage(project::ImageId image);
    /// A line that is told until the next step: why a polygon was not taken.
    void setNotice(const QString& text);

  Q_SIGNALS:
    void failed(const QString& message);

  private:
    void makeButtons();
    QMenu* makeReasons();
    void tell(const QString& text, std::size_t done, std::size_t all);
    void showState();
    void showMarking();
    void showOutlining();
    void finishOrResume();
    void skip(const std::string& reason);
    void askReason();
    void openProgress();

    document::CampaignSession& m_session;
    project::ImageId m_image = 0;
    QLabel* m_who = nullptr;
    QLabel* m_text = nullptr;
    QLabel* m_notice = nullptr;
    QProgressBar* m_bar = nullptr;
    QPushButton* m_done = nullptr;
    QPushButton* m_skip = nullptr;
    QPushButton* m_goOn = nullptr;
    QPushButton* m_progress = nullptr;
    QPushButton* m_leave = nullptr;
};

} // namespace sorby::panels
