// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/label_image.h"

#include <bitset>
#include <cstddef>
#include <optional>
#include <string>

namespace sorby::formats {

/// Which of the 256 values a mask has.
using ValueSet = std::bitset<256>;
[[nodiscard]] ValueSet valuesOf(const imaging::LabelImage& labels);

/// Tells whether the values of a mask are class ids.
class MaskValues {
  public:
    MaskValues() = default;
    /// The ids 0 to classCount - 1, and ignore.
    [[nodiscard]] static MaskValues forClasses(std::size_t classCount);
    /// Nobody has named classes: as many as the highest value over all masks says, at least two. No classes
    /// when the values are those of black-and-white or grey pictures.
    [[nodiscard]] static MaskValues forValues(const ValueSet& values);

    /// 0 when the values of the masks are no class ids.
    [[nodiscard]] std::size_t classCount() const { return m_classCount; }
    /// Why a mask with these values has to be refused, and how to mend it.
    [[nodiscard]] std::optional<std::string> problemOf(const ValueSet& values) const;
    /// What a person should look at in a mask that is taken.
    [[nodiscard]] std::optional<std::string> doubtOf(const ValueSet& values) const;

  private:
    /// A values.json that would make class ids of these values.
    [[nodiscard]] std::string offer(const ValueSet& values) const;

    std::size_t m_classCount = 0;
    bool m_isBlackAndWhite = false;
};

} // namespace sorby::formats
