// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/class_names.h"
#include "core/formats/group_numbers.h"
#include "core/formats/json_reader.h"
#include "core/formats/object_intake.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sorby::formats {

/// Takes the features of one GeoJSON file into its image.
class GeoJsonFeatures {
  public:
    /// `file` is named in findings, `who` in the objects. All that is referred to outlives the reader.
    GeoJsonFeatures(std::string file, std::string who, ClassNames& classes, ObjectIntake& intake,
                    ImportedImage& image)
        : m_file(std::move(file)), m_who(std::move(who)), m_classes(classes), m_intake(intake), m_image(image)
    {}

    /// Names the classes of a list in Sorby's own member, used or not.
    void declareClasses(const Json& classes);
    /// `path` is that of the feature in the file: "features[3]". What cannot be taken is told to the intake.
    void read(const Json& feature, const std::string& path);
    /// Tells what all features have lost.
    void finish();

  private:
    /// A part of a geometry, and where it stands.
    struct Piece {
        const Json* coordinates = nullptr;
        std::string path;
    };
    struct Pieces {
        std::vector<Piece> polygons;
        std::vector<Piece> points;
    };

    void refuse(const std::string& path, std::string message);
    void flag(const std::string& path, std::string message);
    void gather(const Json& geometry, const std::string& path, Pieces& pieces, int depth);
    /// The parts of a geometry whose coordinates are a list of them.
    void gatherEach(const Json& coordinates, const std::string& path, std::vector<Piece>& pieces);
    void takePolygons(const Json& feature, const std::string& path, const std::vector<Piece>& polygons);
    void takePolygon(const Piece& piece, annotation::Object object);
    void takePoints(const Json& feature, const std::vector<Piece>& points);
    [[nodiscard]] std::optional<annotation::ClassId> classOf(const Json& feature, const std::string& path);
    /// The group that parts of the feature get; 0 for none.
    [[nodiscard]] int groupOf(const Json& feature, const std::string& path, std::size_t parts,
                              annotation::ClassId classId);

    std::string m_file;
    std::string m_who;
    ClassNames& m_classes;
    ObjectIntake& m_intake;
    ImportedImage& m_image;
    GroupNumbers m_groups;
    std::int64_t m_nextUnnamed = -1; ///< below 0, which no file's group is taken for
    std::size_t m_nuclei = 0;
    std::size_t m_classifiedPoints = 0;
};

} // namespace sorby::formats
