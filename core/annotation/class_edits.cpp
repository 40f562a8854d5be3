// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/class_edits.h"

#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace sorby::annotation {
namespace {

constexpr std::size_t kFewest = 2;

Error invalidClass(std::string message)
{
    return Error{ErrorCode::InvalidArgument, std::move(message), {}};
}

Status checkName(const ClassList& classes, std::string_view name, std::optional<ClassId> except)
{
    if (name.empty()) {
        return invalidClass("a class needs a name");
    }
    for (const auto& info : classes) {
        if (info.id != except && lowered(info.name) == lowered(name)) {
            return invalidClass(fmt::format("there is a class \"{}\" already", info.name));
        }
    }
    return {};
}

bool isThere(const ClassList& classes, ClassId id)
{
    return id < classes.size();
}

/// Takes one class out of the list: those after it move up.
ClassChange without(const ClassList& classes, ClassId gone, std::uint8_t becomes)
{
    ClassChange change{classes, sameClasses()};
    change.classes.erase(change.classes.begin() + gone);
    for (std::size_t id = gone; id < change.classes.size(); ++id) {
        change.classes[id].id = static_cast<ClassId>(id);
        change.map[id + 1] = static_cast<ClassId>(id);
    }
    change.map[gone] =
        becomes > gone && becomes <= kMaxClassId ? static_cast<std::uint8_t>(becomes - 1) : becomes;
    return change;
}

Status checkRemoval(const ClassList& classes, ClassId id)
{
    if (id == kMatrix) {
        return invalidClass("the matrix is what is left over; it cannot go");
    }
    if (!isThere(classes, id)) {
        return invalidClass(fmt::format("there is no class {}", int{id}));
    }
    if (classes.size() <= kFewest) {
        return invalidClass(fmt::format("\"{}\" is the last class beside the matrix; add another one first",
                                        classes[id].name));
    }
    return {};
}

} // namespace

ClassMap sameClasses()
{
    ClassMap map{};
    for (std::size_t id = 0; id < map.size(); ++id) {
        map[id] = static_cast<std::uint8_t>(id);
    }
    return map;
}

ClassChange chained(const ClassChange& first, const ClassChange& second)
{
    ClassChange both{second.classes, first.map};
    for (auto& id : both.map) {
        id = id == kUnset ? kUnset : second.map[id];
    }
    both.map[kUnset] = kUnset;
    return both;
}

Result<ClassId> findClass(const ClassList& classes, std::string_view nameOrId)
{
    const auto wanted = trimmed(nameOrId);
    for (const auto& info : classes) {
        if (lowered(info.name) == lowered(wanted)) {
            return info.id;
        }
    }
    unsigned number = 0;
    const auto [end, failure] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
    if (failure == std::errc{} && end == wanted.data() + wanted.size() && number < classes.size()) {
        return static_cast<ClassId>(number);
    }
    std::string names;
    for (const auto& info : classes) {
        names += fmt::format("{}{} {}", names.empty() ? "" : ", ", int{info.id}, info.name);
    }
    return Error{
        ErrorCode::NotFound, fmt::format("there is no class \"{}\"; there are: {}", wanted, names), {}};
}

Result<ClassChange> addClass(const ClassList& classes, const std::string& name)
{
    const std::string given(trimmed(name));
    if (auto free = checkName(classes, given, {}); !free) {
        return free.error();
    }
    if (classes.size() > kMaxClassId) {
        return invalidClass(fmt::format("a project has at most {} classes", int{kMaxClassId}));
    }
    ClassChange change{classes, sameClasses()};
    const auto id = static_cast<ClassId>(classes.size());
    change.classes.push_back({id, given, freeClassColour(classes, id)});
    return change;
}

Result<ClassChange> renameClass(const ClassList& classes, ClassId id, const std::string& name)
{
    const std::string given(trimmed(name));
    if (auto free = checkName(classes, given, id); !free) {
        return free.error();
    }
    ClassChange change{classes, sameClasses()};
    change.classes.at(id).name = given;
    return change;
}

Result<ClassChange> recolourClass(const ClassList& classes, ClassId id, Rgb8 colour)
{
    ClassChange change{classes, sameClasses()};
    change.classes.at(id).colour = colour;
    return change;
}

Result<ClassChange> setClassKey(const ClassList& classes, ClassId id, const std::string& key)
{
    const bool isOne =
        key.size() == 1 && ((key[0] >= '0' && key[0] <= '9') || (key[0] >= 'a' && key[0] <= 'z') ||
                            (key[0] >= 'A' && key[0] <= 'Z'));
    if (!key.empty() && !isOne) {
        return invalidClass(fmt::format("\"{}\" is not one letter or digit", key));
    }
    for (const auto& info : classes) {
        if (!key.empty() && info.id != id && info.key == lowered(key)) {
            return invalidClass(fmt::format("the key {} is that of the class \"{}\"", key, info.name));
        }
    }
    ClassChange change{classes, sameClasses()};
    change.classes.at(id).key = lowered(key);
    return change;
}

Result<ClassChange> mergeClass(const ClassList& classes, ClassId from, ClassId into)
{
    if (auto possible = checkRemoval(classes, from); !possible) {
        return possible.error();
    }
    if (from == into) {
        return invalidClass(fmt::format("the class \"{}\" cannot be merged with itself", classes[from].name));
    }
    if (into != kIgnore && !isThere(classes, into)) {
        return invalidClass(fmt::format("there is no class {}", int{into}));
    }
    return without(classes, from, into);
}

Result<ClassChange> removeClass(const ClassList& classes, ClassId id)
{
    if (auto possible = checkRemoval(classes, id); !possible) {
        return possible.error();
    }
    return without(classes, id, kUnset);
}

Result<ClassChange> reorderClasses(const ClassList& classes, const std::vector<ClassId>& order)
{
    const std::set<ClassId> named(order.begin(), order.end());
    const bool isWhole = named.size() == order.size() && order.size() + 1 == classes.size() &&
                         std::all_of(named.begin(), named.end(),
                                     [&](ClassId id) { return id != kMatrix && isThere(classes, id); });
    if (!isWhole) {
        return invalidClass(
            fmt::format("an order names each of the {} classes but the matrix once", classes.size() - 1));
    }
    ClassChange change{classes, sameClasses()};
    for (std::size_t place = 0; place < order.size(); ++place) {
        const auto id = static_cast<ClassId>(place + 1);
        change.classes[id] = classes[order[place]];
        change.classes[id].id = id;
        change.map[order[place]] = id;
    }
    return change;
}

ClassId campaignClass(const ClassMap& map, ClassId id)
{
    const auto now = map[id];
    return now == kUnset || now == kIgnore || now == kMatrix ? ClassId{1} : now;
}

Annotations reclassed(Annotations annotations, const ClassMap& map)
{
    auto& objects = annotations.objects;
    std::erase_if(objects, [&](const Object& object) { return map[object.classId] == kUnset; });
    for (auto& object : objects) {
        object.classId = map[object.classId];
    }
    const auto tiles = annotations.pixelEdits.tiles(); // shared; the layer changes beneath
    for (const auto& [key, tile] : tiles) {
        auto changed = std::make_shared<PixelEdits::Tile>(*tile);
        for (auto& value : changed->pixels()) {
            if (value != kUnset) {
                value = map[value] == kUnset ? kMatrix : map[value];
            }
        }
        if (!(*changed == *tile)) {
            annotations.pixelEdits.setTile(key, std::move(changed));
        }
    }
    return annotations;
}

} // namespace sorby::annotation
