// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/calibration.h"
#include "core/base/result.h"

#include <filesystem>
#include <map>
#include <string>

namespace sorby::workflow {

/// Pixel sizes under names that a person gave, "Leica DM4 50x", for microscopes that write none into their
/// files. One file for each user, for all projects.
class CalibrationPresets {
  public:
    /// calibrations.json in the user's settings folder.
    [[nodiscard]] static std::filesystem::path usualFile();
    /// A file that is not there holds no presets. One that is damaged is an Error, and stays as it is.
    [[nodiscard]] static Result<CalibrationPresets> read(const std::filesystem::path& file = usualFile());

    [[nodiscard]] const std::map<std::string, Calibration>& all() const { return m_presets; }
    /// Confirmed, with the preset's name as its source. An Error lists the names there are.
    [[nodiscard]] Result<Calibration> find(const std::string& name) const;
    /// Puts it under the name, in the place of what was there, and writes the file.
    [[nodiscard]] Status save(const std::string& name, const Calibration& calibration);
    [[nodiscard]] Status remove(const std::string& name);

  private:
    [[nodiscard]] Status write(std::map<std::string, Calibration> presets);

    std::filesystem::path m_file;
    std::map<std::string, Calibration> m_presets;
};

} // namespace sorby::workflow
