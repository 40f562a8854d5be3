// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// A layer between SQLite and the operating system whose writes fail on command: a full disk, a failing one,
/// a write-protected one, without the rights that a real one would take.
namespace sorby::test {

enum class Fault { None, FullDisk, WriteError, ReadOnly };

/// Makes it the layer that every connection opened from now on goes through. Once, before the first one.
void installFailingVfs();
/// After so many more writes all of them fail in this way, until clearFault(). Any thread.
void armFault(Fault fault, int afterWrites);
void clearFault();
/// Writes that have failed so far.
[[nodiscard]] int failedWrites();

} // namespace sorby::test
