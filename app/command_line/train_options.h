// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/options.h"

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace sorby::command_line {

/// The options that say how a network is trained: a recipe, and what differs from it. In whatever order they
/// are given, the recipe comes first.
class TrainOptionSet {
  public:
    void declare(CLI::App& app);
    /// The recipe with everything that was given. An Error when it makes no sense together.
    [[nodiscard]] Result<learning::TrainOptions> resolve() const;
    /// Names of the options that were given and change more than how long and where a run is trained.
    [[nodiscard]] const std::vector<std::string>& changingARun() const { return m_changingARun; }

    [[nodiscard]] bool hasEpochs() const { return m_hasEpochs; }

  private:
    using Change = std::function<void(learning::TrainOptions&)>;

    void declareNetwork(CLI::App& app);
    void declareLoss(CLI::App& app);
    void declareSteps(CLI::App& app);
    void declareData(CLI::App& app);
    void declareLimits(CLI::App& app);

    /// An option that `parse` turns into a value and `assign` puts among the others.
    template <typename Parse, typename Assign>
    void add(CLI::App& app, const std::string& name, Parse parse, const std::string& type,
             const std::string& help, Assign assign);
    template <typename Assign>
    void addWhole(CLI::App& app, const std::string& name, int least, int most, const std::string& help,
                  Assign assign);
    template <typename Assign>
    void addShare(CLI::App& app, const std::string& name, double most, const std::string& help,
                  Assign assign);

    std::string m_recipe;
    std::vector<Change> m_changes;
    std::vector<std::string> m_changingARun;
    bool m_hasEpochs = false;
};

} // namespace sorby::command_line
