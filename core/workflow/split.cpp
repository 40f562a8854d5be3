// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/split.h"

#include "core/base/files.h"
#include "core/dataset/folds.h"
#include "core/workflow/selection.h"
#include "core/workflow/split_content.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sorby::workflow {
namespace {

using dataset::Split;
using dataset::SplitItem;

bool showsAClass(const std::vector<SplitItem>& items)
{
    return std::any_of(items.begin(), items.end(), [](const SplitItem& item) {
        return std::any_of(item.classes.begin(), item.classes.end(),
                           [](annotation::ClassId id) { return id != annotation::kMatrix; });
    });
}

/// One splitting of one project, from reading to storing.
class Splitter {
  public:
    Splitter(project::Project& project, SplitRequest request)
        : m_project(project), m_request(std::move(request))
    {}

    Result<SplitReport> run(const JobControl& control)
    {
        if (auto read = readProject(control); !read) {
            return read.error();
        }
        const auto split = m_request.folds > 0 ? fold() : m_request.from.empty() ? shareOut() : fixedLists();
        if (!split) {
            return split.error();
        }
        if (auto kept = keep(*split); !kept) {
            return kept.error();
        }
        m_report.sides = contentOf(m_items, *split, m_report.classes);
        m_report.train = m_report.sides[0].images;
        m_report.validation = m_report.sides[1].images;
        m_report.test = m_report.sides[2].images;
        m_report.none = m_report.sides[3].images;
        return std::move(m_report);
    }

  private:
    Status readProject(const JobControl& control)
    {
        auto images = m_project.images();
        auto classes = m_project.classes();
        if (!images || !classes) {
            return images ? classes.error() : images.error();
        }
        m_images = std::move(*images);
        m_items = toSplitItems(m_images);
        m_report.classes = std::move(*classes);
        if (m_request.options.stratify || m_request.describe) {
            if (auto read = readClasses(m_project, m_images, control, m_items); !read) {
                return read;
            }
        }
        m_request.options.stratify = m_request.options.stratify && showsAClass(m_items);
        m_report.stratified = m_request.options.stratify;
        return {};
    }

    /// The images to be shared out: annotated ones that can be read. The others are on no side.
    Result<std::vector<SplitItem>> chooseItems()
    {
        std::vector<SplitItem> chosen;
        for (std::size_t i = 0; i < m_images.size(); ++i) {
            if (m_images[i].annotated && isReadable(m_images[i])) {
                m_places.push_back(i);
                chosen.push_back(m_items[i]);
            }
        }
        if (chosen.empty()) {
            return Error{ErrorCode::NotFound,
                         "no image is annotated; import annotations or draw some before splitting",
                         toUtf8(m_project.folder())};
        }
        return chosen;
    }
    [[nodiscard]] Split ofAllImages(const Split& chosen) const
    {
        Split split(m_images.size(), Membership::None);
        for (std::size_t i = 0; i < m_places.size(); ++i) {
            split[m_places[i]] = chosen[i];
        }
        return split;
    }

    Result<Split> shareOut()
    {
        const auto items = chooseItems();
        if (!items) {
            return items.error();
        }
        const auto split = dataset::makeSplit(*items, m_request.options);
        if (!split) {
            return split.error();
        }
        return ofAllImages(*split);
    }

    /// Makes all folds; gives the one that the project takes, or its sides as they are.
    Result<Split> fold()
    {
        const auto items = chooseItems();
        if (!items) {
            return items.error();
        }
        const auto folds = dataset::makeFolds(*items, m_request.folds, m_request.options);
        if (!folds) {
            return folds.error();
        }
        for (int fold = 0; fold < m_request.folds; ++fold) {
            const auto split = dataset::splitOfFold(*items, *folds, fold, m_request.options);
            if (!split) {
                return split.error();
            }
            m_folds.push_back(ofAllImages(*split));
            m_report.folds.push_back(contentOf(m_items, m_folds.back(), m_report.classes));
        }
        if (m_request.fold > 0) {
            return m_folds[static_cast<std::size_t>(m_request.fold) - 1];
        }
        Split present;
        for (const auto& image : m_images) {
            present.push_back(image.membership);
        }
        return present;
    }

    Result<Split> fixedLists()
    {
        const auto names = dataset::readSplits(m_request.from, m_request.key);
        if (!names) {
            return names.error();
        }
        auto applied = dataset::applySplits(m_items, *names, m_request.options.groupBy);
        if (!applied) {
            return applied.error();
        }
        if (std::all_of(applied->split.begin(), applied->split.end(),
                        [](Membership side) { return side == Membership::None; })) {
            return Error{ErrorCode::Mismatch, "names no image of the project", toUtf8(m_request.from)};
        }
        m_report.unknown = std::move(applied->unknown);
        return std::move(applied->split);
    }

    Status keep(const Split& split)
    {
        if (m_request.folds == 0 || m_request.fold > 0) {
            std::vector<std::pair<project::ImageId, Membership>> memberships;
            for (std::size_t i = 0; i < m_images.size(); ++i) {
                memberships.emplace_back(m_images[i].id, split[i]);
            }
            if (auto stored = m_project.setMemberships(memberships); !stored) {
                return stored;
            }
        }
        if (m_request.out.empty()) {
            return {};
        }
        return m_request.folds > 0 ? dataset::writeFolds(m_request.out, m_items, m_folds)
                                   : dataset::writeSplits(m_request.out, m_items, split);
    }

    project::Project& m_project;
    SplitRequest m_request;
    std::vector<project::ImageRecord> m_images;
    std::vector<SplitItem> m_items;    ///< of all images
    std::vector<std::size_t> m_places; ///< of the images shared out, among all
    std::vector<Split> m_folds;
    SplitReport m_report;
};

} // namespace

Result<SplitReport> splitProject(project::Project& project, const SplitRequest& request,
                                 const JobControl& control)
{
    if (request.folds > 0 && (request.fold < 0 || request.fold > request.folds)) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("there is no fold {}; choose one from 1 to {}", request.fold, request.folds),
                     {}};
    }
    return Splitter(project, request).run(control);
}

} // namespace sorby::workflow
