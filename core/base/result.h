// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cassert>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace sorby {

/// A value or an Error: the part of std::expected (C++23) that Sorby uses. Return either one directly:
///     Result<int> parse(...) { if (bad) return Error{...}; return 42; }
/// Reading the value of a failed result is a programmer's error (assertion).
template <typename T>
class [[nodiscard]] Result {
  public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}     // NOLINT: conversion wanted
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {} // NOLINT: conversion wanted

    /// From a result of a convertible value, so that derived pointers and the like pass through.
    template <typename U>
    requires(std::is_convertible_v<U&&, T> && !std::is_same_v<U, T>)
        Result(Result<U> other) // NOLINT: conversion wanted
        : m_state(other ? std::variant<T, Error>(std::in_place_index<0>, std::move(other).value())
                        : std::variant<T, Error>(std::in_place_index<1>, other.error()))
    {}

    [[nodiscard]] bool hasValue() const { return m_state.index() == 0; }
    explicit operator bool() const { return hasValue(); }

    [[nodiscard]] T& value() & { return *checkedValue(); }
    [[nodiscard]] const T& value() const& { return *checkedValue(); }
    [[nodiscard]] T&& value() && { return std::move(*checkedValue()); }
    [[nodiscard]] T valueOr(T fallback) const& { return hasValue() ? value() : std::move(fallback); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return checkedValue(); }
    const T* operator->() const { return checkedValue(); }

    [[nodiscard]] const Error& error() const
    {
        assert(!hasValue());
        return *std::get_if<1>(&m_state);
    }

  private:
    T* checkedValue()
    {
        assert(hasValue());
        return std::get_if<0>(&m_state);
    }
    const T* checkedValue() const
    {
        assert(hasValue());
        return std::get_if<0>(&m_state);
    }

    std::variant<T, Error> m_state;
};

/// Success or an Error. `return {};` is success.
template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {} // NOLINT: conversion wanted

    [[nodiscard]] bool hasValue() const { return !m_error.has_value(); }
    explicit operator bool() const { return hasValue(); }

    [[nodiscard]] const Error& error() const
    {
        assert(m_error.has_value());
        return *m_error;
    }

  private:
    std::optional<Error> m_error;
};

using Status = Result<void>;

} // namespace sorby
