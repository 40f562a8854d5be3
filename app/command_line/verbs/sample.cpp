// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/parsing.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/files.h"
#include "core/base/units.h"
#include "core/dataset/synthetic.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sorby::command_line {
namespace {

class SampleVerb final : public Verb {
  public:
    const char* name() const override { return "sample"; }
    const char* summary() const override { return "Writes a synthetic data set to try things on"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "DIR", m_folder, "",
                "Folder to be made, with micrographs, CSV annotations and true masks")
            .required();
        addInteger(app, "--images", m_options.images, 1, 1000000, "Number of micrographs (default 60)");
        addParsed(app, "--size", m_options.size, parseSize, "WxH",
                  "Of each micrograph in pixels (default 1024x768)");
        addInteger(app, "--classes", m_options.classes, 1, 3,
                   "Classes besides the matrix, 1 to 3 (default 1)");
    }

    Status run(Session& session) override
    {
        m_options.seed = session.options.seed;
        const auto files = dataset::writeSyntheticSample(m_folder, m_options, session.control());
        if (!files) {
            return files.error();
        }
        const auto out = toUtf8(m_folder);
        session.output.line(fmt::format("{} of {}x{} pixels with annotations and true masks are in {}",
                                        counted(static_cast<std::uint64_t>(m_options.images), "micrograph"),
                                        m_options.size.width, m_options.size.height, out));
        session.output.result({{"images", m_options.images}, {"files", *files}, {"out", out}});
        return {};
    }

  private:
    std::filesystem::path m_folder;
    dataset::SyntheticOptions m_options;
};

} // namespace

std::unique_ptr<Verb> makeSampleVerb()
{
    return std::make_unique<SampleVerb>();
}

} // namespace sorby::command_line
