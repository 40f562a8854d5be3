// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/instance_table.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/csv.h"

#include <fmt/format.h>

#include <charconv>

namespace sorby::formats {

Result<InstanceTable> InstanceTable::read(const std::filesystem::path& file,
                                          const std::function<void(const Finding&)>& findings)
{
    const auto text = readCsvText(file);
    if (!text) {
        return text.error();
    }
    CsvReader reader(*text);
    const auto image = reader.column({"image"});
    const auto instance = reader.column({"instance"});
    const auto className = reader.column({"class"});
    if (!image || !instance || !className) {
        return Error{ErrorCode::Malformed, "lacks one of the columns image, instance, class", toUtf8(file)};
    }
    InstanceTable table;
    CsvRow row;
    while (reader.next(row)) {
        const auto refuse = [&](std::string message) {
            findings({Severity::Refused, toUtf8(file), row.line, {}, {}, std::move(message)});
        };
        if (!row.problem.empty()) {
            refuse(row.problem);
            continue;
        }
        const auto number = trimmed(row.cells[*instance]);
        std::uint32_t value = 0;
        const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), value);
        if (failure != std::errc{} || end != number.data() + number.size() || value == 0) {
            refuse(fmt::format("\"{}\" is no number of an object", number));
            continue;
        }
        const auto stem = stemOf(fromUtf8(row.cells[*image]));
        table.m_classes[{stem, value}] = std::string(trimmed(row.cells[*className]));
    }
    return table;
}

std::string InstanceTable::classOf(const std::string& stem, std::uint32_t instance) const
{
    const auto found = m_classes.find({stem, instance});
    return found == m_classes.end() ? std::string() : found->second;
}

} // namespace sorby::formats
