// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/image_search.h"

#include "core/base/files.h"
#include "widgets/jobs/job.h"
#include "widgets/support/qt_convert.h"

#include <filesystem>
#include <utility>
#include <vector>

namespace sorby::models {

namespace {

using Ids = ImageSearch::Ids;
using Answer = std::shared_ptr<const Ids>;
using document::ProjectDocument;

constexpr int kMissing = -1;

Result<Answer> findClass(const project::Project& project, annotation::ClassId classId)
{
    const auto images = project.imagesWithClass(classId);
    if (!images) {
        return images.error();
    }
    return std::make_shared<const Ids>(images->begin(), images->end());
}

/// A file as text: copying 100,000 paths takes ten times as long.
struct File {
    project::ImageId image = 0;
    std::filesystem::path::string_type path;
};

Result<Answer> findMissing(const std::vector<File>& files, const JobControl& control)
{
    auto missing = std::make_shared<Ids>();
    for (const auto& [image, path] : files) {
        if (control.stop.stop_requested()) {
            return Error{ErrorCode::Cancelled, "stopped", {}};
        }
        if (!isFile(path)) {
            missing->insert(image);
        }
    }
    return Answer(std::move(missing));
}

} // namespace

ImageSearch::ImageSearch(ProjectDocument& document, QObject* parent) : QObject(parent), m_document(document)
{
    connect(&document, &ProjectDocument::opened, this, &ImageSearch::forgetAll);
    connect(&document, &ProjectDocument::imagesChanged, this, &ImageSearch::forgetAll);
    connect(&document, &ProjectDocument::annotationsChanged, this, &ImageSearch::forgetClasses);
}

const Ids* ImageSearch::imagesWithClass(annotation::ClassId classId)
{
    return ask(classId);
}

const Ids* ImageSearch::missingFiles()
{
    return ask(std::nullopt);
}

const Ids* ImageSearch::ask(const Question& question)
{
    const int key = question ? *question : kMissing;
    if (const auto known = m_answers.find(key); known != m_answers.end()) {
        return known->second.get();
    }
    if (m_document.isOpen() && m_asked.insert(key).second) {
        start(question);
    }
    return nullptr;
}

void ImageSearch::start(const Question& question)
{
    const auto done = [this, question, generation = m_generation](Result<Answer> answer) {
        finish(question, generation, std::move(answer));
    };
    if (question) {
        jobs::startJob<Answer>(
            this, tr("Looking for a class"),
            [project = m_document.project(), classId = *question](const JobControl&) {
                return findClass(*project, classId);
            },
            done);
        return;
    }
    std::vector<File> files;
    files.reserve(m_document.images().size());
    for (const auto& image : m_document.images()) {
        files.push_back({image.id, image.file.native()});
    }
    jobs::startJob<Answer>(
        this, tr("Looking for missing files"),
        [files = std::move(files)](const JobControl& control) { return findMissing(files, control); }, done);
}

void ImageSearch::finish(const Question& question, int generation, Result<Answer> answer)
{
    if (generation != m_generation) {
        return; // of a state that is gone: who still wants to know has asked again
    }
    const int key = question ? *question : kMissing;
    m_asked.erase(key);
    if (!answer) {
        m_answers[key] = std::make_shared<const Ids>(); // asked once, not over and over
        Q_EMIT failed(support::toUserText(answer.error()));
    } else {
        m_answers[key] = std::move(*answer);
    }
    Q_EMIT answered();
}

void ImageSearch::forgetClasses()
{
    ++m_generation;
    std::erase_if(m_answers, [](const auto& answer) { return answer.first != kMissing; }); // files stay
    m_asked.clear();
    Q_EMIT forgotten();
}

void ImageSearch::forgetAll()
{
    ++m_generation;
    m_answers.clear();
    m_asked.clear();
    Q_EMIT forgotten();
}

} // namespace sorby::models
