// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/consensus_text.h"

#include "widgets/support/qt_convert.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <optional>

namespace sorby::panels {
namespace {

/// The strings of this file, for translators.
struct ConsensusText {
    Q_DECLARE_TR_FUNCTIONS(ConsensusText)
};

QString number(std::optional<double> value)
{
    return value ? QLocale().toString(*value, 'f', 3) : ConsensusText::tr("not defined");
}

QString row(const QStringList& cells, const char* tag)
{
    QString text = QStringLiteral("<tr>");
    for (const auto& cell : cells) {
        text += QStringLiteral("<%1 align=\"left\">%2&nbsp;&nbsp;</%1>")
                    .arg(QLatin1String(tag), cell.toHtmlEscaped());
    }
    return text + QStringLiteral("</tr>");
}

QString table(const QStringList& head, const QList<QStringList>& rows)
{
    QString text = QStringLiteral("<table cellpadding=\"2\">") + row(head, "th");
    for (const auto& cells : rows) {
        text += row(cells, "td");
    }
    return text + QStringLiteral("</table>");
}

} // namespace

QString consensusText(const workflow::ConsensusReport& report)
{
    QList<QStringList> rows;
    for (const auto& pair : report.agreements) {
        rows << QStringList{support::toQString(pair.first), support::toQString(pair.second),
                            number(pair.precision()), number(pair.recall()), number(pair.f1())};
    }
    const auto sentence =
        ConsensusText::tr("%1 agreed points, %2 that one annotator alone marked, in %n image(s).", nullptr,
                          static_cast<int>(report.images))
            .arg(report.agreed)
            .arg(report.single);
    return QStringLiteral("<p>%1</p>").arg(sentence.toHtmlEscaped()) +
           table({ConsensusText::tr("Annotator"), ConsensusText::tr("and"), ConsensusText::tr("Precision"),
                  ConsensusText::tr("Recall"), ConsensusText::tr("F1")},
                 rows);
}

QString consensusText(const workflow::MaskConsensusReport& report)
{
    QList<QStringList> annotators;
    for (const auto& annotator : report.annotators) {
        for (const auto& info : report.classes) {
            if (info.id == annotation::kMatrix && report.classes.size() == 2) {
                continue; // the foreground says it all
            }
            const auto& rates = annotator.rates.at(info.id);
            annotators << QStringList{support::toQString(annotator.name), support::toQString(info.name),
                                      number(rates.sensitivity), number(rates.specificity)};
        }
    }
    QList<QStringList> pairs;
    for (const auto& pair : report.pairs) {
        pairs << QStringList{support::toQString(pair.first), support::toQString(pair.second),
                             number(pair.agreement.kappa)};
    }
    const auto share = report.pixels > 0
                           ? static_cast<double>(report.ignoredPixels) / static_cast<double>(report.pixels)
                           : 0;
    const auto sentence =
        ConsensusText::tr("%n image(s) compared; %1 % of the pixels have no agreed class and are left out.",
                          nullptr, static_cast<int>(report.images))
            .arg(QLocale().toString(100 * share, 'f', 2));
    return QStringLiteral("<p>%1</p>").arg(sentence.toHtmlEscaped()) +
           table({ConsensusText::tr("Annotator"), ConsensusText::tr("Class"),
                  ConsensusText::tr("Sensitivity"), ConsensusText::tr("Specificity")},
                 annotators) +
           table(
               {ConsensusText::tr("Annotator"), ConsensusText::tr("and"), ConsensusText::tr("Cohen's kappa")},
               pairs);
}

} // namespace sorby::panels
