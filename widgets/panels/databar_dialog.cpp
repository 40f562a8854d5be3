// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/databar_dialog.h"

#include "widgets/support/qt_convert.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>

#include <algorithm>

namespace sorby::panels {

DatabarDialog::DatabarDialog(const project::ImageRecord& image, QWidget* parent)
    : TaskDialog(QStringLiteral("databarDialog"), tr("Information bar"), tr("Apply"), parent),
      m_image(image.name),
      m_size(image.size)
{
    m_place = new QComboBox(this);
    m_place->setObjectName(QStringLiteral("databarPlace"));
    m_place->addItems({tr("At the bottom"), tr("At the top"), tr("Elsewhere: enter where the specimen is"),
                       tr("There is none"), tr("Find it")});
    addRow(tr("&Place"), m_place,
           tr("The bar that a microscope draws into the micrograph is left out of training, scores and "
              "measurements. The file stays as it is."));
    m_rows = new QSpinBox(this);
    m_rows->setObjectName(QStringLiteral("databarRows"));
    m_rows->setRange(1, std::max(1, m_size.height - 1));
    m_rows->setSuffix(tr(" rows", "after a number"));
    addRow(tr("&Height"), m_rows, tr("Of the bar, in rows of pixels."));
    addRegionRows();
    m_all = new QCheckBox(tr("For &all micrographs of the project"), this);
    m_all->setObjectName(QStringLiteral("databarAll"));
    m_all->setToolTip(tr("Otherwise for %1 alone.").arg(support::toQString(image.name)));
    form()->addRow(m_all);
    fill(image);
    connect(m_place, &QComboBox::currentIndexChanged, this, &DatabarDialog::followPlace);
    for (auto* number : {m_x, m_y, m_width, m_height}) {
        connect(number, &QSpinBox::valueChanged, this, &DatabarDialog::check);
    }
    followPlace();
}

void DatabarDialog::addRegionRows()
{
    const auto addPair = [this](const QString& label, const QString& toolTip, auto put) {
        auto* both = new QWidget(this);
        auto* row = new QHBoxLayout(both);
        row->setContentsMargins(0, 0, 0, 0);
        both->setFocusProxy(put(*row));
        addRow(label, both, toolTip);
    };
    const int width = std::max(1, m_size.width);
    const int height = std::max(1, m_size.height);
    addPair(tr("&Specimen from"), tr("The upper left corner of the part that shows the specimen."),
            [&](QHBoxLayout& row) {
                m_x = addPixels(row, QStringLiteral("databarX"), tr("x, from the left"), 0, width - 1);
                m_x->setPrefix(tr("x: "));
                m_y = addPixels(row, QStringLiteral("databarY"), tr("y, from the top"), 0, height - 1);
                m_y->setPrefix(tr("y: "));
                return m_x;
            });
    addPair(tr("S&ize of it"), tr("The width and the height of the part that shows the specimen."),
            [&](QHBoxLayout& row) {
                m_width = addPixels(row, QStringLiteral("databarWidth"), tr("Width"), 1, width);
                row.addWidget(new QLabel(tr("×", "between width and height"), this));
                m_height = addPixels(row, QStringLiteral("databarHeight"), tr("Height"), 1, height);
                return m_width;
            });
}

QSpinBox* DatabarDialog::addPixels(QHBoxLayout& row, const QString& name, const QString& toolTip, int least,
                                   int most)
{
    auto* number = new QSpinBox(this);
    number->setObjectName(name);
    number->setAccessibleName(toolTip);
    number->setToolTip(toolTip);
    number->setRange(least, most);
    number->setSuffix(tr(" px", "after a number"));
    row.addWidget(number, 1);
    return number;
}

/// Begins with what is known of the image.
void DatabarDialog::fill(const project::ImageRecord& image)
{
    const auto rect = image.region ? image.region->rect : PixelRect{0, 0, m_size.width, m_size.height};
    m_x->setValue(rect.x);
    m_y->setValue(rect.y);
    m_width->setValue(rect.width);
    m_height->setValue(rect.height);
    const int above = rect.y;
    const int below = m_size.height - rect.y - rect.height;
    if (!image.region) {
        m_place->setCurrentIndex(Nowhere);
    } else if (rect.x > 0 || rect.width < m_size.width || (above > 0 && below > 0)) {
        m_place->setCurrentIndex(Region);
    } else {
        m_place->setCurrentIndex(above > 0 ? Top : Bottom);
        m_rows->setValue(above + below);
    }
}

void DatabarDialog::followPlace()
{
    const int place = m_place->currentIndex();
    m_rows->setEnabled(place == Bottom || place == Top);
    for (auto* number : {m_x, m_y, m_width, m_height}) {
        number->setEnabled(place == Region);
    }
    check();
}

PixelRect DatabarDialog::region() const
{
    return {m_x->value(), m_y->value(), m_width->value(), m_height->value()};
}

workflow::DatabarRequest DatabarDialog::request() const
{
    using Bar = workflow::DatabarRequest::Bar;
    workflow::DatabarRequest request;
    if (!m_all->isChecked()) {
        request.images = {m_image};
    }
    switch (m_place->currentIndex()) {
    case Bottom:
    case Top:
        request.bar = Bar::Rows;
        request.rows = m_place->currentIndex() == Top ? -m_rows->value() : m_rows->value();
        break;
    case Region:
        request.bar = Bar::Region;
        request.region = region();
        break;
    case Nowhere:
        request.bar = Bar::None;
        break;
    default:
        request.bar = Bar::Find;
    }
    return request;
}

QString DatabarDialog::problem() const
{
    if (m_place->currentIndex() != Region) {
        return {};
    }
    const auto rect = region();
    if (rect.x + rect.width > m_size.width || rect.y + rect.height > m_size.height) {
        return tr("This reaches beyond the micrograph, which has %1 × %2 pixels.")
            .arg(m_size.width)
            .arg(m_size.height);
    }
    return rect == PixelRect{0, 0, m_size.width, m_size.height}
               ? tr("This is all of the micrograph. Enter less, or choose that there is no bar.")
               : QString();
}

} // namespace sorby::panels
