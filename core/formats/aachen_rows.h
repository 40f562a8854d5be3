// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/csv.h"
#include "core/formats/format.h"

#include <optional>
#include <string>
#include <vector>

namespace sorby::formats {

/// The object of a row of the polygon CSV, not yet repaired. Nothing when the row has to be refused, which
/// the sink is told with line, column and character.
[[nodiscard]] std::optional<annotation::Object> parseObject(const CsvReader& reader, const CsvRow& row,
                                                            const std::string& file, const std::string& image,
                                                            ImportSink& sink);
/// The points of a row of the POI CSV: a pair or a list of pairs; none when the row has to be refused.
[[nodiscard]] std::vector<annotation::PointOfInterest>
parsePointsOfInterest(const CsvReader& reader, const CsvRow& row, const std::string& file,
                      const std::string& image, ImportSink& sink);

/// Where a metadata CSV says which specimen an image comes from: a column of that name, else the pair of
/// steel type and heat treatment temperature.
class SpecimenColumns {
  public:
    explicit SpecimenColumns(const CsvReader& reader);
    /// "spot1 180"; empty when the row does not say.
    [[nodiscard]] std::string specimenOf(const CsvRow& row) const;

  private:
    std::optional<std::size_t> m_specimen;
    std::optional<std::size_t> m_type;
    std::optional<std::size_t> m_temperature;
};

} // namespace sorby::formats
