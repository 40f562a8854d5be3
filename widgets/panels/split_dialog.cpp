// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/split_dialog.h"

#include "widgets/panels/path_field.h"
#include "widgets/support/qt_convert.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QRadioButton>
#include <QSpinBox>

#include <initializer_list>
#include <limits>

namespace sorby::panels {
namespace {

constexpr int kMostFolds = 1000;
constexpr int kNoFolds = 1;

} // namespace

SplitDialog::SplitDialog(bool hasSpecimens, support::Dialogs& dialogs, QWidget* parent)
    : TaskDialog(QStringLiteral("splitDialog"), tr("Split"), tr("Split"), parent)
{
    m_random = new QRadioButton(tr("&Share out at random"), this);
    m_random->setObjectName(QStringLiteral("splitRandom"));
    m_random->setChecked(true);
    form()->addRow(m_random);
    m_test =
        addPercent(QStringLiteral("splitTest"), tr("&Test"),
                   tr("Share of the images that no training ever sees. They say how good a network is."), 20);
    addFoldRows();
    m_validation =
        addPercent(QStringLiteral("splitValidation"), tr("&Validation"),
                   tr("Share of the images that are scored after each epoch, to choose the best epoch."), 10);
    m_bySpecimen = new QCheckBox(tr("&Keep specimens together"), this);
    m_bySpecimen->setObjectName(QStringLiteral("splitBySpecimen"));
    m_bySpecimen->setToolTip(
        tr("Fields of one specimen look alike. When they are on two sides, the scores are "
           "better than the network is."));
    m_bySpecimen->setChecked(true);
    if (!hasSpecimens) {
        m_bySpecimen->setToolTip(tr("No specimen is known in this project: each micrograph counts as one. "
                                    "Specimens come with a metadata CSV."));
    }
    form()->addRow(m_bySpecimen);
    m_stratify = new QCheckBox(tr("Keep &rare classes on every side (stratify)"), this);
    m_stratify->setObjectName(QStringLiteral("splitStratify"));
    m_stratify->setToolTip(
        tr("Shares out the images of each class as all images, the rarest class first. Otherwise chance may "
           "leave a side without a class, which is then not learnt, or not scored."));
    form()->addRow(m_stratify);
    m_seed = new QSpinBox(this);
    m_seed->setObjectName(QStringLiteral("splitSeed"));
    m_seed->setRange(0, std::numeric_limits<int>::max());
    addRow(tr("S&eed"), m_seed, tr("The same number gives the same split again."));
    addFileRows(dialogs);
    for (auto* percent : {m_test, m_validation}) {
        connect(percent, &QSpinBox::valueChanged, this, &SplitDialog::check);
    }
    connect(m_random, &QRadioButton::toggled, this, &SplitDialog::followMode);
    connect(m_folds, &QSpinBox::valueChanged, this, &SplitDialog::followMode);
    followMode();
}

QSpinBox* SplitDialog::addPercent(const QString& name, const QString& label, const QString& toolTip,
                                  int value)
{
    auto* percent = new QSpinBox(this);
    percent->setObjectName(name);
    percent->setRange(0, 90);
    percent->setSuffix(tr(" %", "after a number"));
    percent->setValue(value);
    addRow(label, percent, toolTip);
    return percent;
}

void SplitDialog::addFoldRows()
{
    m_folds = new QSpinBox(this);
    m_folds->setObjectName(QStringLiteral("splitFolds"));
    m_folds->setRange(kNoFolds, kMostFolds);
    m_folds->setSpecialValueText(tr("none"));
    addRow(tr("Fol&ds"), m_folds,
           tr("For a cross-validation: so many splits, in each of which other images are for test. The share "
              "for test then does not count."));
    m_fold = new QSpinBox(this);
    m_fold->setObjectName(QStringLiteral("splitFold"));
    addRow(tr("F&old in use"), m_fold,
           tr("The fold whose images are for test now. Split again with the next one after its training; the "
              "same seed gives the same folds."));
}

void SplitDialog::addFileRows(support::Dialogs& dialogs)
{
    m_fromFile = new QRadioButton(tr("T&ake fixed lists from a file"), this);
    m_fromFile->setObjectName(QStringLiteral("splitFromFile"));
    form()->addRow(m_fromFile);
    m_file = new PathField(PathField::Kind::File, tr("Lists of the split"),
                           tr("JSON files (*.json);;All files (*)"), dialogs, this);
    m_file->setObjectName(QStringLiteral("splitFile"));
    addRow(tr("&File"), m_file, tr("A splits.json with lists of names for train, validation and test."));
    m_key = new QLineEdit(this);
    m_key->setObjectName(QStringLiteral("splitKey"));
    addRow(tr("&Name in the file"), m_key,
           tr("Which split to take when the file holds several; empty when it holds one."));
    connect(m_file, &PathField::changed, this, &SplitDialog::check);
}

void SplitDialog::followMode()
{
    const bool random = m_random->isChecked();
    for (QWidget* field : std::initializer_list<QWidget*>{m_folds, m_validation, m_stratify, m_seed}) {
        field->setEnabled(random);
    }
    m_test->setEnabled(random && !hasFolds());
    m_fold->setEnabled(hasFolds());
    m_fold->setRange(1, m_folds->value());
    m_file->setEnabled(!random);
    m_key->setEnabled(!random);
    check();
}

bool SplitDialog::hasFolds() const
{
    return m_random->isChecked() && m_folds->value() > kNoFolds;
}

workflow::SplitRequest SplitDialog::request() const
{
    workflow::SplitRequest request;
    request.options.test = m_test->value() / 100.0;
    request.options.validation = m_validation->value() / 100.0;
    request.options.groupBy = m_bySpecimen->isChecked() ? dataset::GroupBy::Specimen : dataset::GroupBy::None;
    request.options.stratify = m_stratify->isChecked();
    request.options.seed = static_cast<std::uint64_t>(m_seed->value());
    if (hasFolds()) {
        request.folds = m_folds->value();
        request.fold = m_fold->value();
    }
    if (m_fromFile->isChecked()) {
        request.from = m_file->path();
        request.key = support::toUtf8(m_key->text().trimmed());
    }
    return request;
}

QString SplitDialog::problem() const
{
    if (m_fromFile->isChecked()) {
        return m_file->path().empty() ? tr("Choose the file with the lists.") : QString();
    }
    const double test = hasFolds() ? 100.0 / m_folds->value() : m_test->value();
    return test + m_validation->value() >= 100 ? tr("Nothing would be left to train on.") : QString();
}

} // namespace sorby::panels
