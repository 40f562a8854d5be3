// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/split_content.h"

#include "core/workflow/ordered.h"
#include "core/workflow/selection.h"

#include <algorithm>
#include <set>
#include <string>

namespace sorby::workflow {
namespace {

using Classes = std::vector<annotation::ClassId>;

Result<Classes> classesOf(const project::Project& project, const project::ImageRecord& image)
{
    const auto reference = referenceOf(project, image);
    if (!reference) {
        return reference.error();
    }
    const auto counts = imaging::countValues(*reference);
    Classes result;
    for (std::size_t id = 0; id <= annotation::kMaxClassId; ++id) {
        if (counts[id] > 0) {
            result.push_back(static_cast<annotation::ClassId>(id));
        }
    }
    return result;
}

} // namespace

Status readClasses(const project::Project& project, const std::vector<project::ImageRecord>& images,
                   const JobControl& control, std::vector<dataset::SplitItem>& items)
{
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (images[i].annotated && !images[i].size.isEmpty()) {
            places.push_back(i);
        }
    }
    return inOrder<Result<Classes>>(
        places.size(), control, [&](std::size_t i) { return classesOf(project, images[places[i]]); },
        [&](std::size_t i, const Result<Classes>& classes) -> Status {
            control.report(i, places.size(), images[places[i]].name);
            if (!classes) {
                return classes.error();
            }
            items[places[i]].classes = *classes;
            return {};
        });
}

SplitContent contentOf(const std::vector<dataset::SplitItem>& items, const dataset::Split& split,
                       const annotation::ClassList& classes)
{
    SplitContent content;
    const Membership sides[] = {Membership::Train, Membership::Validation, Membership::Test,
                                Membership::None};
    for (std::size_t place = 0; place < content.size(); ++place) {
        auto& side = content[place];
        side.side = sides[place];
        side.classImages.assign(classes.size(), 0);
        std::set<std::string> specimens;
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (split[i] != side.side) {
                continue;
            }
            ++side.images;
            if (!items[i].specimen.empty()) {
                specimens.insert(items[i].specimen);
            }
            for (std::size_t each = 0; each < classes.size(); ++each) {
                const auto& present = items[i].classes;
                side.classImages[each] +=
                    static_cast<std::size_t>(std::count(present.begin(), present.end(), classes[each].id));
            }
        }
        side.specimens = specimens.size();
    }
    return content;
}

} // namespace sorby::workflow
