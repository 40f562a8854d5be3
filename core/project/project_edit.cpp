// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project_edit.h"

namespace sorby::project {
namespace {

struct Memory {
    std::size_t operator()(const AnnotationEdit& edit) const { return annotation::memoryOf(edit.batch); }
    std::size_t operator()(const MembershipEdit& edit) const
    {
        return edit.memberships.capacity() * sizeof(edit.memberships.front());
    }
    std::size_t operator()(const StatusEdit& edit) const
    {
        return edit.statuses.capacity() * sizeof(edit.statuses.front());
    }
    std::size_t operator()(const ClassesEdit& edit) const
    {
        std::size_t bytes = edit.classes.capacity() * sizeof(annotation::ClassInfo);
        for (const auto& part : edit.annotations) {
            bytes += sizeof(part) + annotation::memoryOf(part.batch);
        }
        return bytes;
    }
    std::size_t operator()(const CampaignTaskEdit& edit) const
    {
        return edit.task.assignee.capacity() + edit.task.reason.capacity() + edit.task.when.capacity() +
               edit.task.markedBy.capacity() * sizeof(std::string);
    }
    std::size_t operator()(const MarkingEdit& edit) const
    {
        return edit.marking.annotator.capacity() + edit.marking.when.capacity();
    }
    std::size_t operator()(const ReservedIds& /*edit*/) const { return 0; }
};

} // namespace

std::size_t memoryOf(const ProjectEdit& edit)
{
    return sizeof(edit) + std::visit(Memory{}, edit);
}

ImageId imageOf(const ProjectEdit& edit)
{
    const auto* annotations = std::get_if<AnnotationEdit>(&edit);
    return annotations != nullptr ? annotations->image : 0;
}

} // namespace sorby::project
