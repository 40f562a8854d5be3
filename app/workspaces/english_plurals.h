// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

namespace sorby::app {

/// The texts of the program are English already; what is left to do for English is its plurals: of
/// "%n image(s)" it makes "%n image" or "%n images". Installed first, so that it is asked after every real
/// translation.
class EnglishPlurals : public QTranslator {
    Q_OBJECT
  public:
    using QTranslator::QTranslator;

    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char* context, const char* sourceText, const char* disambiguation,
                                    int n) const override;
};

} // namespace sorby::app
