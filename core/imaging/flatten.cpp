// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/flatten.h"

#include "core/imaging/rasterizer.h"
#include "core/imaging/tracer.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

namespace sorby::imaging {
namespace {

using annotation::Annotations;
using annotation::Object;
using annotation::Polygon;

constexpr std::uint8_t kClean = annotation::kUnset;

struct Pixel {
    int x = 0;
    int y = 0;
};

class Flattener {
  public:
    Flattener(const Annotations& annotations, Size size)
        : m_annotations(annotations), m_size(size), m_wanted(size, kClean), m_topmost(size, -1), m_given(size)
    {
        for (const auto& object : annotations.objects) {
            m_lastGroup = std::max(m_lastGroup, object.group);
        }
    }

    FlatObjects run()
    {
        findWanted();
        const auto& objects = m_annotations.objects;
        m_isCut.assign(objects.size(), false);
        for (std::size_t i = 0; i < objects.size(); ++i) {
            meetWanted(i);
        }
        growFromEdits();
        for (std::size_t i = 0; i < objects.size(); ++i) {
            if (objects[i].classId == annotation::kMatrix) {
                continue;
            }
            if (m_isCut[i] || m_grown.contains(i)) {
                ++m_result.retraced;
                retrace(i);
            } else {
                m_result.objects.push_back(objects[i]);
            }
        }
        std::move(m_added.begin(), m_added.end(), std::back_inserter(m_result.objects));
        return std::move(m_result);
    }

  private:
    /// What the pixels have to be where outlines alone do not say it: under pixel edits, and where an object
    /// of the matrix lies on top.
    void findWanted()
    {
        for (std::size_t i = 0; i < m_annotations.objects.size(); ++i) {
            const auto& object = m_annotations.objects[i];
            const auto wanted = object.classId == annotation::kMatrix ? annotation::kMatrix : kClean;
            scanConvert(object.polygon, m_size, [&](const Span& span) {
                const auto y = span.y;
                std::fill(m_topmost.row(y).begin() + span.x0, m_topmost.row(y).begin() + span.x1,
                          static_cast<int>(i));
                std::fill(m_wanted.row(y).begin() + span.x0, m_wanted.row(y).begin() + span.x1, wanted);
            });
        }
        m_annotations.pixelEdits.paintOver(m_wanted);
    }

    /// Notes whether the object covers pixels that have to be something else, and which wanted pixels it
    /// gives.
    void meetWanted(std::size_t index)
    {
        const auto& object = m_annotations.objects[index];
        if (object.classId == annotation::kMatrix) {
            return;
        }
        scanConvert(object.polygon, m_size, [&](const Span& span) {
            for (int x = span.x0; x < span.x1; ++x) {
                const auto wanted = m_wanted.at(x, span.y);
                if (wanted == object.classId) {
                    m_given.at(x, span.y) = 1;
                } else if (wanted != kClean) {
                    m_isCut[index] = true;
                }
            }
        });
    }

    /// Wanted pixels that no object gives, region by region: to the object of the same class next to it, or
    /// to a new one.
    void growFromEdits()
    {
        Raster<std::uint8_t> left(m_size, kClean);
        bool any = false;
        for (int y = 0; y < m_size.height; ++y) {
            for (int x = 0; x < m_size.width; ++x) {
                const auto wanted = m_wanted.at(x, y);
                if (wanted != kClean && wanted != annotation::kMatrix && m_given.at(x, y) == 0) {
                    left.at(x, y) = wanted;
                    any = true;
                }
            }
        }
        for (int y = 0; any && y < m_size.height; ++y) {
            for (int x = 0; x < m_size.width; ++x) {
                if (left.at(x, y) != kClean) {
                    takeRegion({x, y}, left);
                }
            }
        }
    }

    void takeRegion(Pixel start, Raster<std::uint8_t>& left)
    {
        const auto classId = left.at(start.x, start.y);
        std::vector<Pixel> pixels{start};
        left.at(start.x, start.y) = kClean;
        std::optional<std::size_t> neighbour;
        for (std::size_t i = 0; i < pixels.size(); ++i) {
            constexpr std::array<Pixel, 4> kSteps{{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}};
            for (const auto step : kSteps) {
                const Pixel next{pixels[i].x + step.x, pixels[i].y + step.y};
                if (!left.contains(next.x, next.y)) {
                    continue;
                }
                if (left.at(next.x, next.y) == classId) {
                    left.at(next.x, next.y) = kClean;
                    pixels.push_back(next);
                } else if (!neighbour && showsClass(next, classId)) {
                    neighbour = static_cast<std::size_t>(m_topmost.at(next.x, next.y));
                }
            }
        }
        if (neighbour) {
            auto& grown = m_grown[*neighbour];
            grown.insert(grown.end(), pixels.begin(), pixels.end());
            return;
        }
        ++m_result.added;
        Object object;
        object.classId = classId;
        appendTraced(object, std::move(pixels), m_added);
    }

    /// Is the object on top of this pixel of this class, and does it keep the pixel?
    [[nodiscard]] bool showsClass(Pixel pixel, annotation::ClassId classId) const
    {
        const int top = m_topmost.at(pixel.x, pixel.y);
        const auto wanted = m_wanted.at(pixel.x, pixel.y);
        return top >= 0 && m_annotations.objects[static_cast<std::size_t>(top)].classId == classId &&
               (wanted == kClean || wanted == classId);
    }

    void retrace(std::size_t index)
    {
        const auto& object = m_annotations.objects[index];
        std::vector<Pixel> pixels;
        scanConvert(object.polygon, m_size, [&](const Span& span) {
            for (int x = span.x0; x < span.x1; ++x) {
                const auto wanted = m_wanted.at(x, span.y);
                if (wanted == kClean || wanted == object.classId) {
                    pixels.push_back({x, span.y});
                }
            }
        });
        if (const auto grown = m_grown.find(index); grown != m_grown.end()) {
            pixels.insert(pixels.end(), grown->second.begin(), grown->second.end());
        }
        Object left = object;
        left.polygonText.clear();
        if (left.provenance.origin != annotation::Origin::Drawn) {
            left.provenance.origin = annotation::Origin::Corrected;
        }
        appendTraced(left, std::move(pixels), m_result.objects);
    }

    void appendTraced(const Object& prototype, std::vector<Pixel> pixels, std::vector<Object>& objects)
    {
        if (pixels.empty()) {
            return;
        }
        const auto byX = [](Pixel a, Pixel b) { return a.x < b.x; };
        const auto byY = [](Pixel a, Pixel b) { return a.y < b.y; };
        const auto [left, right] = std::minmax_element(pixels.begin(), pixels.end(), byX);
        const auto [top, bottom] = std::minmax_element(pixels.begin(), pixels.end(), byY);
        const Pixel corner{left->x, top->y};
        Raster<std::uint8_t> mask(right->x - corner.x + 1, bottom->y - corner.y + 1);
        for (const auto pixel : pixels) {
            mask.at(pixel.x - corner.x, pixel.y - corner.y) = 1;
        }
        auto polygons = trace(mask);
        Object part = prototype;
        if (polygons.size() > 1 && part.group == 0) {
            part.group = ++m_lastGroup;
        }
        for (const auto& polygon : polygons) {
            part.polygon = annotation::translated(polygon, corner.x, corner.y);
            const bool hasPoint = prototype.poi && annotation::contains(part.polygon, *prototype.poi);
            part.poi = hasPoint || polygons.size() == 1 ? prototype.poi : std::nullopt;
            part.poiText = part.poi ? prototype.poiText : std::string();
            objects.push_back(part);
            part.id = 0;
        }
    }

    const Annotations& m_annotations;
    Size m_size;
    Raster<std::uint8_t> m_wanted;
    Raster<int> m_topmost;        ///< index of the object, -1: none
    Raster<std::uint8_t> m_given; ///< 1: an object gives the wanted class here
    std::vector<bool> m_isCut;
    std::map<std::size_t, std::vector<Pixel>> m_grown;
    std::vector<Object> m_added;
    int m_lastGroup = 0;
    FlatObjects m_result;
};

} // namespace

FlatObjects flattenToObjects(const Annotations& annotations, Size size)
{
    const auto isMatrix = [](const Object& object) { return object.classId == annotation::kMatrix; };
    const bool hasMatrix = std::any_of(annotations.objects.begin(), annotations.objects.end(), isMatrix);
    if (size.isEmpty() || (annotations.pixelEdits.isEmpty() && !hasMatrix)) {
        FlatObjects flat{annotations.objects, 0, 0};
        std::erase_if(flat.objects, isMatrix);
        return flat;
    }
    return Flattener(annotations, size).run();
}

} // namespace sorby::imaging
