// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/class_names.h"
#include "core/formats/group_numbers.h"
#include "core/formats/json_reader.h"
#include "core/formats/object_intake.h"
#include "core/imaging/pillow_shapes.h"

#include <cstddef>
#include <optional>
#include <string>

namespace sorby::formats {

/// Takes the shapes of one LabelMe file into its image.
class LabelMeShapes {
  public:
    /// `file` is named in findings, `who` in the objects. All that is referred to outlives the reader.
    LabelMeShapes(std::string file, std::string who, ClassNames& classes, ObjectIntake& intake,
                  ImportedImage& image)
        : m_file(std::move(file)), m_who(std::move(who)), m_classes(classes), m_intake(intake), m_image(image)
    {}

    /// What cannot be taken is told to the intake; the other shapes go on. `shapes` is a list.
    void read(const Json& shapes);

  private:
    [[nodiscard]] Place placeOf(std::size_t index, const char* member = "") const;
    void readShape(const Json& shapes, std::size_t index);
    void takeObject(const Json& shapes, std::size_t index, const std::string& type,
                    const std::vector<annotation::Point>& points);
    /// The pixels of a shape that is no polygon to LabelMe: a line, and a circle when it is to be painted as
    /// Pillow does; nothing for others, whose outline is taken.
    [[nodiscard]] Result<std::optional<imaging::ShapeMask>>
    paintedAs(const std::string& type, const std::vector<annotation::Point>& points) const;
    void takePainted(const imaging::ShapeMask& painted, std::size_t index, const std::string& type,
                     const annotation::Object& prototype);
    void takeMask(const Json& shape, std::size_t index, const std::vector<annotation::Point>& corners,
                  const annotation::Object& prototype);
    void takePoints(const Json& shape, std::size_t index, const std::vector<annotation::Point>& points);
    /// Class and group; nothing, and a finding, when there is no room for one class more.
    [[nodiscard]] std::optional<annotation::Object> prototypeOf(const Json& shape, std::size_t index);
    [[nodiscard]] std::string labelOf(const Json& shape, std::size_t index);
    /// The point of the shape at `index` when it stands behind it and says that it belongs to it.
    [[nodiscard]] static std::optional<annotation::Point> ownPoint(const Json& shapes, std::size_t index);

    std::string m_file;
    std::string m_who;
    ClassNames& m_classes;
    ObjectIntake& m_intake;
    ImportedImage& m_image;
    GroupNumbers m_groups;
    std::size_t m_takenUpTo = 0; ///< shapes before this one are done with
};

} // namespace sorby::formats
