// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/score_table_model.h"

#include "core/evaluation/scores.h"
#include "widgets/models/membership_text.h"
#include "widgets/support/qt_convert.h"

#include <QLocale>

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace sorby::models {

namespace {

struct Row {
    project::ImageId image = 0;
    QString name;
    Membership membership = Membership::None;
    annotation::ClassId classId = 1;
    QString className;
    evaluation::Confusion confusion;
    evaluation::Scores scores;
};

std::vector<Row> makeRows(const document::ProjectDocument& document)
{
    std::vector<Row> rows;
    rows.reserve(document.scores().size());
    const auto& classes = document.classes();
    for (const auto& score : document.scores()) {
        const auto* image = document.image(score.image);
        if (image == nullptr) {
            continue;
        }
        Row row;
        row.image = image->id;
        row.name = support::toQString(image->name);
        row.membership = image->membership;
        row.classId = score.classId;
        row.className = score.classId < classes.size() ? support::toQString(classes[score.classId].name)
                                                       : QString::number(score.classId);
        row.confusion = {score.tp, score.fp, score.fn, score.tn};
        row.scores = evaluation::scoresOf(row.confusion);
        rows.push_back(std::move(row));
    }
    std::ranges::sort(rows, [](const Row& a, const Row& b) {
        return std::tie(a.scores.iou, a.name, a.classId) < std::tie(b.scores.iou, b.name, b.classId);
    });
    return rows;
}

bool isNumber(int column)
{
    return column >= ScoreTableModel::Iou;
}

} // namespace

struct ScoreTableModel::Private {
    const document::ProjectDocument& document;
    std::vector<Row> rows;
    std::unordered_map<project::ImageId, std::vector<int>> rowsOfImage;
    bool isActive = true;
    bool isStale = false;

    void take(std::vector<Row> newRows)
    {
        rows = std::move(newRows);
        rowsOfImage.clear();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            rowsOfImage[rows[i].image].push_back(static_cast<int>(i));
        }
    }
    [[nodiscard]] const Row& at(int row) const { return rows[static_cast<std::size_t>(row)]; }
    [[nodiscard]] const Row& row(const QModelIndex& index) const
    {
        return rows[static_cast<std::size_t>(index.row())];
    }
};

ScoreTableModel::ScoreTableModel(document::ProjectDocument& document, QObject* parent)
    : QAbstractTableModel(parent), d(std::make_unique<Private>(Private{document, {}, {}}))
{
    d->take(makeRows(document));
    connect(&document, &document::ProjectDocument::scoresChanged, this, &ScoreTableModel::takeScores);
    connect(&document, &document::ProjectDocument::recordsChanged, this, [this] {
        if (d->rows.empty()) {
            return;
        }
        for (auto& row : d->rows) {
            if (const auto* image = d->document.image(row.image)) {
                row.membership = image->membership;
            }
        }
        Q_EMIT dataChanged(index(0, Split), index(rowCount() - 1, Split));
    });
}

ScoreTableModel::~ScoreTableModel() = default;

void ScoreTableModel::reset()
{
    beginResetModel();
    d->isStale = !d->isActive;
    d->take(d->isActive ? makeRows(d->document) : std::vector<Row>());
    endResetModel();
}

void ScoreTableModel::takeScores()
{
    if (d->isActive || !d->rows.empty()) {
        reset();
    }
    d->isStale = !d->isActive;
}

void ScoreTableModel::setActive(bool active)
{
    d->isActive = active;
    if (active && d->isStale) {
        reset();
    }
}

bool ScoreTableModel::isBefore(int a, int b, int column) const
{
    const auto& left = d->at(a);
    const auto& right = d->at(b);
    switch (column) {
    case Image:
        return left.name < right.name;
    case Split:
        return left.membership < right.membership;
    case Class:
        return left.classId < right.classId;
    case Iou:
        return left.scores.iou < right.scores.iou;
    case Dice:
        return left.scores.dice < right.scores.dice;
    case Precision:
        return left.scores.precision < right.scores.precision;
    case Recall:
        return left.scores.recall < right.scores.recall;
    case TruePositive:
        return left.confusion.tp < right.confusion.tp;
    case FalsePositive:
        return left.confusion.fp < right.confusion.fp;
    case FalseNegative:
        return left.confusion.fn < right.confusion.fn;
    default:
        return false;
    }
}

annotation::ClassId ScoreTableModel::classOf(int row) const
{
    return d->at(row).classId;
}

std::vector<int> ScoreTableModel::rowsOf(project::ImageId image) const
{
    const auto found = d->rowsOfImage.find(image);
    return found == d->rowsOfImage.end() ? std::vector<int>() : found->second;
}

int ScoreTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->rows.size());
}

int ScoreTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ScoreTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto& row = d->row(index);
    switch (role) {
    case Qt::DisplayRole:
        return displayText(index);
    case Qt::TextAlignmentRole: {
        const Qt::Alignment side = isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft;
        return QVariant::fromValue(side | Qt::AlignVCenter);
    }
    case Qt::ToolTipRole:
        if (row.scores.empty) {
            return tr(
                "Empty: neither the reference nor the prediction has this class, which counts as IoU 1.");
        }
        return index.column() == Image ? QVariant(row.name) : QVariant();
    case SortRole:
        return sortValue(index);
    case ImageIdRole:
        return QVariant::fromValue<qint64>(row.image);
    default:
        return {};
    }
}

QString ScoreTableModel::displayText(const QModelIndex& index) const
{
    const auto& row = d->row(index);
    const QLocale locale;
    const auto share = [&locale](double value) { return locale.toString(value, 'f', 3); };
    const auto count = [&locale](std::uint64_t value) {
        return locale.toString(static_cast<qulonglong>(value));
    };
    switch (index.column()) {
    case Image:
        return row.name;
    case Split:
        return membershipText(row.membership);
    case Class:
        return row.className;
    case Iou:
        return row.scores.empty ? tr("empty  %1").arg(share(row.scores.iou)) : share(row.scores.iou);
    case Dice:
        return share(row.scores.dice);
    case Precision:
        return share(row.scores.precision);
    case Recall:
        return share(row.scores.recall);
    case TruePositive:
        return count(row.confusion.tp);
    case FalsePositive:
        return count(row.confusion.fp);
    case FalseNegative:
        return count(row.confusion.fn);
    default:
        return {};
    }
}

QVariant ScoreTableModel::sortValue(const QModelIndex& index) const
{
    const auto& row = d->row(index);
    switch (index.column()) {
    case Image:
        return row.name;
    case Split:
        return static_cast<int>(row.membership);
    case Class:
        return static_cast<int>(row.classId);
    case Iou:
        return row.scores.iou;
    case Dice:
        return row.scores.dice;
    case Precision:
        return row.scores.precision;
    case Recall:
        return row.scores.recall;
    case TruePositive:
        return static_cast<qulonglong>(row.confusion.tp);
    case FalsePositive:
        return static_cast<qulonglong>(row.confusion.fp);
    case FalseNegative:
        return static_cast<qulonglong>(row.confusion.fn);
    default:
        return {};
    }
}

QVariant ScoreTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        const Qt::Alignment side = isNumber(section) ? Qt::AlignRight : Qt::AlignLeft;
        return QVariant::fromValue(side | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    const struct {
        QString title;
        QString toolTip;
    } headers[ColumnCount] = {
        {tr("Image"), tr("File name of the micrograph")},
        {tr("Split"), tr("Side of the split: only test images were never seen in training")},
        {tr("Class"), tr("Class that is scored")},
        {tr("IoU"), tr("Intersection over union: TP / (TP + FP + FN)")},
        {tr("Dice"), tr("2 TP / (2 TP + FP + FN)")},
        {tr("Precision"), tr("TP / (TP + FP): how much of the prediction is right")},
        {tr("Recall"), tr("TP / (TP + FN): how much of the reference is found")},
        {tr("TP"), tr("True positives: pixels found")},
        {tr("FP"), tr("False positives: pixels predicted that are not in the reference")},
        {tr("FN"), tr("False negatives: pixels of the reference that were missed")},
    };
    return role == Qt::DisplayRole ? headers[section].title : headers[section].toolTip;
}

} // namespace sorby::models
