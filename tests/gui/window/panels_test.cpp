// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/english_plurals.h"
#include "app/workspaces/theme.h"
#include "tests/gui/support/wait.h"
#include "widgets/panels/annotate_panel.h"
#include "widgets/panels/contrast_box.h"
#include "widgets/panels/findings_model.h"
#include "widgets/panels/layer_settings.h"
#include "widgets/panels/train_form.h"
#include "widgets/panels/train_presets.h"
#include "widgets/plots/iou_colour.h"
#include "widgets/plots/iou_histogram.h"
#include "widgets/plots/training_curves.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QWheelEvent>
#include <gtest/gtest.h>

namespace sorby::panels {
namespace {

TEST(TrainForm, GivesThePresetsAsTheyAre)
{
    TrainForm form;
    auto* preset = form.findChild<QComboBox*>(QStringLiteral("trainPreset"));
    const auto presets = trainPresets();
    ASSERT_EQ(preset->count(), static_cast<int>(presets.size()) + 1);
    for (std::size_t i = 0; i < presets.size(); ++i) {
        preset->setCurrentIndex(static_cast<int>(i));
        Q_EMIT preset->activated(static_cast<int>(i));
        const auto request = form.request();
        ASSERT_TRUE(request) << describe(request.error());
        EXPECT_TRUE(samePreset(request->options, presets[i].options)) << i;
        EXPECT_EQ(preset->currentIndex(), static_cast<int>(i));
    }
}

TEST(TrainForm, NamesWhatMakesNoSense)
{
    TrainForm form;
    form.findChild<QComboBox*>(QStringLiteral("trainPatch"))->setCurrentText(QStringLiteral("huge"));
    EXPECT_FALSE(form.request());
    form.findChild<QComboBox*>(QStringLiteral("trainPatch"))->setCurrentText(QStringLiteral("128x96"));
    ASSERT_TRUE(form.request());
    EXPECT_EQ(form.request()->options.patch, (Size{128, 96}));
    auto* memory = form.findChild<QLineEdit*>(QStringLiteral("trainMemory"));
    memory->setText(QStringLiteral("a lot"));
    EXPECT_FALSE(form.request());
    memory->setText(QStringLiteral("4 GiB"));
    ASSERT_TRUE(form.request());
    EXPECT_EQ(form.request()->options.memoryLimitBytes, std::uint64_t{4} << 30);
}

TEST(TrainForm, TurnsToOwnValuesWhenOneIsChanged)
{
    TrainForm form;
    auto* preset = form.findChild<QComboBox*>(QStringLiteral("trainPreset"));
    EXPECT_EQ(preset->currentData().toString(), QStringLiteral("quick"));
    form.findChild<QSpinBox*>(QStringLiteral("trainWidth"))->setValue(17);
    EXPECT_EQ(preset->currentData().toString(), QStringLiteral("own"));
}

TEST(TrainForm, TheWheelScrollsAndChangesNothing)
{
    TrainForm form;
    const auto before = form.request()->options;
    for (auto* field : form.findChildren<QWidget*>()) {
        if (qobject_cast<QComboBox*>(field) == nullptr && qobject_cast<QSpinBox*>(field) == nullptr) {
            continue;
        }
        QWheelEvent wheel({5, 5}, field->mapToGlobal(QPointF(5, 5)), {}, {0, -120}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(field, &wheel);
        EXPECT_FALSE(wheel.isAccepted()) << field->objectName().toStdString();
    }
    EXPECT_EQ(form.request()->options, before);
}

TEST(TrainForm, KeepsWhatItHasNoFieldFor)
{
    TrainForm form;
    auto wanted = form.request()->options;
    wanted.averageDecay = 0.77;
    wanted.weightDecay = 0.03;
    wanted.hasUp = true;
    wanted.patience = 5;
    wanted.classWeights = learning::ClassWeights::Root;
    wanted.initFile = "weights.pth";
    wanted.network.normalization = learning::Normalization::Group;
    form.setOptions(wanted);
    EXPECT_EQ(form.request()->options, wanted);
    form.findChild<QSpinBox*>(QStringLiteral("trainEpochs"))->setValue(12);
    EXPECT_EQ(form.request()->options.epochs, 12);
    EXPECT_EQ(form.request()->options.samples, 0);
    form.findChild<QSpinBox*>(QStringLiteral("trainEpochs"))->setValue(0);
    EXPECT_GT(form.request()->options.samples, 0) << "as the data need";
}

TEST(TrainForm, TakesNetworkLossAndSchedule)
{
    TrainForm form;
    EXPECT_TRUE(form.findChild<QSpinBox*>(QStringLiteral("trainWidth"))->isEnabled());
    auto wanted = form.request()->options;
    wanted.network.kind = learning::NetworkKind::DeepLabV3Plus;
    wanted.network.encoder = learning::Encoder::SeResnext50;
    wanted.loss = learning::LossKind::GeneralizedDice;
    wanted.optimizer = learning::OptimizerKind::AdamW;
    wanted.schedule = learning::ScheduleKind::OneCycle;
    form.setOptions(wanted);
    const auto given = form.request()->options;
    EXPECT_EQ(given.network.kind, wanted.network.kind);
    EXPECT_EQ(given.network.encoder, wanted.network.encoder);
    EXPECT_EQ(given.loss, wanted.loss);
    EXPECT_EQ(given.optimizer, wanted.optimizer);
    EXPECT_EQ(given.schedule, wanted.schedule);
    EXPECT_FALSE(form.findChild<QSpinBox*>(QStringLiteral("trainWidth"))->isEnabled())
        << "a network with an encoder is as it was published";
    form.findChild<QComboBox*>(QStringLiteral("trainEncoder"))->setCurrentIndex(0);
    EXPECT_FALSE(form.request()) << "it needs an encoder";
}

TEST(TrainForm, ChoosesALargerPresetForAGraphicsCardUnlessSomethingWasChosen)
{
    learning::DeviceReport report;
    report.devices = {{"cpu", "Processor X", 0, 0, 8, false}, {"cuda:0", "Card Y", 0, 0, 0, true}};
    TrainForm untouched;
    untouched.setDevices(report);
    EXPECT_EQ(untouched.findChild<QComboBox*>(QStringLiteral("trainPreset"))->currentData().toString(),
              QStringLiteral("balanced"));
    EXPECT_GE(
        untouched.findChild<QComboBox*>(QStringLiteral("trainDevice"))->findData(QStringLiteral("cuda:0")),
        0);
    TrainForm touched;
    touched.findChild<QSpinBox*>(QStringLiteral("trainEpochs"))->setValue(7);
    touched.setDevices(report);
    EXPECT_EQ(touched.request()->options.epochs, 7);
}

TEST(LayerSettings, KeepControlsAndLayersTheSame)
{
    LayerSettings layers;
    QCheckBox check;
    QAction action;
    action.setCheckable(true);
    bindSwitch(&check, layers, &canvas::Layers::micrograph, true);
    bindSwitch(&action, layers, &canvas::Layers::micrograph, true);
    EXPECT_FALSE(check.isChecked());
    check.setChecked(true);
    EXPECT_FALSE(layers.layers().micrograph);
    EXPECT_TRUE(action.isChecked());
    action.setChecked(false);
    EXPECT_TRUE(layers.layers().micrograph);
    EXPECT_FALSE(check.isChecked());
}

TEST(LayerSettings, HideEverythingWithoutForgettingIt)
{
    LayerSettings layers;
    layers.edit([](canvas::Layers& shown) { shown.iouOverlay = true; });
    layers.setHidden(true);
    EXPECT_FALSE(layers.shown().polygons);
    EXPECT_FALSE(layers.shown().iouOverlay);
    EXPECT_TRUE(layers.shown().micrograph);
    EXPECT_TRUE(layers.layers().iouOverlay);
    layers.setHidden(false);
    EXPECT_EQ(layers.shown(), layers.layers());
}

TEST(ContrastBox, KeepsBlackBelowWhite)
{
    ContrastBox box;
    box.setRange({0, 65535}, {100, 4000}, {100, 4000});
    QSignalSpy changed(&box, &ContrastBox::windowChanged);
    box.findChild<QSlider*>(QStringLiteral("contrastLow"))->setValue(500);
    EXPECT_EQ(changed.count(), 1);
    EXPECT_LT(box.window().low, box.window().high);
    EXPECT_NEAR(box.window().low, 65535 / 2.0, 70);
    box.useAutomatic();
    EXPECT_EQ(box.window(), (imaging::Window{100, 4000}));
}

TEST(AnnotatePanel, ScrollsDownWhereTheScreenIsSmallAndNeverSideways)
{
    LayerSettings layers;
    tools::ToolSettings tools;
    AnnotatePanel panel(layers, tools);
    panel.setContent(nullptr, annotation::numberedClasses(20));
    EXPECT_LT(panel.minimumSizeHint().height(), 300);
    panel.resize(panel.minimumSizeHint().width(), 400);
    panel.show();
    test::processEvents();
    const auto* scroll = panel.findChild<QScrollArea*>(QStringLiteral("annotateScroll"));
    EXPECT_GT(scroll->verticalScrollBar()->maximum(), 0);
    EXPECT_EQ(scroll->horizontalScrollBar()->maximum(), 0);
    EXPECT_LE(scroll->widget()->width(), scroll->viewport()->width());
}

TEST(FindingsModel, IsAWellBehavedTable)
{
    formats::Finding finding;
    finding.severity = formats::Severity::Refused;
    finding.file = "folder/points.csv";
    finding.line = 17;
    finding.image = "a.png";
    finding.message = "x is no number";
    FindingsModel model({finding}, nullptr);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    ASSERT_EQ(model.rowCount(), 1);
    EXPECT_EQ(model.index(0, FindingsModel::Severity).data().toString(), QStringLiteral("refused"));
    EXPECT_EQ(model.index(0, FindingsModel::Place).data().toString(), QStringLiteral("points.csv, line 17"));
    EXPECT_EQ(model.index(0, FindingsModel::Message).data().toString(), QStringLiteral("x is no number"));
}

TEST(IouHistogram, CountsEveryValueOnce)
{
    plots::IouHistogram histogram;
    histogram.setValues({0, 0.049, 0.05, 0.5, 0.999, 1});
    EXPECT_EQ(histogram.counts()[0], 2);
    EXPECT_EQ(histogram.counts()[1], 1);
    EXPECT_EQ(histogram.counts()[10], 1);
    EXPECT_EQ(histogram.counts()[19], 2);
}

TEST(IouColour, IsReadableOnEveryValue)
{
    for (int step = 0; step <= 20; ++step) {
        const QColor colour = plots::iouColour(step / 20.0);
        const QColor text = plots::textColourOn(colour);
        EXPECT_GT(std::abs(colour.lightness() - text.lightness()), 60) << step;
    }
    EXPECT_EQ(plots::iouColour(-1), plots::iouColour(0));
    EXPECT_EQ(plots::iouColour(2), plots::iouColour(1));
}

TEST(TrainingCurves, StartAnewWithAnotherRun)
{
    plots::TrainingCurves curves;
    curves.setEpochs({{1, 0.7, 0.6, 0.1, 10, 1}, {2, 0.5, 0.5, 0.3, 10, 1}}, 10);
    EXPECT_EQ(curves.epochCount(), 2);
    curves.addEpoch({3, 0.4, {}, {}, 10, 1});
    EXPECT_EQ(curves.epochCount(), 3);
    curves.setLogarithmic(true);
    EXPECT_TRUE(curves.isLogarithmic());
    curves.setEpochs({}, 0);
    EXPECT_EQ(curves.epochCount(), 0);
}

TEST(EnglishPlurals, ChooseByTheNumber)
{
    const app::EnglishPlurals plurals;
    EXPECT_EQ(plurals.translate("", "%n image(s) of %1", nullptr, 1), QStringLiteral("%n image of %1"));
    EXPECT_EQ(plurals.translate("", "%n image(s)", nullptr, 0), QStringLiteral("%n images"));
    EXPECT_TRUE(plurals.translate("", "Open project…", nullptr, -1).isNull());
}

TEST(Theme, IsReadableInLightAndDark)
{
    for (const auto& palette : {app::lightPalette(), app::darkPalette()}) {
        const auto contrast = [&](QPalette::ColorGroup group, QPalette::ColorRole a, QPalette::ColorRole b) {
            return std::abs(palette.color(group, a).lightness() - palette.color(group, b).lightness());
        };
        EXPECT_GT(contrast(QPalette::Active, QPalette::Text, QPalette::Base), 150);
        EXPECT_GT(contrast(QPalette::Active, QPalette::WindowText, QPalette::Window), 150);
        EXPECT_GT(contrast(QPalette::Active, QPalette::ButtonText, QPalette::Button), 150);
        EXPECT_GT(contrast(QPalette::Active, QPalette::HighlightedText, QPalette::Highlight), 100);
        EXPECT_GT(contrast(QPalette::Disabled, QPalette::WindowText, QPalette::Window), 60);
    }
    EXPECT_EQ(app::parseTheme(QStringLiteral("dark")), app::Theme::Dark);
    EXPECT_FALSE(app::parseTheme(QStringLiteral("darkish")));
}

} // namespace
} // namespace sorby::panels
