// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>

namespace sorby {

/// What kind of failure an Error is. A caller decides by the code; a person reads the message.
enum class ErrorCode {
    InvalidArgument, ///< a value the caller gave makes no sense
    NotFound,        ///< a file, image, run or class that does not exist
    Unreadable,      ///< a file that cannot be opened or is cut off
    Unsupported,     ///< a kind of file or option that Sorby does not know
    Malformed,       ///< content that breaks the rules of its format
    Mismatch,        ///< two things that must fit do not: sizes, classes, hashes
    OutOfMemory,     ///< memory of the machine or of the device ran out
    Io,              ///< writing failed: disk full, no permission
    ReadOnly,        ///< the project was opened for reading only
    NewerVersion,    ///< written by a newer Sorby
    Cancelled,       ///< the user asked to stop
    Internal,        ///< a third-party library failed in a way not foreseen
};

/// A failure that a user or a file can cause, as a value. `message` is one English sentence without a final
/// full stop that names the remedy where there is one; `where` is the file (and `:line`, `:column` or a JSON
/// path).
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string where;

    bool operator==(const Error&) const = default;
};

/// "where: message", or the message alone when there is no place to name.
[[nodiscard]] inline std::string describe(const Error& error)
{
    return error.where.empty() ? error.message : error.where + ": " + error.message;
}

} // namespace sorby
