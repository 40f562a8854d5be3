// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// The little JSON that checkpoints and stored options need (RFC 8259), so that learning/ builds with nothing
/// but LibTorch. Strict, because the text may come from a foreign file: bounded in length, depth and number
/// of values, no duplicate keys, valid UTF-8 only.
namespace sorby::learning::json {

class Value;
using Array = std::vector<Value>;
/// In the order of the text.
using Object = std::vector<std::pair<std::string, Value>>;

/// One JSON value. Whole numbers keep all their 64 bits.
class Value {
  public:
    Value() = default;
    Value(bool value) : m_state(value) {}                     // NOLINT: conversion wanted
    Value(int value) : m_state(std::int64_t{value}) {}        // NOLINT: conversion wanted
    Value(std::int64_t value) : m_state(value) {}             // NOLINT: conversion wanted
    Value(std::uint64_t value);                               // NOLINT: conversion wanted
    Value(double value) : m_state(value) {}                   // NOLINT: conversion wanted
    Value(std::string value) : m_state(std::move(value)) {}   // NOLINT: conversion wanted
    Value(const char* value) : m_state(std::string(value)) {} // NOLINT: conversion wanted
    Value(Array value) : m_state(std::move(value)) {}         // NOLINT: conversion wanted
    Value(Object value) : m_state(std::move(value)) {}        // NOLINT: conversion wanted

    /// The member of that name; null when this is no object or has none.
    [[nodiscard]] const Value* find(std::string_view key) const;

    /// Nothing when the value is of another kind or does not fit.
    [[nodiscard]] std::optional<std::int64_t> integer() const;
    [[nodiscard]] std::optional<std::uint64_t> unsignedInteger() const;
    [[nodiscard]] std::optional<double> number() const;
    [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&m_state); }
    [[nodiscard]] const Array* array() const { return std::get_if<Array>(&m_state); }
    [[nodiscard]] const Object* object() const { return std::get_if<Object>(&m_state); }
    [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&m_state); }
    [[nodiscard]] bool isNull() const { return std::holds_alternative<std::monostate>(m_state); }

    bool operator==(const Value&) const = default;

  private:
    friend void append(std::string& out, const Value& value);
    /// uint64_t only for what an int64_t cannot hold, so that equal numbers compare equal.
    std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Array, Object>
        m_state;
};

struct Limits {
    std::size_t bytes = std::size_t{16} << 20;
    std::size_t depth = 32;
    std::size_t values = 1'000'000;
};

/// The whole text as one value; an Error says what is wrong and at which byte.
[[nodiscard]] Result<Value> parse(std::string_view text, const Limits& limits = {});
/// Without blanks. A double is written with as many digits as bring it back exactly; one that is not finite
/// has no place in JSON and becomes null.
[[nodiscard]] std::string write(const Value& value);

} // namespace sorby::learning::json
