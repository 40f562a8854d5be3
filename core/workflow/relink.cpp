// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/relink.h"

#include "core/base/files.h"
#include "core/imaging/metadata.h"
#include "core/imaging/micrograph.h"
#include "core/project/content_hash.h"
#include "core/workflow/image_inspection.h"
#include "core/workflow/ordered.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <unordered_map>

namespace sorby::workflow {
namespace fs = std::filesystem;
namespace {

using formats::Severity;
using project::ImageRecord;

/// Some file systems and people change the case of names.
std::string nameKey(std::string name)
{
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name;
}

/// Micrographs below the folder, without those that Sorby itself made: folders of projects are left out, with
/// their predictions. What may not be looked into is passed over.
Result<std::vector<fs::path>> findMicrographs(const fs::path& folder, const JobControl& control)
{
    std::vector<fs::path> files;
    std::error_code failure;
    fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, failure);
    if (failure) {
        return Error{ErrorCode::NotFound, "the folder cannot be listed: " + failure.message(),
                     toUtf8(folder)};
    }
    for (const fs::recursive_directory_iterator end; it != end;) {
        if (control.stopRequested()) {
            return stoppedError();
        }
        std::error_code ignored;
        if (it->is_directory(ignored)) {
            if (isFile(it->path() / project::Project::kFileName)) {
                it.disable_recursion_pending();
            }
        } else if (imaging::hasMicrographExtension(it->path()) && it->is_regular_file(ignored)) {
            files.push_back(it->path());
        }
        it.increment(failure);
        if (failure) {
            break; // what was found so far may do
        }
    }
    std::ranges::sort(files);
    return files;
}

/// A missing image and the file that it is, once found.
struct Missing {
    ImageRecord image;
    std::optional<fs::path> found;
    bool byContent = false;
};

/// One search: first cheaply among files of the right names, then among all the others.
class Search {
  public:
    Search(std::vector<Missing>& missing, std::vector<fs::path> files, const JobControl& control,
           const FindingSink& findings)
        : m_missing(missing), m_files(std::move(files)), m_control(control), m_findings(findings)
    {
        for (std::size_t i = 0; i < m_files.size(); ++i) {
            m_byName[nameKey(toUtf8(m_files[i].filename()))].push_back(i);
        }
    }

    [[nodiscard]] Status run()
    {
        std::set<std::size_t> named;
        for (const auto& wanted : m_missing) {
            const auto& same = filesNamed(wanted.image);
            named.insert(same.begin(), same.end());
        }
        if (auto done = readHashes({named.begin(), named.end()}); !done) {
            return done;
        }
        takeByContent(true);
        if (std::ranges::any_of(m_missing, isWanted)) {
            std::vector<std::size_t> others;
            for (std::size_t i = 0; i < m_files.size(); ++i) {
                if (!named.contains(i)) {
                    others.push_back(i);
                }
            }
            if (auto done = readHashes(others); !done) {
                return done;
            }
            takeByContent(false);
        }
        for (auto& wanted : m_missing) {
            if (!wanted.found) {
                takeByName(wanted);
            }
        }
        return {};
    }

  private:
    [[nodiscard]] const std::vector<std::size_t>& filesNamed(const ImageRecord& image) const
    {
        static const std::vector<std::size_t> kNone;
        const auto found = m_byName.find(nameKey(image.name));
        return found == m_byName.end() ? kNone : found->second;
    }

    /// Not found yet, and to be known by its content.
    [[nodiscard]] static bool isWanted(const Missing& missing)
    {
        return !missing.found && !missing.image.contentHash.empty();
    }

    [[nodiscard]] Status readHashes(const std::vector<std::size_t>& files)
    {
        const bool useless = std::ranges::none_of(m_missing, isWanted);
        return inOrder<Result<std::string>>(
            useless ? 0 : files.size(), m_control,
            [&](std::size_t i) { return project::hashFile(m_files[files[i]]); },
            [&](std::size_t i, const Result<std::string>& hash) -> Status {
                m_control.report(i, files.size(), toUtf8(m_files[files[i]].filename()));
                if (hash) { // what cannot be read is of no use
                    m_byContent[*hash].push_back(files[i]);
                }
                return {};
            });
    }

    /// With its own name first: of two micrographs of one content each gets its own file.
    void takeByContent(bool onlyNamed)
    {
        for (auto& missing : m_missing) {
            const auto same =
                isWanted(missing) ? m_byContent.find(missing.image.contentHash) : m_byContent.end();
            if (same == m_byContent.end()) {
                continue;
            }
            const auto fitting = std::ranges::find_if(same->second, [&](std::size_t i) {
                return !onlyNamed || nameKey(toUtf8(m_files[i].filename())) == nameKey(missing.image.name);
            });
            if (fitting != same->second.end()) {
                missing.found = m_files[*fitting];
                missing.byContent = true;
            }
        }
    }

    void takeByName(Missing& wanted)
    {
        const auto& image = wanted.image;
        std::vector<std::size_t> fitting;
        for (const auto i : filesNamed(image)) {
            const auto info = inspectImage(m_files[i], image.page);
            if (!info) {
                tell(image, m_files[i], Severity::Refused, info.error().message);
            } else if (!image.size.isEmpty() && info->size != image.size) {
                tell(image, m_files[i], Severity::Refused,
                     fmt::format("has the name, but {}x{} pixels where the project's micrograph has {}x{}",
                                 info->size.width, info->size.height, image.size.width, image.size.height));
            } else {
                fitting.push_back(i);
            }
        }
        if (fitting.size() > 1) {
            tell(image, m_files[fitting.front()], Severity::Refused,
                 fmt::format("{} files have this name and none has the content; name the folder of the right "
                             "one",
                             fitting.size()));
        } else if (fitting.size() == 1) {
            wanted.found = m_files[fitting.front()];
            if (!image.contentHash.empty()) {
                tell(image, *wanted.found, Severity::Flagged,
                     "was taken for its name; its content is not that of the file that was imported");
            }
        }
    }

    void tell(const ImageRecord& image, const fs::path& file, Severity severity, std::string message) const
    {
        if (m_findings) {
            m_findings({severity, toUtf8(file), {}, {}, image.name, std::move(message)});
        }
    }

    std::vector<Missing>& m_missing;
    std::vector<fs::path> m_files;
    const JobControl& m_control;
    const FindingSink& m_findings;
    std::map<std::string, std::vector<std::size_t>> m_byName;
    std::unordered_map<std::string, std::vector<std::size_t>> m_byContent;
};

/// What is known of the found file. The same content was known before, unless the file had never been found.
project::NewImage describeFound(const Missing& missing)
{
    const auto& image = missing.image;
    project::NewImage found;
    found.name = image.name;
    found.file = *missing.found;
    found.page = image.page;
    found.contentHash = image.contentHash;
    found.size = image.size;
    found.bitsPerChannel = image.bitsPerChannel;
    found.channels = image.channels;
    found.broken = image.broken;
    if (missing.byContent) {
        return found;
    }
    const auto info = inspectImage(found.file, found.page);
    if (info) {
        found.size = info->size;
        found.bitsPerChannel = info->bitsPerChannel;
        found.channels = info->channels;
        found.broken.clear();
    }
    found.contentHash = project::hashFile(found.file).valueOr({});
    const auto metadata = imaging::readMetadata(found.file, found.page);
    if (metadata && !image.calibration) {
        found.calibration = metadata->calibration;
    }
    if (metadata && !image.region && metadata->specimenRegion) {
        found.region = project::SpecimenRegion{*metadata->specimenRegion, metadata->regionSource};
    }
    return found;
}

} // namespace

bool isMissing(const ImageRecord& image)
{
    return image.file.empty() || !isFile(image.file);
}

Result<RelinkReport> relinkImages(project::Project& project, const RelinkRequest& request,
                                  const JobControl& control, const FindingSink& findings)
{
    const auto images = project.images();
    if (!images) {
        return images.error();
    }
    RelinkReport report;
    report.images = images->size();
    std::vector<Missing> missing;
    std::set<fs::path> taken;
    for (const auto& image : *images) {
        if (isMissing(image)) {
            missing.push_back({image, std::nullopt, false});
        } else {
            taken.insert(image.file);
        }
    }
    report.missing = missing.size();
    if (missing.empty()) {
        return report;
    }
    std::error_code failure;
    const auto folder =
        fs::canonical(request.folder.empty() ? project.folder().parent_path() : request.folder, failure);
    if (failure) {
        return Error{ErrorCode::NotFound, "the folder does not exist", toUtf8(request.folder)};
    }
    auto files = findMicrographs(folder, control);
    if (!files) {
        return files.error();
    }
    std::erase_if(*files, [&](const fs::path& file) { return taken.contains(file); });
    if (auto done = Search(missing, std::move(*files), control, findings).run(); !done) {
        return done.error();
    }
    const auto stored = project.inTransaction([&]() -> Status {
        for (const auto& image : missing) {
            if (!image.found) {
                report.stillMissing.push_back(image.image.name);
                continue;
            }
            if (auto linked = project.relink(image.image.id, describeFound(image)); !linked) {
                return linked;
            }
            ++(image.byContent ? report.byContent : report.byName);
        }
        return {};
    });
    if (!stored) {
        return stored.error();
    }
    return report;
}

} // namespace sorby::workflow
