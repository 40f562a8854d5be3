// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/table.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/annotation/class_edits.h"
#include "core/base/files.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::command_line {
namespace {

using annotation::ClassChange;
using annotation::ClassId;
using annotation::ClassList;

constexpr const char* kIgnoreWord = "ignore";

/// "NAME=VALUE" as its two sides.
struct Pair {
    std::string left;
    std::string right;
};
Result<Pair> splitPair(const std::string& option, const std::string& text)
{
    const auto equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0) {
        return Error{
            ErrorCode::InvalidArgument, fmt::format("{} takes OLD=NEW, not \"{}\"", option, text), {}};
    }
    return Pair{text.substr(0, equals), text.substr(equals + 1)};
}

class ClassesVerb final : public Verb {
  public:
    const char* name() const override { return "classes"; }
    const char* summary() const override
    {
        return "Lists the classes; renames, merges, orders or removes them";
    }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        addPath(app, "--from", m_from, "JSON",
                "Take the names of a classes.json: {\"0\": \"matrix\", \"1\": \"pore\"}");
        addList(app, "--add", m_add, "Names of new classes");
        addList(app, "--rename", m_rename, "OLD=NEW: give a class another name");
        addList(app, "--merge", m_merge,
                "FROM=INTO: the pixels of one class become another one, \"matrix\" or \"ignore\"; FROM goes");
        addList(app, "--remove", m_remove,
                "Classes to be removed: their objects go, their brushed pixels become matrix");
        addText(app, "--order", m_order, "NAMES",
                "All classes but the matrix in their new order, commas between");
        addList(app, "--colour", m_colours, "NAME=#RRGGBB: the colour of a class");
        addList(app, "--key", m_keys, "NAME=K: the letter or digit that picks a class while drawing");
    }

    Status run(Session& session) override
    {
        const auto project = changesAnything() ? openToWrite(m_project) : openToRead(m_project);
        if (!project) {
            return project.error();
        }
        const auto before = (*project)->classes();
        if (!before) {
            return before.error();
        }
        m_change = {*before, annotation::sameClasses()};
        if (auto made = makeChange(); !made) {
            return Error{made.error().code, made.error().message,
                         made.error().where.empty() ? toUtf8(m_project) : made.error().where};
        }
        if (changesAnything()) {
            if (auto changed = (*project)->changeClasses(m_change); !changed) {
                return changed;
            }
        }
        show(session.output);
        return {};
    }

  private:
    [[nodiscard]] bool changesAnything() const
    {
        return !m_from.empty() || !m_add.empty() || !m_rename.empty() || !m_merge.empty() ||
               !m_remove.empty() || !m_order.empty() || !m_colours.empty() || !m_keys.empty();
    }

    [[nodiscard]] Status apply(Result<ClassChange> next)
    {
        if (!next) {
            return next.error();
        }
        m_change = annotation::chained(m_change, *next);
        return {};
    }

    /// Calls `edit` with the class on the left and the text on the right of each pair.
    template <typename Edit>
    Status forEachPair(const char* option, const std::vector<std::string>& texts, const Edit& edit)
    {
        for (const auto& text : texts) {
            const auto pair = splitPair(option, text);
            if (!pair) {
                return pair.error();
            }
            const auto id = annotation::findClass(m_change.classes, pair->left);
            if (!id) {
                return id.error();
            }
            if (auto applied = apply(edit(*id, pair->right)); !applied) {
                return applied;
            }
        }
        return {};
    }

    Status makeChange()
    {
        auto done = takeNames();
        for (const auto& name : m_add) {
            done = done ? apply(annotation::addClass(m_change.classes, name)) : done;
        }
        if (done) {
            done = forEachPair("--rename", m_rename, [&](ClassId id, const std::string& name) {
                return annotation::renameClass(m_change.classes, id, name);
            });
        }
        if (done) {
            done = forEachPair(
                "--merge", m_merge, [&](ClassId id, const std::string& name) -> Result<ClassChange> {
                    const auto into = name == kIgnoreWord ? Result<ClassId>(annotation::kIgnore)
                                                          : annotation::findClass(m_change.classes, name);
                    if (!into) {
                        return into.error();
                    }
                    return annotation::mergeClass(m_change.classes, id, *into);
                });
        }
        for (const auto& name : m_remove) {
            if (done) {
                const auto id = annotation::findClass(m_change.classes, name);
                done = id ? apply(annotation::removeClass(m_change.classes, *id)) : Status(id.error());
            }
        }
        if (done) {
            done = reorder();
        }
        return done ? paint() : done;
    }

    Status takeNames()
    {
        if (m_from.empty()) {
            return {};
        }
        const auto text = readText(m_from);
        if (!text) {
            return text.error();
        }
        const auto classes = annotation::parseClassesJson(*text, toUtf8(m_from));
        if (!classes) {
            return classes.error();
        }
        auto next = m_change;
        for (const auto& info : *classes) {
            if (info.id < next.classes.size()) {
                next.classes[info.id].name = info.name;
            } else {
                next.classes.push_back(
                    {info.id, info.name, annotation::freeClassColour(next.classes, info.id)});
            }
        }
        m_change = std::move(next);
        return {};
    }

    Status reorder()
    {
        if (m_order.empty()) {
            return {};
        }
        std::vector<ClassId> order;
        std::string_view left = m_order;
        while (true) {
            const auto comma = left.find(',');
            const auto id = annotation::findClass(m_change.classes, left.substr(0, comma));
            if (!id) {
                return id.error();
            }
            order.push_back(*id);
            if (comma == std::string_view::npos) {
                return apply(annotation::reorderClasses(m_change.classes, order));
            }
            left.remove_prefix(comma + 1);
        }
    }

    Status paint()
    {
        auto done = forEachPair("--colour", m_colours,
                                [&](ClassId id, const std::string& text) -> Result<ClassChange> {
                                    const auto colour = annotation::parseHex(text);
                                    if (!colour) {
                                        return colour.error();
                                    }
                                    return annotation::recolourClass(m_change.classes, id, *colour);
                                });
        return done ? forEachPair("--key", m_keys,
                                  [&](ClassId id, const std::string& key) {
                                      return annotation::setClassKey(m_change.classes, id, key);
                                  })
                    : done;
    }

    void show(Output& output) const
    {
        Table table({Align::Right, Align::Left, Align::Left, Align::Left});
        auto list = nlohmann::ordered_json::array();
        for (const auto& info : m_change.classes) {
            table.add({std::to_string(info.id), info.name, annotation::toHex(info.colour), info.key});
            list.push_back({{"id", info.id},
                            {"name", info.name},
                            {"colour", annotation::toHex(info.colour)},
                            {"key", info.key}});
        }
        output.table(table, 2);
        output.result({{"classes", list}});
    }

    std::filesystem::path m_project;
    std::filesystem::path m_from;
    std::vector<std::string> m_add;
    std::vector<std::string> m_rename;
    std::vector<std::string> m_merge;
    std::vector<std::string> m_remove;
    std::string m_order;
    std::vector<std::string> m_colours;
    std::vector<std::string> m_keys;
    ClassChange m_change;
};

} // namespace

std::unique_ptr<Verb> makeClassesVerb()
{
    return std::make_unique<ClassesVerb>();
}

} // namespace sorby::command_line
