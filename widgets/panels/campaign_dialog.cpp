// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/campaign_dialog.h"

#include "widgets/panels/campaign_table.h"
#include "widgets/support/qt_convert.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>

#include <algorithm>
#include <limits>

namespace sorby::panels {
namespace {

using annotation::Assignment;
using annotation::CampaignPhase;

constexpr double kMostDistancePx = 10000;
constexpr int kMostAnnotators = 99;
constexpr int kNameRows = 4;

/// Which micrographs a campaign can be about.
enum Images { All, NotAnnotated, Train, Validation, Test };

bool isWanted(const project::ImageRecord& image, int which)
{
    switch (which) {
    case NotAnnotated:
        return !image.annotated;
    case Train:
        return image.membership == Membership::Train;
    case Validation:
        return image.membership == Membership::Validation;
    case Test:
        return image.membership == Membership::Test;
    default:
        return true;
    }
}

} // namespace

CampaignDialog::CampaignDialog(Known known, QWidget* parent)
    : TaskDialog(QStringLiteral("campaignDialog"), tr("Annotation campaign"), tr("Begin"), parent),
      m_known(std::move(known))
{
    addChoice();
    addNewRows();
    addKnownRows();
    m_who = new QComboBox(this);
    m_who->setObjectName(QStringLiteral("campaignAnnotator"));
    addRow(tr("&Sitting here"), m_who, tr("Who annotates now. The others' work is hidden."));
    connect(m_choice, &QComboBox::currentIndexChanged, this, &CampaignDialog::followChoice);
    connect(m_annotators, &QPlainTextEdit::textChanged, this, &CampaignDialog::followAnnotators);
    connect(m_name, &QLineEdit::textChanged, this, &CampaignDialog::check);
    connect(m_images, &QComboBox::currentIndexChanged, this, &CampaignDialog::check);
    connect(m_agree, &QSpinBox::valueChanged, this, &CampaignDialog::check);
    followChoice();
}

void CampaignDialog::addChoice()
{
    m_choice = new QComboBox(this);
    m_choice->setObjectName(QStringLiteral("campaignChoice"));
    for (const auto& report : m_known.campaigns) {
        m_choice->addItem(support::toQString(report.campaign.name));
    }
    if (!m_known.isReadOnly) {
        m_choice->addItem(tr("New campaign…"));
    }
    m_choice->setCurrentIndex(std::max(0, static_cast<int>(m_known.campaigns.size()) - 1));
    addRow(tr("&Campaign"), m_choice,
           tr("Several people first mark points of interest without seeing each other's; points that enough "
              "of them agree on are then outlined one by one, in random order."));
}

void CampaignDialog::addNewRows()
{
    const auto add = [this](const char* name, const QString& label, auto* field, const QString& toolTip) {
        field->setObjectName(QLatin1String(name));
        addRow(label, field, toolTip);
        m_newRows.push_back(field);
    };
    m_name = new QLineEdit(this);
    m_name->setPlaceholderText(tr("For example: MA islands, round 1"));
    add("campaignName", tr("&Name"), m_name, {});
    m_annotators = new QPlainTextEdit(this);
    m_annotators->setTabChangesFocus(true);
    m_annotators->setPlaceholderText(tr("One name a line"));
    m_annotators->setFixedHeight(fontMetrics().lineSpacing() * (kNameRows + 1));
    add("campaignAnnotators", tr("&Annotators"), m_annotators, tr("Who takes part, one name a line."));
    m_images = new QComboBox(this);
    const QStringList which{tr("All"), tr("Not annotated yet"), tr("Training"), tr("Validation"), tr("Test")};
    for (int i = 0; i < which.size(); ++i) {
        const auto count = std::ranges::count_if(
            m_known.images, [i](const auto& image) { return image.broken.empty() && isWanted(image, i); });
        m_images->addItem(tr("%1 (%2)").arg(which[i]).arg(count));
    }
    add("campaignImages", tr("&Micrographs"), m_images, tr("Which of the project's micrographs are marked."));
    m_class = new QComboBox(this);
    for (std::size_t i = 1; i < m_known.classes.size(); ++i) {
        m_class->addItem(support::toQString(m_known.classes[i].name));
    }
    add("campaignClass", tr("C&lass"), m_class, tr("The structures that are looked for."));
    m_distance = new QDoubleSpinBox(this);
    m_distance->setRange(0.1, kMostDistancePx);
    m_distance->setDecimals(1);
    m_distance->setValue(annotation::Campaign{}.distancePx);
    m_distance->setSuffix(tr(" px", "after a number"));
    add("campaignDistance", tr("&Distance"), m_distance,
        tr("So far apart may two marks of one structure be."));
    m_agree = new QSpinBox(this);
    m_agree->setRange(1, kMostAnnotators);
    m_agree->setValue(annotation::Campaign{}.agree);
    add("campaignAgree", tr("A&greed by"), m_agree, tr("So many annotators make a point agreed."));
    m_assignment = new QComboBox(this);
    m_assignment->addItems({tr("One annotator, dealt out evenly"), tr("Every annotator")});
    add("campaignAssignment", tr("&Outlined by"), m_assignment,
        tr("Who draws the polygon around an agreed point."));
    m_seed = new QSpinBox(this);
    m_seed->setRange(0, std::numeric_limits<int>::max());
    add("campaignSeed", tr("S&eed"), m_seed, tr("Decides the random order; the same seed, the same order."));
}

void CampaignDialog::addKnownRows()
{
    m_state = new QLabel(this);
    m_state->setObjectName(QStringLiteral("campaignState"));
    m_state->setWordWrap(true);
    form()->addRow(m_state);
    m_table = new CampaignTable(this);
    m_table->setObjectName(QStringLiteral("campaignTable"));
    form()->addRow(m_table);
    m_close = new QPushButton(tr("Close the &marking…"), this);
    m_close->setObjectName(QStringLiteral("campaignCloseMarking"));
    m_close->setToolTip(tr("Find the points that the annotators agree on and deal them out."));
    m_export = new QPushButton(tr("E&xport…"), this);
    m_export->setObjectName(QStringLiteral("campaignExport"));
    m_export->setToolTip(tr("Outlines, marks and tasks in the layout of the Aachen-Heerlen data set."));
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins({});
    row->addWidget(m_close);
    row->addWidget(m_export);
    row->addStretch();
    form()->addRow(buttons);
    for (auto* button : {m_close, m_export}) {
        button->setAutoDefault(false);
    }
    m_knownRows = {m_state, m_table, buttons};
    connect(m_close, &QPushButton::clicked, this, [this] {
        Q_EMIT closeMarkingRequested(*chosen());
        reject();
    });
    connect(m_export, &QPushButton::clicked, this, [this] {
        Q_EMIT exportRequested(*chosen());
        reject();
    });
}

const annotation::Campaign* CampaignDialog::chosen() const
{
    const auto index = static_cast<std::size_t>(std::max(0, m_choice->currentIndex()));
    return index < m_known.campaigns.size() ? &m_known.campaigns[index].campaign : nullptr;
}

void CampaignDialog::followChoice()
{
    const auto* campaign = chosen();
    for (auto* field : m_newRows) {
        field->setVisible(campaign == nullptr);
        form()->labelForField(field)->setVisible(campaign == nullptr);
    }
    for (auto* field : m_knownRows) {
        field->setVisible(campaign != nullptr);
    }
    if (campaign != nullptr) {
        const auto& report = m_known.campaigns[static_cast<std::size_t>(m_choice->currentIndex())];
        const bool isMarking = campaign->phase == CampaignPhase::Marking;
        const auto images = static_cast<int>(campaign->images.size());
        m_state->setText(
            isMarking ? tr("Points are marked on %n micrograph(s). %1 of %2 annotators within %3 px make a "
                           "point agreed.",
                           nullptr, images)
                            .arg(campaign->agree)
                            .arg(campaign->annotators.size())
                            .arg(campaign->distancePx)
            : report.isComplete() ? tr("Every agreed point (%n) is outlined or skipped.", nullptr,
                                       static_cast<int>(report.agreed))
                                  : tr("The agreed points (%n) are outlined one by one.", nullptr,
                                       static_cast<int>(report.agreed)));
        m_table->setProgress(campaign->phase, report.annotators, {});
        m_close->setVisible(isMarking);
        m_close->setEnabled(!m_known.isReadOnly);
    }
    followAnnotators();
    adjustSize();
}

void CampaignDialog::followAnnotators()
{
    const auto before = m_who->currentText();
    m_who->clear();
    for (const auto& name : chosen() != nullptr ? chosen()->annotators : annotators()) {
        m_who->addItem(support::toQString(name));
    }
    m_who->setCurrentIndex(std::max(0, m_who->findText(before)));
    check();
}

std::vector<std::string> CampaignDialog::annotators() const
{
    std::vector<std::string> names;
    for (const auto& line : m_annotators->toPlainText().split(QLatin1Char('\n'))) {
        if (const auto name = line.simplified(); !name.isEmpty()) {
            names.push_back(support::toUtf8(name));
        }
    }
    return names;
}

std::vector<project::ImageId> CampaignDialog::images() const
{
    std::vector<project::ImageId> ids;
    for (const auto& image : m_known.images) {
        if (image.broken.empty() && isWanted(image, m_images->currentIndex())) {
            ids.push_back(image.id);
        }
    }
    return ids;
}

workflow::CampaignRequest CampaignDialog::request() const
{
    workflow::CampaignRequest request;
    auto& campaign = request.campaign;
    campaign.name = support::toUtf8(m_name->text().simplified());
    campaign.annotators = annotators();
    campaign.images = images();
    campaign.classId = static_cast<annotation::ClassId>(m_class->currentIndex() + 1);
    campaign.distancePx = m_distance->value();
    campaign.agree = m_agree->value();
    campaign.assignment = m_assignment->currentIndex() == 0 ? Assignment::One : Assignment::Every;
    campaign.seed = static_cast<std::uint64_t>(m_seed->value());
    return request;
}

std::string CampaignDialog::annotator() const
{
    return support::toUtf8(m_who->currentText());
}

QString CampaignDialog::problemOfNew() const
{
    const auto names = annotators();
    if (m_name->text().simplified().isEmpty()) {
        return tr("Give the campaign a name.");
    }
    const auto name = support::toUtf8(m_name->text().simplified());
    if (std::ranges::any_of(m_known.campaigns, [&](const auto& one) { return one.campaign.name == name; })) {
        return tr("There is a campaign of this name already.");
    }
    if (names.empty()) {
        return tr("Name the annotators, one a line.");
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
            names.begin() + static_cast<std::ptrdiff_t>(i)) {
            return tr("Two annotators are called %1.").arg(support::toQString(names[i]));
        }
    }
    if (static_cast<std::size_t>(m_agree->value()) > names.size()) {
        return tr("%n annotator(s) cannot agree: there are only %1.", nullptr, m_agree->value())
            .arg(names.size());
    }
    return images().empty() ? tr("There are no such micrographs.") : QString();
}

QString CampaignDialog::problem() const
{
    if (m_known.isReadOnly) {
        return tr("The project is open for reading only: nobody can annotate.");
    }
    return chosen() == nullptr ? problemOfNew() : QString();
}

} // namespace sorby::panels
