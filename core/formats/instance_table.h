// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/formats/finding.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace sorby::formats {

inline constexpr const char* kInstancesFile = "instances.csv";
/// image,instance,class,pixels
inline constexpr std::string_view kInstancesHeader = "image,instance,class,pixels\n";

/// The classes of the numbers in instance images.
class InstanceTable {
  public:
    /// Reads instances.csv; a row that cannot be used is a finding (refused).
    [[nodiscard]] static Result<InstanceTable> read(const std::filesystem::path& file,
                                                    const std::function<void(const Finding&)>& findings);
    /// The name of the class; empty when the table does not say.
    [[nodiscard]] std::string classOf(const std::string& stem, std::uint32_t instance) const;

  private:
    std::map<std::pair<std::string, std::uint32_t>, std::string> m_classes;
};

} // namespace sorby::formats
