// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/parsing.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/annotation/classes.h"
#include "core/base/files.h"
#include "core/project/project.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sorby::command_line {
namespace {

class NewVerb final : public Verb {
  public:
    const char* name() const override { return "new"; }
    const char* summary() const override { return "Makes an empty project"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_folder, "", "Folder of the project, to be made").required();
        addParsed(app, "--classes", m_classes, annotation::parseClassNames, "NAMES",
                  "Names of the classes with commas between, the matrix first: \"matrix,MA island\"; "
                  "without it a matrix and one class");
    }

    Status run(Session& session) override
    {
        const auto project = project::Project::create(m_folder, m_classes);
        if (!project) {
            return project.error();
        }
        auto names = nlohmann::ordered_json::array();
        std::string listed;
        for (const auto& info : m_classes) {
            names.push_back(info.name);
            listed += fmt::format("{}{}", listed.empty() ? "" : ", ", info.name);
        }
        const auto folder = toUtf8((*project)->folder());
        session.output.line(fmt::format("New project {} with the classes {}", folder, listed));
        session.output.result({{"project", folder}, {"classes", names}});
        return {};
    }

  private:
    std::filesystem::path m_folder;
    annotation::ClassList m_classes = annotation::numberedClasses(1);
};

} // namespace

std::unique_ptr<Verb> makeNewVerb()
{
    return std::make_unique<NewVerb>();
}

} // namespace sorby::command_line
