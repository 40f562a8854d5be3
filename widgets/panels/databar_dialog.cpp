// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/databar_dialog.h"

#include "widgets/support/qt_convert.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QSpinBox>

#include <algorithm>

namespace sorby::panels {

DatabarDialog::DatabarDialog(const project::ImageRecord& image, QWidget* parent)
    : TaskDialog(QStringLiteral("databarDialog"), tr("Information bar"), tr("Apply"), parent),
      m_image(image.name),
      m_height(image.size.height)
{
    m_place = new QComboBox(this);
    m_place->setObjectName(QStringLiteral("databarPlace"));
    m_place->addItems({tr("At the bottom"), tr("At the top"), tr("There is none"), tr("Find it")});
    addRow(tr("&Place"), m_place,
           tr("The bar that a microscope draws into the micrograph is left out of training, scores and "
              "measurements. The file stays as it is."));
    m_rows = new QSpinBox(this);
    m_rows->setObjectName(QStringLiteral("databarRows"));
    m_rows->setRange(1, std::max(1, m_height - 1));
    m_rows->setSuffix(tr(" rows", "after a number"));
    addRow(tr("&Height"), m_rows, tr("Of the bar, in rows of pixels."));
    m_all = new QCheckBox(tr("For &all micrographs of the project"), this);
    m_all->setObjectName(QStringLiteral("databarAll"));
    m_all->setToolTip(tr("Otherwise for %1 alone.").arg(support::toQString(image.name)));
    form()->addRow(m_all);
    if (!image.region) {
        m_place->setCurrentIndex(Nowhere);
    } else {
        const auto& rect = image.region->rect;
        m_place->setCurrentIndex(rect.y > 0 ? Top : Bottom);
        m_rows->setValue(rect.y > 0 ? rect.y : m_height - rect.height);
    }
    connect(m_place, &QComboBox::currentIndexChanged, this, &DatabarDialog::followPlace);
    followPlace();
}

void DatabarDialog::followPlace()
{
    const int place = m_place->currentIndex();
    m_rows->setEnabled(place == Bottom || place == Top);
    check();
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
    return {};
}

} // namespace sorby::panels
