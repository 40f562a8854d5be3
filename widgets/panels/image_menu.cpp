// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/image_menu.h"

#include "widgets/models/membership_text.h"
#include "widgets/models/status_text.h"
#include "widgets/panels/status_mark.h"

#include <algorithm>

namespace sorby::panels {
namespace {

/// The value that all images have in common.
template <typename T>
std::optional<T> common(const document::ProjectDocument& document,
                        const std::vector<project::ImageId>& images, T project::ImageRecord::*member)
{
    std::optional<T> value;
    for (const auto id : images) {
        const auto* image = document.image(id);
        if (image == nullptr || (value && image->*member != *value)) {
            return std::nullopt;
        }
        value = image->*member;
    }
    return value;
}

} // namespace

ImageMenu::ImageMenu(const document::ProjectDocument& document, std::vector<project::ImageId> images,
                     QWidget* parent)
    : QMenu(parent), m_images(std::move(images))
{
    setObjectName(QStringLiteral("imageMenu"));
    const bool canChange = document.isOpen() && !document.project()->isReadOnly();
    addStatuses(document, canChange);
    addSides(document, canChange);
    addSeparator();
    const auto add = [this](const char* name, const QString& text, auto wanted) {
        auto* action = addAction(text);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, wanted);
        return action;
    };
    const bool hasSpecimen = std::ranges::any_of(m_images, [&](project::ImageId id) {
        const auto* image = document.image(id);
        return image != nullptr && !image->specimen.empty();
    });
    add("image.chooseSpecimen", tr("Select the whole s&pecimen"), &ImageMenu::specimenWanted)
        ->setEnabled(hasSpecimen);
    addSeparator();
    add("image.copyName", m_images.size() == 1 ? tr("&Copy name") : tr("&Copy names"),
        &ImageMenu::copyWanted);
    add("image.reveal", tr("Show in the file &manager"), &ImageMenu::revealWanted);
    m_relink = add("image.relink", tr("&Find a moved file…"), &ImageMenu::relinkWanted);
    m_relink->setEnabled(canChange);
}

void ImageMenu::setRelinkVisible(bool visible)
{
    m_relink->setVisible(visible);
}

void ImageMenu::addStatuses(const document::ProjectDocument& document, bool canChange)
{
    const auto now = common(document, m_images, &project::ImageRecord::status);
    auto* menu = addMenu(tr("&Status"));
    menu->setEnabled(canChange);
    for (const auto status : kReviewStatuses) {
        auto* action = menu->addAction(statusIcon(status, this), models::statusText(status));
        action->setObjectName(QStringLiteral("image.status.") + QLatin1String(toText(status)));
        action->setCheckable(true);
        action->setChecked(now == status);
        connect(action, &QAction::triggered, this, [this, status] { Q_EMIT statusWanted(status); });
    }
}

void ImageMenu::addSides(const document::ProjectDocument& document, bool canChange)
{
    const auto now = common(document, m_images, &project::ImageRecord::membership);
    auto* menu = addMenu(tr("S&plit"));
    menu->setEnabled(canChange);
    for (const auto side : {Membership::Train, Membership::Validation, Membership::Test, Membership::None}) {
        auto* action = menu->addAction(models::membershipText(side));
        action->setObjectName(QStringLiteral("image.side.") + QLatin1String(toText(side)));
        action->setCheckable(true);
        action->setChecked(now == side);
        connect(action, &QAction::triggered, this, [this, side] { Q_EMIT sideWanted(side); });
    }
}

} // namespace sorby::panels
