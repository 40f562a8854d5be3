// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/project_document.h"

#include <QObject>

#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace sorby::jobs {
class Job;
}

namespace sorby::models {

/// Answers what a list cannot see in the records: which images have a class, and whose file is not there.
/// Each question is asked in the background and its answer kept until the images change. GUI thread.
class ImageSearch : public QObject {
    Q_OBJECT
  public:
    using Ids = std::unordered_set<project::ImageId>;

    explicit ImageSearch(document::ProjectDocument& document, QObject* parent = nullptr);

    /// Null while it is being looked for; answered() follows.
    [[nodiscard]] const Ids* imagesWithClass(annotation::ClassId classId);
    [[nodiscard]] const Ids* missingFiles();

  Q_SIGNALS:
    void answered();
    void forgotten(); ///< the answers hold no longer: ask again
    void failed(const QString& message);

  private:
    using Question = std::optional<annotation::ClassId>; ///< nothing: the missing files
    [[nodiscard]] const Ids* ask(const Question& question);
    void start(const Question& question);
    using Answer = std::shared_ptr<const Ids>;
    void finish(const Question& question, int generation, Result<Answer> answer);
    void forgetClasses();
    void forgetAll();

    document::ProjectDocument& m_document;
    std::unordered_map<int, Answer> m_answers; ///< by class; kMissing: the missing files
    std::unordered_set<int> m_asked;
    int m_generation = 0;
};

} // namespace sorby::models
