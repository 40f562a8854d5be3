// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"
#include "tests/support/results.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

namespace sorby::project::test {

using sorby::test::expectGood;
using sorby::test::valueOf;

[[nodiscard]] annotation::ClassList twoClasses();
[[nodiscard]] std::unique_ptr<Project> makeProject(const std::filesystem::path& folder);
[[nodiscard]] NewImage newImage(const std::filesystem::path& file);
/// Two objects (one with a hole and a POI), pixel edits in two tiles, two points; all ids 0.
[[nodiscard]] annotation::Annotations someAnnotations();
/// With the ids taken out: what has to survive being stored.
[[nodiscard]] annotation::Annotations withoutIds(annotation::Annotations annotations);
[[nodiscard]] std::string bytesOf(const std::filesystem::path& file);
void writeBytes(const std::filesystem::path& file, const std::string& bytes);

} // namespace sorby::project::test
