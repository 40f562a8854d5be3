// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/restore_dialog.h"

#include "core/base/units.h"
#include "widgets/support/qt_convert.h"

#include <QDateTime>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTreeWidget>

namespace sorby::panels {
namespace {

enum Column { When, Images, Objects, Bytes, Why };

QString whenText(const project::BackupRecord& backup)
{
    const auto made = QDateTime::fromString(support::toQString(backup.madeAt), Qt::ISODate).toLocalTime();
    const auto days = made.date().daysTo(QDate::currentDate());
    const auto time = QLocale().toString(made.time(), QLocale::ShortFormat);
    if (days == 0) {
        return RestoreDialog::tr("Today, %1").arg(time);
    }
    if (days == 1) {
        return RestoreDialog::tr("Yesterday, %1").arg(time);
    }
    return RestoreDialog::tr("%1, %2").arg(QLocale().toString(made.date(), QLocale::ShortFormat), time);
}

QString whyText(const project::BackupRecord& backup)
{
    if (!backup.damage.empty()) {
        return RestoreDialog::tr("Damaged: %1").arg(support::toQString(backup.damage));
    }
    switch (backup.kind) {
    case project::BackupKind::ByHand:
        return RestoreDialog::tr("Made by hand");
    case project::BackupKind::Replaced:
        return RestoreDialog::tr("Replaced by a restored backup");
    case project::BackupKind::OlderFormat:
        return RestoreDialog::tr("Before the change to a newer format");
    case project::BackupKind::Session:
        break;
    }
    return RestoreDialog::tr("As a session began");
}

} // namespace

RestoreDialog::RestoreDialog(const QString& projectName, const QString& damage,
                             std::vector<project::BackupRecord> backups, QWidget* parent)
    : TaskDialog(QStringLiteral("restoreDialog"), tr("Restore %1").arg(projectName), tr("Restore"), parent),
      m_backups(std::move(backups))
{
    const QString kept =
        tr("What is there now is kept as a backup, too, so that you can go back. Micrographs "
           "and trained networks are not touched.");
    auto* text = new QLabel(damage.isEmpty()
                                ? tr("The project goes back to the state of the chosen backup. %1").arg(kept)
                                : tr("The project cannot be opened: %1\n\nIt goes back to the "
                                     "state of the chosen backup. %2")
                                      .arg(damage, kept),
                            this);
    text->setObjectName(QStringLiteral("restoreText"));
    text->setWordWrap(true);
    form()->addRow(text);
    m_list = new QTreeWidget(this);
    m_list->setObjectName(QStringLiteral("restoreList"));
    m_list->setAccessibleName(tr("Backups"));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAlternatingRowColors(true);
    m_list->setHeaderLabels({tr("Made"), tr("Micrographs"), tr("Objects"), tr("Size"), tr("What it is")});
    for (const auto& backup : m_backups) {
        auto* row = new QTreeWidgetItem(m_list);
        row->setText(When, whenText(backup));
        row->setText(Images, QLocale().toString(static_cast<qlonglong>(backup.images)));
        row->setText(Objects, QLocale().toString(static_cast<qlonglong>(backup.objects)));
        row->setText(Bytes, support::toQString(formatBytes(backup.bytes)));
        row->setText(Why, whyText(backup));
        row->setToolTip(When, support::toQString(backup.file));
        row->setToolTip(Why, whyText(backup));
        for (const int column : {Images, Objects, Bytes}) {
            row->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        }
        row->setDisabled(!backup.damage.empty());
        if (backup.damage.empty() && m_list->currentItem() == nullptr) {
            m_list->setCurrentItem(row);
        }
    }
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(true);
    m_list->setMinimumSize(fontMetrics().averageCharWidth() * 84, fontMetrics().height() * 12);
    form()->addRow(m_list);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &RestoreDialog::check);
    connect(m_list, &QTreeWidget::itemActivated, this, [this] {
        if (backup() != nullptr) {
            accept();
        }
    });
    check();
}

const project::BackupRecord* RestoreDialog::backup() const
{
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    if (row < 0 || !m_backups[static_cast<std::size_t>(row)].damage.empty()) {
        return nullptr;
    }
    return &m_backups[static_cast<std::size_t>(row)];
}

QString RestoreDialog::problem() const
{
    if (m_backups.empty()) {
        return tr("This project has no backup yet. One is made whenever it is opened and has changed.");
    }
    return backup() == nullptr ? tr("Choose a backup that is not damaged.") : QString();
}

} // namespace sorby::panels
