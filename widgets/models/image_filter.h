// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/base/membership.h"
#include "core/base/review_status.h"

#include <QString>

#include <optional>
#include <string>

namespace sorby::models {

/// Which images a list shows: those that every criterion says yes to. Value type.
struct ImageFilter {
    QString text;                               ///< part of the name or the specimen, in any case
    std::optional<std::string> specimen;        ///< exactly this one; empty: those of no known specimen
    std::optional<annotation::ClassId> classId; ///< have objects or brushed pixels of it
    std::optional<Membership> side;
    enum class Status { Any, Undone, None, InWork, Done, Rejected } status = Status::Any;
    /// Of the current run; images without an IoU are left out as soon as there is a limit.
    std::optional<double> leastIou;
    std::optional<double> mostIou;
    enum class Files { Any, Readable, Broken } files = Files::Any; ///< broken: or the file is not there

    bool operator==(const ImageFilter&) const = default;
    /// Does it let everything through?
    [[nodiscard]] bool isEmpty() const { return text.trimmed().isEmpty() && criteria() == 0; }
    /// How many criteria there are besides the text.
    [[nodiscard]] int criteria() const
    {
        return (specimen ? 1 : 0) + (classId ? 1 : 0) + (side ? 1 : 0) + (status != Status::Any ? 1 : 0) +
               (leastIou || mostIou ? 1 : 0) + (files != Files::Any ? 1 : 0);
    }
};

[[nodiscard]] constexpr bool matches(ImageFilter::Status wanted, ReviewStatus status)
{
    switch (wanted) {
    case ImageFilter::Status::Any:
        return true;
    case ImageFilter::Status::Undone:
        return isUndone(status);
    case ImageFilter::Status::None:
        return status == ReviewStatus::None;
    case ImageFilter::Status::InWork:
        return status == ReviewStatus::InWork;
    case ImageFilter::Status::Done:
        return status == ReviewStatus::Done;
    case ImageFilter::Status::Rejected:
        return status == ReviewStatus::Rejected;
    }
    return true;
}

/// What a list is sorted by. Images of equal value stay in the order they were added; those without an IoU
/// come last whichever way.
enum class ImageOrder { Added, Name, Specimen, Side, Status, Objects, Iou };

} // namespace sorby::models
