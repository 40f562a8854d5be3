// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"
#include "tests/support/temporary_folder.h"
#include "widgets/document/project_document.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::test {

/// The error's text as a failure.
void expectOk(const Status& status);

/// A small project on disk: micrographs of 24 x 16 pixels with a grey ramp, made by the store's own calls.
class SampleProject {
  public:
    explicit SampleProject(std::string_view classNames = "matrix, MA island");

    [[nodiscard]] std::filesystem::path folder() const { return m_folder / "project"; }
    [[nodiscard]] project::Project& store() { return *m_store; }

    project::ImageId addImage(const std::string& name, Membership membership = Membership::None,
                              const std::string& specimen = "steel A");
    project::ImageId addBroken(const std::string& name, const std::string& reason);
    /// So many objects of class 1: columns 4 to 12, rows 4 to 12.
    void annotate(project::ImageId image, int objects = 1);
    /// Its id. `createdAt` orders the runs; with `epochs` of them stored.
    std::string addRun(const std::string& name, const std::string& createdAt, project::RunState state,
                       int epochs = 0);
    void setScores(const std::string& run, const std::vector<project::ScoreRecord>& scores);

    /// Gives the store to a document; store() is not to be used after that, the document's project() is.
    void openIn(document::ProjectDocument& document);

  private:
    TemporaryFolder m_folder;
    std::unique_ptr<project::Project> m_store;
};

} // namespace sorby::test
