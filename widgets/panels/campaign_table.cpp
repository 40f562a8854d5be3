// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/campaign_table.h"

#include "widgets/support/qt_convert.h"

#include <QHeaderView>
#include <QLocale>

#include <algorithm>

namespace sorby::panels {
namespace {

constexpr int kFewestRowsShown = 3;
constexpr int kMostRowsShown = 8;

} // namespace

CampaignTable::CampaignTable(QWidget* parent) : QTableWidget(parent)
{
    setAccessibleName(tr("Progress of each annotator"));
    setEditTriggers(NoEditTriggers);
    setSelectionMode(NoSelection);
    setFocusPolicy(Qt::NoFocus);
    setShowGrid(false);
    verticalHeader()->hide();
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void CampaignTable::setProgress(annotation::CampaignPhase phase,
                                const std::vector<annotation::AnnotatorProgress>& progress,
                                const std::string& who)
{
    const bool isMarking = phase == annotation::CampaignPhase::Marking;
    const QStringList titles =
        isMarking ? QStringList{tr("Annotator"), tr("Points"), tr("Finished"), tr("Micrographs")}
                  : QStringList{tr("Annotator"), tr("Outlined"), tr("Skipped"), tr("Open")};
    setColumnCount(static_cast<int>(titles.size()));
    setHorizontalHeaderLabels(titles);
    horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setRowCount(static_cast<int>(progress.size()));
    const QLocale locale;
    for (int row = 0; row < rowCount(); ++row) {
        const auto& one = progress[static_cast<std::size_t>(row)];
        auto bold = font();
        bold.setBold(one.annotator == who);
        const auto set = [&](int column, const QString& text) {
            auto* item = new QTableWidgetItem(text);
            item->setFont(bold);
            item->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
            setItem(row, column, item);
        };
        const auto number = [&](int column, std::size_t value) {
            set(column, locale.toString(static_cast<qulonglong>(value)));
        };
        set(0, support::toQString(one.annotator));
        number(1, isMarking ? one.points : one.done);
        number(2, isMarking ? one.imagesDone : one.skipped);
        number(3, isMarking ? one.images : one.open());
    }
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    resizeRowsToContents();
    updateGeometry();
}

QSize CampaignTable::sizeHint() const
{
    const int rows = std::clamp(rowCount(), kFewestRowsShown, kMostRowsShown);
    const int height = rowCount() > 0 ? rowHeight(0) : fontMetrics().height() * 2;
    return {fontMetrics().averageCharWidth() * 56,
            horizontalHeader()->sizeHint().height() + rows * height + 2 * frameWidth()};
}

} // namespace sorby::panels
