// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/theme.h"

#include "app/workspaces/desktop_colours.h"

#include <QApplication>
#include <QPainter>
#include <QProxyStyle>
#include <QString>
#include <QStyleFactory>
#include <QStyleOption>

namespace sorby::app {
namespace {

struct Tones {
    QColor window, base, alternate, button, text, faint, link, highlight, highlightText;
};

QPalette paletteOf(const Tones& tones)
{
    QPalette palette(tones.button, tones.window);
    const auto setAll = [&](QPalette::ColorRole role, const QColor& active, const QColor& disabled) {
        palette.setColor(QPalette::Active, role, active);
        palette.setColor(QPalette::Inactive, role, active);
        palette.setColor(QPalette::Disabled, role, disabled);
    };
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText}) {
        setAll(role, tones.text, tones.faint);
    }
    setAll(QPalette::Base, tones.base, tones.window);
    setAll(QPalette::AlternateBase, tones.alternate, tones.window);
    setAll(QPalette::ToolTipBase, tones.base, tones.base);
    setAll(QPalette::PlaceholderText, tones.faint, tones.faint);
    setAll(QPalette::Link, tones.link, tones.faint);
    setAll(QPalette::LinkVisited, tones.link, tones.faint);
    setAll(QPalette::Highlight, tones.highlight, tones.faint);
    setAll(QPalette::HighlightedText, tones.highlightText, tones.base);
    return palette;
}

/// Fusion frames boxes to be ticked in a shade of the window, which on a dark ground is hardly seen: here the
/// frame is of the text's kind.
class Style final : public QProxyStyle {
  public:
    Style() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        const bool isRound = element == PE_IndicatorRadioButton;
        if (!isRound && element != PE_IndicatorCheckBox && element != PE_IndicatorItemViewItemCheck) {
            return;
        }
        const QRect frame = option->rect.adjusted(0, 0, -1, -1);
        painter->save();
        painter->setPen(option->palette.color(QPalette::PlaceholderText));
        painter->setBrush(Qt::NoBrush);
        if (isRound) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->drawEllipse(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5));
        } else {
            painter->drawRect(frame);
        }
        painter->restore();
    }
};

} // namespace

std::optional<Theme> parseTheme(const QString& text)
{
    if (text == QStringLiteral("system")) {
        return Theme::System;
    }
    if (text == QStringLiteral("light")) {
        return Theme::Light;
    }
    if (text == QStringLiteral("dark")) {
        return Theme::Dark;
    }
    return std::nullopt;
}

QPalette lightPalette()
{
    return paletteOf({QColor(0xef, 0xef, 0xef), Qt::white, QColor(0xf6, 0xf6, 0xf6), QColor(0xef, 0xef, 0xef),
                      QColor(0x1c, 0x1c, 0x1c), QColor(0x8a, 0x8a, 0x8a), QColor(0x00, 0x56, 0x86),
                      QColor(0x00, 0x72, 0xb2), Qt::white});
}

QPalette darkPalette()
{
    return paletteOf({QColor(0x35, 0x35, 0x35), QColor(0x1e, 0x1e, 0x1e), QColor(0x26, 0x26, 0x26),
                      QColor(0x48, 0x48, 0x48), QColor(0xe6, 0xe6, 0xe6), QColor(0x85, 0x85, 0x85),
                      QColor(0x56, 0xb4, 0xe9), QColor(0x1f, 0x78, 0xb4), Qt::white});
}

void applyTheme(QApplication& application, Theme theme)
{
    QApplication::setStyle(new Style);
    if (theme != Theme::System) {
        QApplication::setPalette(theme == Theme::Dark ? darkPalette() : lightPalette());
        return;
    }
    auto* desktop = new DesktopColours(&application);
    const auto follow = [desktop] {
        if (desktop->prefersDark()) {
            QApplication::setPalette(*desktop->prefersDark() ? darkPalette() : lightPalette());
        }
    };
    QObject::connect(desktop, &DesktopColours::changed, &application, follow);
    follow();
}

} // namespace sorby::app
