// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/natural_order.h"

namespace sorby::models {

namespace {

bool isDigit(QChar character)
{
    return character >= u'0' && character <= u'9';
}

/// The end of the digits from `start` on.
qsizetype endOfNumber(QStringView text, qsizetype start)
{
    while (start < text.size() && isDigit(text[start])) {
        ++start;
    }
    return start;
}

qsizetype skipZeros(QStringView text, qsizetype start, qsizetype end)
{
    while (start < end - 1 && text[start] == u'0') {
        ++start;
    }
    return start;
}

/// The numbers of any length that begin at i and j, which go on behind them.
int compareNumbers(QStringView a, QStringView b, qsizetype& i, qsizetype& j)
{
    const auto endA = endOfNumber(a, i);
    const auto endB = endOfNumber(b, j);
    i = skipZeros(a, i, endA);
    j = skipZeros(b, j, endB);
    const auto longer = (endA - i) - (endB - j);
    const int order = longer != 0 ? static_cast<int>(longer)
                                  : a.sliced(i, endA - i).compare(b.sliced(j, endB - j), Qt::CaseSensitive);
    i = endA;
    j = endB;
    return order;
}

} // namespace

int compareNaturally(QStringView a, QStringView b)
{
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < a.size() && j < b.size()) {
        if (isDigit(a[i]) && isDigit(b[j])) {
            if (const int order = compareNumbers(a, b, i, j); order != 0) {
                return order;
            }
            continue;
        }
        if (a[i] != b[j]) {
            return a[i] < b[j] ? -1 : 1;
        }
        ++i;
        ++j;
    }
    if (i < a.size() || j < b.size()) {
        return i < a.size() ? 1 : -1;
    }
    // "7" and "07" differ after all: fewer zeros come first.
    return a.size() != b.size() ? (a.size() < b.size() ? -1 : 1) : a.compare(b, Qt::CaseSensitive);
}

} // namespace sorby::models
