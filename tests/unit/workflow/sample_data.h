// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/imaging/label_image.h"
#include "core/project/project.h"
#include "core/workflow/import.h"
#include "tests/support/label_text.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace sorby::workflow::test {

using sorby::test::expectGood;
using sorby::test::labels;
using sorby::test::TemporaryFolder;
using sorby::test::valueOf;

/// Collects findings; give `sink()` to the function under test.
struct Findings {
    std::vector<formats::Finding> all;
    [[nodiscard]] FindingSink sink();
    [[nodiscard]] std::size_t count(formats::Severity severity) const;
    /// Is there one about this image (or file) whose message has the text?
    [[nodiscard]] bool mentions(const std::string& image, const std::string& text) const;
};

/// A micrograph that FakeEngine predicts as these labels exactly: class 1 white, 2 grey, the rest black.
void writeMicrograph(const std::filesystem::path& file, const imaging::LabelImage& labels);
void writeMask(const std::filesystem::path& file, const imaging::LabelImage& labels);

/// 12 x 8: a block of class 1 of 3 x 4 pixels at (x, 2).
[[nodiscard]] imaging::LabelImage block(int x);

/// `count` micrographs field0.png ... in images/ with their true masks in masks/; the block is elsewhere in
/// each.
void writeDataSet(const std::filesystem::path& folder, int count);

/// A project in `folder`/project with the data set imported and split: 0..n-3 train, n-2 validation, n-1
/// test.
[[nodiscard]] std::unique_ptr<project::Project> importedProject(const TemporaryFolder& folder, int count);

} // namespace sorby::workflow::test
