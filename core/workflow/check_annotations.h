// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/check.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

/// The part of the health check that looks at what people annotated on one image.
namespace sorby::workflow {

using ValueCounts = std::array<std::uint64_t, 256>;

struct AnnotationCheck {
    std::vector<formats::Finding> findings; ///< each with its kind
    ValueCounts values{};                   ///< of the reference, what lies outside the specimen as ignore
};
/// Thread-safe.
[[nodiscard]] AnnotationCheck checkAnnotations(const project::Project& project,
                                               const project::ImageRecord& image,
                                               const annotation::ClassList& classes,
                                               const CheckOptions& options);

} // namespace sorby::workflow
