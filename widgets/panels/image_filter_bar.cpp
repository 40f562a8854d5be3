// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/image_filter_bar.h"

#include "widgets/models/membership_text.h"
#include "widgets/models/natural_order.h"
#include "widgets/models/status_text.h"
#include "widgets/panels/colour_swatch.h"
#include "widgets/support/qt_convert.h"

#include <QActionGroup>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace sorby::panels {
namespace {

using models::ImageFilter;
using models::ImageOrder;

constexpr int kAny = -1;
constexpr int kFixedSpecimens = 2; ///< "any" and "none" before the names

template <typename T>
std::optional<T> chosen(const QComboBox* box)
{
    const int value = box->currentIndex() < 0 ? kAny : box->currentData().toInt();
    return value == kAny ? std::nullopt : std::optional(static_cast<T>(value));
}

void choose(QComboBox* box, int index)
{
    box->setCurrentIndex(index);
}

} // namespace

ImageFilterBar::ImageFilterBar(document::ProjectDocument& document, QWidget* parent)
    : QWidget(parent), m_document(document)
{
    m_text = new QLineEdit(this);
    m_text->setObjectName(QStringLiteral("imageFilter"));
    m_text->setPlaceholderText(tr("Name or specimen"));
    m_text->setToolTip(tr("Shows only the micrographs whose name or specimen has this text."));
    m_text->setClearButtonEnabled(true);
    m_unfold = new QToolButton(this);
    m_unfold->setObjectName(QStringLiteral("imageCriteria"));
    m_unfold->setCheckable(true);
    m_unfold->setAutoRaise(true);
    m_unfold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_unfold->setToolTip(tr("Filter by specimen, class, side of the split, status, IoU and file."));
    m_sort = new QToolButton(this);
    m_sort->setObjectName(QStringLiteral("imageSort"));
    m_sort->setAutoRaise(true);
    m_sort->setPopupMode(QToolButton::InstantPopup);
    m_sort->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_sort->setToolTip(tr("What the list is sorted by."));

    auto* line = new QHBoxLayout;
    line->addWidget(m_unfold);
    line->addStretch();
    line->addWidget(m_sort);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(fontMetrics().height() / 5);
    layout->addWidget(m_text);
    layout->addLayout(line);
    addCriteria();
    layout->addWidget(m_criteria);
    addSorting();

    connect(m_text, &QLineEdit::textChanged, this, &ImageFilterBar::tell);
    connect(m_unfold, &QToolButton::toggled, this, &ImageFilterBar::setOpen);
    using document::ProjectDocument;
    connect(&document, &ProjectDocument::opened, this, &ImageFilterBar::clear);
    connect(&document, &ProjectDocument::imagesChanged, this, &ImageFilterBar::fillLists);
    connect(&document, &ProjectDocument::scoresChanged, this, &ImageFilterBar::fillLists);
    fillLists();
    setOpen(false);
    tell();
}

QComboBox* ImageFilterBar::addChoice(QGridLayout* grid, const QString& name, const QString& label,
                                     const QString& toolTip)
{
    auto* box = new QComboBox(m_criteria);
    box->setObjectName(name);
    box->setToolTip(toolTip);
    box->setAccessibleName(label);
    // A name of 200 characters must not widen the list.
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(10);
    const int row = grid->rowCount();
    grid->addWidget(new QLabel(label, m_criteria), row, 0);
    grid->addWidget(box, row, 1, 1, 3);
    connect(box, &QComboBox::currentIndexChanged, this, &ImageFilterBar::tell);
    return box;
}

void ImageFilterBar::addCriteria()
{
    m_criteria = new QWidget(this);
    m_criteria->setObjectName(QStringLiteral("imageCriteriaBox"));
    auto* grid = new QGridLayout(m_criteria);
    grid->setContentsMargins({});
    grid->setVerticalSpacing(fontMetrics().height() / 5);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    m_status = addChoice(grid, QStringLiteral("filterStatus"), tr("Status"),
                         tr("How far you are with a micrograph. Not done: without status or in work."));
    m_side = addChoice(grid, QStringLiteral("filterSide"), tr("Split"), tr("The side of the split."));
    m_specimen = addChoice(grid, QStringLiteral("filterSpecimen"), tr("Specimen"),
                           tr("The specimen that a micrograph is a field of."));
    m_class = addChoice(grid, QStringLiteral("filterClass"), tr("Class"),
                        tr("Micrographs with objects or brushed pixels of this class."));
    addIou(grid);
    m_files =
        addChoice(grid, QStringLiteral("filterFiles"), tr("File"),
                  tr("Micrographs whose file is missing, damaged or of an unknown kind cannot be read."));
    addSimpleChoices();
}

void ImageFilterBar::addSimpleChoices()
{
    using Status = ImageFilter::Status;
    using Files = ImageFilter::Files;
    m_status->addItem(tr("Any status"), static_cast<int>(Status::Any));
    m_status->addItem(tr("Not done"), static_cast<int>(Status::Undone));
    m_status->addItem(models::statusText(ReviewStatus::None), static_cast<int>(Status::None));
    m_status->addItem(models::statusText(ReviewStatus::InWork), static_cast<int>(Status::InWork));
    m_status->addItem(models::statusText(ReviewStatus::Done), static_cast<int>(Status::Done));
    m_status->addItem(models::statusText(ReviewStatus::Rejected), static_cast<int>(Status::Rejected));
    m_side->addItem(tr("Any side"), kAny);
    for (const auto side : {Membership::Train, Membership::Validation, Membership::Test, Membership::None}) {
        m_side->addItem(models::membershipText(side), static_cast<int>(side));
    }
    m_files->addItem(tr("Any file"), static_cast<int>(Files::Any));
    m_files->addItem(tr("Can be read"), static_cast<int>(Files::Readable));
    m_files->addItem(tr("Missing or broken"), static_cast<int>(Files::Broken));
}

void ImageFilterBar::addIou(QGridLayout* grid)
{
    const auto add = [this](const QString& name, const QString& text, double value) {
        auto* box = new QDoubleSpinBox(m_criteria);
        box->setObjectName(name);
        box->setAccessibleName(text);
        box->setToolTip(
            tr("IoU of the current run, from and to. Micrographs that were not evaluated are left "
               "out as soon as there is a limit."));
        box->setRange(0, 1);
        box->setSingleStep(0.05);
        box->setDecimals(2);
        box->setValue(value);
        connect(box, &QDoubleSpinBox::valueChanged, this, &ImageFilterBar::tell);
        return box;
    };
    m_least = add(QStringLiteral("filterLeastIou"), tr("Least IoU"), 0);
    m_most = add(QStringLiteral("filterMostIou"), tr("Most IoU"), 1);
    const int row = grid->rowCount();
    grid->addWidget(new QLabel(tr("IoU"), m_criteria), row, 0);
    grid->addWidget(m_least, row, 1);
    //: between two numbers
    grid->addWidget(new QLabel(tr("to"), m_criteria), row, 2);
    grid->addWidget(m_most, row, 3);
}

void ImageFilterBar::addSorting()
{
    auto* menu = new QMenu(m_sort);
    menu->setObjectName(QStringLiteral("imageSortMenu"));
    auto* group = new QActionGroup(menu);
    const auto add = [&](const char* name, const QString& text, ImageOrder order) {
        auto* action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        action->setCheckable(true);
        action->setData(static_cast<int>(order));
        group->addAction(action);
        m_orders << action;
    };
    add("sort.added", tr("As added"), ImageOrder::Added);
    add("sort.name", tr("Name"), ImageOrder::Name);
    add("sort.specimen", tr("Specimen"), ImageOrder::Specimen);
    add("sort.side", tr("Split"), ImageOrder::Side);
    add("sort.status", tr("Status"), ImageOrder::Status);
    add("sort.objects", tr("Number of objects"), ImageOrder::Objects);
    add("sort.iou", tr("IoU"), ImageOrder::Iou);
    m_orders.front()->setChecked(true);
    menu->addSeparator();
    m_descending = menu->addAction(tr("Largest or last first"));
    m_descending->setObjectName(QStringLiteral("sort.descending"));
    m_descending->setCheckable(true);
    m_sort->setMenu(menu);
    connect(menu, &QMenu::triggered, this, &ImageFilterBar::tellOrder);
    tellOrder();
}

ImageFilter ImageFilterBar::filter() const
{
    ImageFilter filter;
    filter.text = m_text->text().trimmed();
    filter.status = static_cast<ImageFilter::Status>(m_status->currentData().toInt());
    filter.side = chosen<Membership>(m_side);
    filter.classId = chosen<annotation::ClassId>(m_class);
    filter.files = static_cast<ImageFilter::Files>(m_files->currentData().toInt());
    if (const int index = m_specimen->currentIndex(); index >= kFixedSpecimens) {
        filter.specimen = m_specimens[static_cast<std::size_t>(index - kFixedSpecimens)];
    } else if (index == 1) {
        filter.specimen = std::string();
    }
    if (m_least->value() > 0) {
        filter.leastIou = m_least->value();
    }
    if (m_most->value() < 1) {
        filter.mostIou = m_most->value();
    }
    return filter;
}

void ImageFilterBar::clear()
{
    m_filling = true;
    m_text->clear();
    for (auto* box : {m_status, m_side, m_specimen, m_class, m_files}) {
        choose(box, 0);
    }
    m_least->setValue(0);
    m_most->setValue(1);
    m_filling = false;
    tell();
}

void ImageFilterBar::focusText()
{
    m_text->setFocus();
    m_text->selectAll();
}

void ImageFilterBar::chooseSpecimen(const std::string& specimen)
{
    m_unfold->setChecked(true);
    const auto found = std::ranges::find(m_specimens, specimen);
    if (found != m_specimens.end()) {
        choose(m_specimen, kFixedSpecimens + static_cast<int>(found - m_specimens.begin()));
    }
}

/// What is chosen stays chosen while it exists; the filter is told when it does not.
void ImageFilterBar::fillLists()
{
    const auto before = filter();
    m_filling = true;
    m_class->clear();
    m_class->addItem(tr("Any class"), kAny);
    for (const auto& info : m_document.classes()) {
        m_class->addItem(colourSwatch(info.colour, m_class), support::toQString(info.name), int{info.id});
    }
    m_class->addItem(colourSwatch(annotation::kIgnoreColour, m_class), tr("Ignored"),
                     int{annotation::kIgnore});
    choose(m_class, std::max(0, before.classId ? m_class->findData(int{*before.classId}) : 0));
    fillSpecimens();
    if (before.specimen) {
        const auto found = std::ranges::find(m_specimens, *before.specimen);
        choose(m_specimen, before.specimen->empty() ? 1
                           : found == m_specimens.end()
                               ? 0
                               : kFixedSpecimens + static_cast<int>(found - m_specimens.begin()));
    }
    const bool hasScores = !m_document.scores().empty();
    m_least->setEnabled(hasScores || m_least->value() > 0);
    m_most->setEnabled(hasScores || m_most->value() < 1);
    m_filling = false;
    if (filter() != before) {
        tell();
    }
}

/// Only while it can be seen, or is in use: there may be as many specimens as micrographs.
void ImageFilterBar::fillSpecimens()
{
    const bool isWanted = m_unfold->isChecked() || m_specimen->currentIndex() >= kFixedSpecimens;
    std::vector<std::pair<QString, std::string>> names;
    if (isWanted) {
        std::unordered_set<std::string_view> known;
        for (const auto& image : m_document.images()) {
            if (!image.specimen.empty() && known.insert(image.specimen).second) {
                names.emplace_back(support::toQString(image.specimen), image.specimen);
            }
        }
        std::ranges::sort(names, [](const auto& a, const auto& b) {
            const int order = models::compareNaturally(a.first, b.first);
            return order != 0 ? order < 0 : a.second < b.second;
        });
    }
    QStringList texts{tr("Any specimen"), tr("No specimen")};
    m_specimens.clear();
    for (auto& [text, specimen] : names) {
        texts << text;
        m_specimens.push_back(std::move(specimen));
    }
    m_specimen->clear();
    m_specimen->addItems(texts);
}

void ImageFilterBar::setOpen(bool open)
{
    m_unfold->setChecked(open);
    m_unfold->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    m_criteria->setVisible(open);
    if (open) {
        fillLists();
    }
}

void ImageFilterBar::tell()
{
    if (m_filling) {
        return;
    }
    const auto now = filter();
    const int count = now.criteria();
    m_unfold->setText(count == 0 ? tr("Filters") : tr("Filters (%1)").arg(count));
    QFont font = m_unfold->font();
    font.setBold(count > 0);
    m_unfold->setFont(font);
    Q_EMIT filterChanged(now);
}

void ImageFilterBar::tellOrder()
{
    const auto* checked = m_orders.front()->actionGroup()->checkedAction();
    const bool descending = m_descending->isChecked();
    const QString arrow = descending ? QStringLiteral("↓") : QStringLiteral("↑");
    m_sort->setText(tr("%1 %2", "order, arrow").arg(checked->text(), arrow));
    Q_EMIT orderChanged(static_cast<ImageOrder>(checked->data().toInt()), descending);
}

} // namespace sorby::panels
