// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/sample_preview.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPixmap>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace sorby::panels {

SamplePreview::SamplePreview(const QImage& sheet, QWidget* parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("samplePreview"));
    setWindowTitle(tr("What the network is shown"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* text =
        new QLabel(tr("Samples of the first epoch, with the classes of the reference over them. Image and "
                      "reference change together; what would never look like this in your "
                      "micrographs should not be here."),
                   this);
    text->setWordWrap(true);
    auto* picture = new QLabel(this);
    picture->setObjectName(QStringLiteral("samplePreviewPicture"));
    picture->setPixmap(QPixmap::fromImage(sheet));
    picture->setAlignment(Qt::AlignCenter);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(picture);
    scroll->setWidgetResizable(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(text);
    layout->addWidget(scroll, 1);
    layout->addWidget(buttons);
    // As wide as the sheet with a bar beside it, and no higher than the screen has room for.
    constexpr int kTextAndButtons = 120;
    const int frame = 2 * scroll->frameWidth() + 24;
    const QSize wanted =
        sheet.size() + QSize(frame + scroll->verticalScrollBar()->sizeHint().width(), kTextAndButtons);
    constexpr double kShareOfScreen = 0.9;
    resize(wanted.boundedTo(screen()->availableSize() * kShareOfScreen));
}

} // namespace sorby::panels
