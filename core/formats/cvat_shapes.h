// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/class_names.h"
#include "core/formats/cvat_files.h"
#include "core/formats/group_numbers.h"
#include "core/formats/object_intake.h"

#include <optional>
#include <string>
#include <vector>

namespace sorby::formats {

/// Takes the shapes of one image of a CVAT file.
class CvatShapes {
  public:
    /// `name` is the file in findings, `who` in the objects. All that is referred to outlives the reader.
    CvatShapes(const CvatFile& file, std::string name, std::string who, ClassNames& classes,
               ObjectIntake& intake, ImportedImage& image);

    /// The children of these elements, which are of the same image, in the order of their z_order. What
    /// cannot be taken is told to the intake; the other shapes go on.
    void read(const std::vector<pugi::xml_node>& images);

  private:
    [[nodiscard]] Place placeOf(const pugi::xml_node& node, const char* attribute = "") const;
    void refuse(const pugi::xml_node& node, const char* attribute, std::string message);
    [[nodiscard]] int orderOf(const pugi::xml_node& shape);
    void readShape(const pugi::xml_node& shape);
    void takeOutline(const pugi::xml_node& shape, Result<annotation::Ring> outline);
    void takeMask(const pugi::xml_node& shape);
    void takePoints(const pugi::xml_node& shape);
    /// Class and group; nothing, and a finding, when there is no room for one class more.
    [[nodiscard]] std::optional<annotation::Object> prototypeOf(const pugi::xml_node& shape);

    const CvatFile& m_file;
    std::string m_name;
    std::string m_who;
    ClassNames& m_classes;
    ObjectIntake& m_intake;
    ImportedImage& m_image;
    GroupNumbers m_groups;
};

} // namespace sorby::formats
