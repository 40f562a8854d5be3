// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/train_form.h"

#include "core/base/units.h"
#include "core/learning/recipes.h"
#include "widgets/panels/fold.h"
#include "widgets/panels/train_presets.h"
#include "widgets/support/qt_convert.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <initializer_list>
#include <limits>

namespace sorby::panels {
namespace {

/// Long names must not widen the panel.
void keepNarrow(QComboBox* box)
{
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(10);
}

void select(QComboBox* box, const QString& value)
{
    const int index = box->findData(value);
    if (index >= 0) {
        box->setCurrentIndex(index);
    } else if (box->isEditable()) {
        box->setCurrentText(value);
    }
}

/// What an editable choice says: the value of the entry with this text, else the text.
QString chosen(const QComboBox* box)
{
    const int index = box->findText(box->currentText());
    return index >= 0 ? box->itemData(index).toString() : box->currentText().trimmed();
}

QString patchText(const std::optional<Size>& patch)
{
    return patch ? QStringLiteral("%1x%2").arg(patch->width).arg(patch->height) : QStringLiteral("whole");
}

} // namespace

TrainForm::TrainForm(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("trainForm"));
    auto* main = new QFormLayout;
    buildMain(main);
    auto* advanced = new QWidget(this);
    advanced->setObjectName(QStringLiteral("trainAdvanced"));
    auto* more = new QFormLayout(advanced);
    more->setContentsMargins({});
    buildNetwork(more);
    buildLearning(more);
    buildRest(more);
    auto* fold = new Fold(tr("Advanced"), advanced, this);
    fold->setObjectName(QStringLiteral("trainAdvancedFold"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addLayout(main);
    layout->addWidget(fold);
    usePreset(0);
    m_touched = false;
}

void TrainForm::addRow(QFormLayout* form, const QString& label, QWidget* field, const QString& toolTip)
{
    field->setToolTip(toolTip);
    field->setFocusPolicy(Qt::StrongFocus);
    field->installEventFilter(this);
    auto* text = new QLabel(label, this);
    text->setBuddy(field);
    text->setToolTip(toolTip);
    form->addRow(text, field);
}

/// The wheel scrolls the form; it changes a field only when the field was gone into before.
bool TrainForm::eventFilter(QObject* watched, QEvent* event)
{
    const auto* field = qobject_cast<QWidget*>(watched);
    if (event->type() == QEvent::Wheel && field != nullptr && !field->hasFocus()) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

QSpinBox* TrainForm::addNumber(QFormLayout* form, const QString& name, const QString& label,
                               const QString& toolTip, int low, int high)
{
    auto* number = new QSpinBox(this);
    number->setObjectName(name);
    number->setRange(low, high);
    addRow(form, label, number, toolTip);
    connect(number, &QSpinBox::valueChanged, this, &TrainForm::showPreset);
    return number;
}

QComboBox* TrainForm::addChoice(QFormLayout* form, const QString& name, const QString& label,
                                const QString& toolTip)
{
    auto* box = new QComboBox(this);
    box->setObjectName(name);
    keepNarrow(box);
    addRow(form, label, box, toolTip);
    connect(box, &QComboBox::currentTextChanged, this, &TrainForm::showPreset);
    return box;
}

void TrainForm::buildMain(QFormLayout* form)
{
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("trainName"));
    m_name->setPlaceholderText(tr("Date and time"));
    addRow(form, tr("&Name"), m_name, tr("What this run is to be called. It may stay empty."));
    connect(m_name, &QLineEdit::textChanged, this, &TrainForm::changed);

    m_preset = new QComboBox(this);
    m_preset->setObjectName(QStringLiteral("trainPreset"));
    keepNarrow(m_preset);
    for (const auto& preset : trainPresets()) {
        m_preset->addItem(preset.title, preset.id);
    }
    m_preset->addItem(tr("Own values"), QStringLiteral("own"));
    addRow(form, tr("P&reset"), m_preset, tr("Sets all options at once; each can be changed below."));
    connect(m_preset, &QComboBox::activated, this, &TrainForm::usePreset);
    m_presetText = new QLabel(this);
    m_presetText->setObjectName(QStringLiteral("trainPresetText"));
    m_presetText->setWordWrap(true);
    form->addRow(m_presetText);

    m_epochs =
        addNumber(form, QStringLiteral("trainEpochs"), tr("Epochs"),
                  tr("How often the network sees every training image. More takes longer and, up to a "
                     "point, gives a better network; the best epoch is kept. Few images need many epochs: "
                     "as the data need, or as there is time for, is right for most."),
                  0, 1'000'000);
    m_epochs->setSpecialValueText(tr("As the data need"));
    m_minutes =
        addNumber(form, QStringLiteral("trainMinutes"), tr("Time &limit"),
                  tr("Ends the training after so many minutes, if it is not done before."), 0, 100'000);
    m_minutes->setSuffix(tr(" min", "after a number of minutes"));
    m_minutes->setSpecialValueText(tr("None"));
    m_device = addChoice(form, QStringLiteral("trainDevice"), tr("&Device"),
                         tr("What computes: a graphics card is ten to a hundred times faster than a "
                            "processor. Automatic takes the graphics card when there is one."));
    setDevices({});
}

void TrainForm::buildNetwork(QFormLayout* form)
{
    m_batch = addNumber(form, QStringLiteral("trainBatch"), tr("&Batch"),
                        tr("How many images the network sees before it changes once. When the memory is too "
                           "small for it, the images are taken in smaller portions with the same result."),
                        1, 4096);
    m_rate = addChoice(form, QStringLiteral("trainLearningRate"), tr("Learnin&g rate"),
                       tr("How far each step changes the network. Lower it when the loss jumps up and down, "
                          "raise it when the loss hardly falls."));
    m_rate->setEditable(true);
    for (const char* rate : {"0.01", "0.003", "0.002", "0.001", "0.0003", "0.0001", "0.00003"}) {
        m_rate->addItem(QLatin1String(rate), QLatin1String(rate));
    }
    m_network = addChoice(form, QStringLiteral("trainNetwork"), tr("Network"),
                          tr("How the network puts together what it has seen. All but the U-Net need an "
                             "encoder."));
    m_network->addItem(tr("U-Net"), QStringLiteral("unet"));
    m_network->addItem(tr("U-Net++"), QStringLiteral("unet++"));
    m_network->addItem(tr("FPN"), QStringLiteral("fpn"));
    m_network->addItem(tr("DeepLabV3+"), QStringLiteral("deeplabv3+"));
    m_encoder = addChoice(form, QStringLiteral("trainEncoder"), tr("Encoder"),
                          tr("What sees the image first. None: the classical U-Net, of the width and depth "
                             "below."));
    m_encoder->addItem(tr("None"), QStringLiteral("none"));
    m_encoder->addItem(tr("ResNet-18"), QStringLiteral("resnet18"));
    m_encoder->addItem(tr("ResNet-34"), QStringLiteral("resnet34"));
    m_encoder->addItem(tr("ResNet-50"), QStringLiteral("resnet50"));
    m_encoder->addItem(tr("SE-ResNeXt-50"), QStringLiteral("seresnext50"));
    connect(m_encoder, &QComboBox::currentTextChanged, this, &TrainForm::enableNetwork);
    m_width = addNumber(form, QStringLiteral("trainWidth"), tr("&Width"),
                        tr("Channels of the network's first level; each level below has twice as many. Twice "
                           "the width is about four times the work."),
                        1, 512);
    m_depth =
        addNumber(form, QStringLiteral("trainDepth"), tr("Depth"),
                  tr("How many times the image is halved. Deeper networks see larger structures."), 1, 8);
    m_normalization =
        addChoice(form, QStringLiteral("trainNormalization"), tr("Nor&malisation"),
                  tr("Evens out the values between the layers; training is faster and steadier with it. By "
                     "instance or group it does not matter how many images fit into memory at once."));
    m_normalization->addItem(tr("None"), QStringLiteral("none"));
    m_normalization->addItem(tr("By batch"), QStringLiteral("batch"));
    m_normalization->addItem(tr("By instance"), QStringLiteral("instance"));
    m_normalization->addItem(tr("By group"), QStringLiteral("group"));
    buildFirstWeights(form);
}

void TrainForm::buildFirstWeights(QFormLayout* form)
{
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    m_init = new QLineEdit(row);
    m_init->setObjectName(QStringLiteral("trainInit"));
    m_init->setPlaceholderText(tr("Random"));
    auto* browse = new QToolButton(row);
    browse->setObjectName(QStringLiteral("trainInitBrowse"));
    browse->setText(tr("…"));
    browse->setToolTip(tr("Choose a file of weights"));
    layout->addWidget(m_init);
    layout->addWidget(browse);
    addRow(
        form, tr("First weights"), row,
        tr("A file of weights to begin with: a network or an encoder from Sorby (safetensors) or from Python "
           "(.pth), of the kind that is chosen above. Empty: random ones."));
    connect(m_init, &QLineEdit::textChanged, this, &TrainForm::showPreset);
    connect(browse, &QToolButton::clicked, this, &TrainForm::initFileWanted);
}

/// Networks with an encoder are as they were published.
void TrainForm::enableNetwork()
{
    const bool isClassical = m_encoder->currentData().toString() == QStringLiteral("none");
    for (QWidget* field : std::initializer_list<QWidget*>{m_width, m_depth, m_normalization}) {
        field->setEnabled(isClassical);
    }
}

void TrainForm::buildLearning(QFormLayout* form)
{
    m_loss = addChoice(form, QStringLiteral("trainLoss"), tr("Loss"),
                       tr("What the training makes small. Cross-entropy counts pixels; Dice counts areas, "
                          "which helps structures that take little of the image; Tversky weighs what is "
                          "missed above what is too much; focal looks at what is still unclear."));
    m_loss->addItem(tr("Cross-entropy"), QStringLiteral("bce"));
    m_loss->addItem(tr("Cross-entropy and Dice"), QStringLiteral("bce-dice"));
    m_loss->addItem(tr("Dice"), QStringLiteral("dice"));
    m_loss->addItem(tr("Generalised Dice"), QStringLiteral("generalized-dice"));
    m_loss->addItem(tr("Tversky"), QStringLiteral("tversky"));
    m_loss->addItem(tr("Focal"), QStringLiteral("focal"));
    m_classWeights =
        addChoice(form, QStringLiteral("trainClassWeights"), tr("Rare classes"),
                  tr("Whether pixels of classes that take little of the images weigh more. Helps "
                     "against rare classes that are never found; too much of it finds them where "
                     "they are not."));
    m_classWeights->addItem(tr("Weigh as all others"), QStringLiteral("none"));
    m_classWeights->addItem(tr("Weigh somewhat more"), QStringLiteral("root"));
    m_classWeights->addItem(tr("Weigh as much as all others"), QStringLiteral("balanced"));
    m_optimizer = addChoice(form, QStringLiteral("trainOptimizer"), tr("Optimiser"),
                            tr("How the network is changed. Adam needs the least care; SGD needs a learning "
                               "rate of about 0.01."));
    m_optimizer->addItem(tr("Adam"), QStringLiteral("adam"));
    m_optimizer->addItem(tr("AdamW"), QStringLiteral("adamw"));
    m_optimizer->addItem(tr("SGD with momentum"), QStringLiteral("sgd"));
    m_schedule = addChoice(form, QStringLiteral("trainSchedule"), tr("Schedule"),
                           tr("How the learning rate goes over the epochs. Falling to nothing at the end "
                              "usually gives the better network."));
    m_schedule->addItem(tr("Constant"), QStringLiteral("constant"));
    m_schedule->addItem(tr("Cosine"), QStringLiteral("cosine"));
    m_schedule->addItem(tr("Polynomial"), QStringLiteral("polynomial"));
    m_schedule->addItem(tr("One cycle"), QStringLiteral("one-cycle"));
    m_schedule->addItem(tr("A tenth every 30 epochs"), QStringLiteral("step"));
    m_schedule->addItem(tr("A tenth when it gets no better"), QStringLiteral("plateau"));
    m_patience = addNumber(
        form, QStringLiteral("trainPatience"), tr("Patience"),
        tr("Ends the training after so many epochs without a better one; the best is kept."), 0, 100'000);
    m_patience->setSuffix(tr(" epochs"));
    m_patience->setSpecialValueText(tr("To the end"));
}

void TrainForm::buildRest(QFormLayout* form)
{
    m_patch = addChoice(form, QStringLiteral("trainPatch"), tr("P&atch"),
                        tr("Train on whole images, or on patches of this width and height in pixels cut from "
                           "them. Patches need much less memory."));
    m_patch->setEditable(true);
    m_patch->addItem(tr("Whole images"), QStringLiteral("whole"));
    for (const char* size : {"128x128", "256x256", "512x512"}) {
        m_patch->addItem(QLatin1String(size), QLatin1String(size));
    }
    m_augmentation =
        addChoice(form, QStringLiteral("trainAugmentation"), tr("A&ugmentation"),
                  tr("Shows the images changed in ways that leave the structure what it is, so that "
                     "the network learns from more examples."));
    m_augmentation->addItem(tr("Full: turned, deformed, noisy …"), QStringLiteral("full"));
    m_augmentation->addItem(tr("Flips and quarter turns"), QStringLiteral("flips"));
    m_augmentation->addItem(tr("None"), QStringLiteral("none"));
    m_hasUp = new QCheckBox(tr("Images have an up"), this);
    m_hasUp->setObjectName(QStringLiteral("trainHasUp"));
    m_hasUp->setToolTip(
        tr("For a rolling direction or a surface: the images are mirrored from left to right and "
           "tilted a little, and not turned over."));
    form->addRow(m_hasUp);
    connect(m_hasUp, &QCheckBox::toggled, this, &TrainForm::showPreset);
    m_precision = addChoice(form, QStringLiteral("trainPrecision"), tr("Pre&cision"),
                            tr("How exactly the device computes. Automatic takes the faster bf16 where the "
                               "device has it."));
    m_precision->addItem(tr("Automatic"), QStringLiteral("auto"));
    m_precision->addItem(tr("32 bits (fp32)"), QStringLiteral("fp32"));
    m_precision->addItem(tr("16 bits (bf16)"), QStringLiteral("bf16"));
    m_precision->addItem(tr("16 bits (fp16), graphics card"), QStringLiteral("fp16"));
    m_precision->addItem(tr("32 bits (tf32), graphics card"), QStringLiteral("tf32"));
    m_memory = new QLineEdit(this);
    m_memory->setObjectName(QStringLiteral("trainMemory"));
    m_memory->setPlaceholderText(tr("What is free"));
    addRow(form, tr("Memor&y limit"), m_memory,
           tr("The most memory that the training may take, for example 4 GiB. Empty: what the device has "
              "free."));
    connect(m_memory, &QLineEdit::textChanged, this, &TrainForm::changed);
    m_seed = addNumber(form, QStringLiteral("trainSeed"), tr("Seed"),
                       tr("The number from which all random choices come. The same seed on the processor "
                          "gives the same network again."),
                       0, std::numeric_limits<int>::max());
}

void TrainForm::setDevices(const learning::DeviceReport& report)
{
    bool gpu = false;
    {
        const QScopedValueRollback filling(m_filling, true);
        const QString before = m_device->currentData().toString();
        m_device->clear();
        m_device->addItem(tr("Automatic"), QStringLiteral("auto"));
        if (report.devices.empty()) {
            m_device->addItem(tr("Processor"), QStringLiteral("cpu"));
        }
        for (const auto& device : report.devices) {
            const QString name = support::toQString(device.name);
            const bool processor = device.id == "cpu";
            gpu = gpu || !processor;
            m_device->addItem(processor ? tr("Processor: %1").arg(name) : tr("Graphics card: %1").arg(name),
                              support::toQString(device.id));
        }
        select(m_device, before);
    }
    if (gpu && !m_touched) {
        usePreset(1);
        m_touched = false;
    }
}

void TrainForm::usePreset(int index)
{
    const auto presets = trainPresets();
    if (index < 0 || static_cast<std::size_t>(index) >= presets.size()) {
        showPreset();
        return;
    }
    auto options = presets[static_cast<std::size_t>(index)].options;
    options.seed = static_cast<std::uint64_t>(m_seed->value());
    setOptions(options);
    m_touched = true;
}

void TrainForm::setOptions(const learning::TrainOptions& options)
{
    {
        const QScopedValueRollback filling(m_filling, true);
        m_epochs->setValue(options.samples > 0 ? 0 : options.epochs);
        m_batch->setValue(options.batch);
        select(m_rate, QString::number(options.learningRate, 'g', 6));
        m_width->setValue(options.network.width);
        m_depth->setValue(options.network.depth);
        m_base = options;
        select(m_normalization, QString::fromStdString(toText(options.network.normalization)));
        select(m_classWeights, QString::fromStdString(toText(options.classWeights)));
        m_patience->setValue(options.patience);
        m_hasUp->setChecked(options.hasUp);
        m_init->setText(support::toQString(options.initFile));
        select(m_network, QString::fromStdString(toText(options.network.kind)));
        select(m_encoder, QString::fromStdString(toText(options.network.encoder)));
        select(m_loss, QString::fromStdString(toText(options.loss)));
        select(m_optimizer, QString::fromStdString(toText(options.optimizer)));
        select(m_schedule, QString::fromStdString(toText(options.schedule)));
        select(m_patch, patchText(options.patch));
        select(m_augmentation, QString::fromStdString(toText(options.augmentation)));
        select(m_precision, QString::fromStdString(toText(options.precision)));
        m_seed->setValue(static_cast<int>(options.seed));
    }
    showPreset();
}

void TrainForm::setInitFile(const QString& file)
{
    m_init->setText(QDir::toNativeSeparators(file));
}

void TrainForm::setName(const QString& name)
{
    m_name->setText(name);
}

learning::TrainOptions TrainForm::options() const
{
    learning::TrainOptions result = m_base;
    result.network.width = m_width->value();
    result.network.depth = m_depth->value();
    const auto take = [](const QComboBox* box, auto parse, auto& value) {
        value = parse(support::toUtf8(box->currentData().toString())).valueOr(value);
    };
    take(m_normalization, learning::parseNormalization, result.network.normalization);
    take(m_classWeights, learning::parseClassWeights, result.classWeights);
    take(m_network, learning::parseNetworkKind, result.network.kind);
    take(m_encoder, learning::parseEncoder, result.network.encoder);
    take(m_loss, learning::parseLoss, result.loss);
    take(m_optimizer, learning::parseOptimizer, result.optimizer);
    take(m_schedule, learning::parseSchedule, result.schedule);
    if (m_epochs->value() > 0) {
        result.epochs = m_epochs->value();
        result.samples = 0;
    } else if (result.samples == 0) {
        result.samples = learning::findRecipe(learning::kDefaultRecipe).valueOr({}).samples;
    }
    result.batch = m_batch->value();
    result.learningRate = chosen(m_rate).toDouble();
    result.patience = m_patience->value();
    result.hasUp = m_hasUp->isChecked();
    result.initFile = support::toUtf8(m_init->text().trimmed());
    result.patch.reset();
    if (const auto patch = chosen(m_patch); patch != QStringLiteral("whole")) {
        result.patch = parseSize(support::toUtf8(patch)).valueOr({});
    }
    take(m_augmentation, learning::parseAugmentation, result.augmentation);
    take(m_precision, learning::parsePrecision, result.precision);
    result.seed = static_cast<std::uint64_t>(m_seed->value());
    return result;
}

Result<workflow::TrainRequest> TrainForm::request() const
{
    workflow::TrainRequest request;
    request.name = support::toUtf8(m_name->text().trimmed());
    request.options = options();
    if (m_minutes->value() > 0) {
        request.options.timeLimitSeconds = 60.0 * m_minutes->value();
    }
    if (const auto patch = chosen(m_patch); patch != QStringLiteral("whole")) {
        const auto size = parseSize(support::toUtf8(patch));
        if (!size) {
            return size.error();
        }
    }
    if (const QString text = m_memory->text().trimmed(); !text.isEmpty()) {
        const auto bytes = parseBytes(support::toUtf8(text));
        if (!bytes) {
            return bytes.error();
        }
        request.options.memoryLimitBytes = *bytes;
    }
    const auto device = learning::parseDevice(support::toUtf8(m_device->currentData().toString()));
    if (!device) {
        return device.error();
    }
    request.options.device = *device;
    if (const auto valid = learning::validate(request.options); !valid) {
        return valid.error();
    }
    return request;
}

void TrainForm::showPreset()
{
    if (m_filling || m_seed == nullptr) {
        return;
    }
    m_touched = true;
    const auto presets = trainPresets();
    const auto now = options();
    int index = static_cast<int>(presets.size());
    for (std::size_t i = 0; i < presets.size(); ++i) {
        if (samePreset(presets[i].options, now)) {
            index = static_cast<int>(i);
        }
    }
    m_preset->setCurrentIndex(index);
    m_presetText->setText(static_cast<std::size_t>(index) < presets.size()
                              ? presets[static_cast<std::size_t>(index)].explanation
                              : tr("Options of your own."));
    Q_EMIT changed();
}

} // namespace sorby::panels
