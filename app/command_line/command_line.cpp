// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/command_line.h"

#include "app/command_line/help_formatter.h"
#include "app/command_line/interrupt.h"
#include "app/command_line/output.h"
#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/verbs/all_verbs.h"
#include "app/command_line/versions.h"
#include "core/base/files.h"
#include "core/base/platform.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <exception>
#include <iostream>
#include <new>

namespace sorby::command_line {
namespace {

enum ExitCode { kDone = 0, kFailed = 1, kUsage = 2, kInterrupted = 130 };

constexpr const char* kDescription =
    "Sorby: annotate micrographs, train a segmentation network on them, review, measure, export.\n"
    "Without a verb it opens the workbench: sorby [PROJECT] [--sample] [--theme light|dark|system]";
constexpr const char* kFooter = "'sorby VERB --help' explains a verb. An example, from nothing to masks:\n"
                                "  sorby sample demo/sample\n"
                                "  sorby new demo/project --classes \"matrix,MA island\"\n"
                                "  sorby import demo/project demo/sample\n"
                                "  sorby split demo/project\n"
                                "  sorby train demo/project --name first --width 16 --epochs 5\n"
                                "  sorby evaluate demo/project --run first --out demo/evaluation\n"
                                "  sorby export demo/project --format masks --run first --out demo/masks";

Result<std::uint64_t> parseSeed(std::string_view text)
{
    std::uint64_t seed = 0;
    const auto* const last = text.data() + text.size();
    const auto [end, status] = std::from_chars(text.data(), last, seed);
    if (status != std::errc{} || end != last) {
        return Error{
            ErrorCode::InvalidArgument, fmt::format("'{}' is not a whole number from 0 on", text), {}};
    }
    return seed;
}

void declareCommon(CLI::App& app, CommonOptions& common)
{
    app.set_help_flag("-h,--help", "Explains the options and ends")->group("Common options");
    const std::vector<Option> options = {
        addFlag(app, "--json", common.json,
                "One JSON object a line on stdout, the last one the result; nothing else"),
        addFlag(app, "--quiet", common.quiet, "Only results and errors"),
        addInteger(app, "--threads", common.threads, 1, 4096,
                   "Threads of training and prediction (default: as many as cores)"),
        addParsed(app, "--seed", common.seed, parseSeed, "N",
                  "Every random choice comes from it (default 0)"),
        addParsed(app, "--device", common.device, learning::parseDevice, "auto|cpu|cuda[:N]",
                  "Where networks run (default auto)"),
    };
    for (auto option : options) {
        option.group("Common options");
    }
}

/// The whole command line as CLI11 sees it, with the verbs behind it.
struct Grammar {
    CLI::App app{kDescription, "sorby"};
    CommonOptions common;
    bool version = false;
    std::vector<std::unique_ptr<Verb>> verbs = allVerbs();

    Grammar()
    {
        app.formatter(std::make_shared<HelpFormatter>());
        app.require_subcommand(0, 1);
        app.add_flag("--version", version, "Versions of Sorby and its libraries");
        declareCommon(app, common);
        for (const auto& verb : verbs) {
            auto* const sub = app.add_subcommand(verb->name(), verb->summary());
            sub->group("Verbs");
            verb->declare(*sub);
            declareCommon(*sub, common);
        }
        // Last, because a verb takes its footer from the program.
        app.footer(kFooter);
    }

    [[nodiscard]] Verb* chosen() const
    {
        for (const auto& verb : verbs) {
            if (app.got_subcommand(verb->name())) {
                return verb.get();
            }
        }
        return nullptr;
    }
};

int usageError(const std::string& message, const Verb* verb)
{
    printError(message);
    std::cerr << fmt::format("'sorby {}--help' explains the options\n",
                             verb != nullptr ? std::string(verb->name()) + ' ' : std::string());
    return kUsage;
}

void showVersions(Output& output, const std::vector<LibraryVersion>& more)
{
    auto versions = libraryVersions();
    versions.insert(versions.end(), more.begin(), more.end());
    nlohmann::ordered_json fields;
    Table table({Align::Left, Align::Left});
    for (const auto& [name, version] : versions) {
        fields[name] = version;
        table.add({name, version});
    }
    output.table(table);
    output.result({{"versions", fields}});
}

int runVerb(Verb& verb, const CommonOptions& common, Output& output)
{
    const Interrupt interrupt(
        [&output] { output.message("sorby: stopping; press Ctrl-C again to end at once"); });
    Session session{common, output, interrupt.token()};
    if (const auto status = verb.run(session); !status) {
        if (status.error().code == ErrorCode::Cancelled) {
            output.message("sorby: interrupted");
            return kInterrupted;
        }
        // They often say why nothing was left to go on with.
        output.listFindings();
        output.error(status.error());
        return kFailed;
    }
    return kDone;
}

int dispatch(int argc, char** argv, const std::vector<LibraryVersion>& more)
{
    Grammar grammar;
    if (const auto verbs = verbNames();
        argc > 1 && argv[1][0] != '-' && std::find(verbs.begin(), verbs.end(), argv[1]) == verbs.end()) {
        return usageError(fmt::format("'{}' is neither a verb nor a project; the verbs are {}", argv[1],
                                      fmt::join(verbs, " ")),
                          nullptr);
    }
    try {
        grammar.app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        std::cout << grammar.app.help();
        return kDone;
    } catch (const CLI::ParseError& error) {
        return usageError(error.what(), grammar.chosen());
    }
    auto* const verb = grammar.chosen();
    if (verb == nullptr && !grammar.version) {
        std::cerr << grammar.app.help();
        return kUsage;
    }
    const auto& common = grammar.common;
    if (verb != nullptr) {
        if (const auto sensible = verb->validate(common); !sensible) {
            return usageError(describe(sensible.error()), verb);
        }
    }
    const bool bar = !common.json && !common.quiet && platform::standardErrorIsTerminal();
    Output output(std::cout, std::cerr, {common.json, common.quiet, bar, platform::terminalColumns()});
    int code = kDone;
    if (grammar.version) {
        showVersions(output, more);
    } else {
        code = runVerb(*verb, common, output);
    }
    if (code == kDone && !output.isGood()) {
        output.error({ErrorCode::Io, "cannot be written; is the disk full?", "standard output"});
        code = kFailed;
    }
    return code;
}

} // namespace

int run(int argc, char** argv, const std::vector<LibraryVersion>& more)
{
    // The last guard: every part turns the exceptions of its libraries into Errors, memory apart.
    try {
        return dispatch(argc, argv, more);
    } catch (const std::bad_alloc&) {
        printError("memory ran out");
    } catch (const std::exception& failure) {
        printError(fmt::format("internal error: {}", failure.what()));
    }
    return kFailed;
}

bool opensWindow(int argc, char** argv)
{
    const auto verbs = verbNames();
    bool projectSeen = false;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--theme") {
            ++i;
        } else if (word != "--sample") {
            if (projectSeen || std::find(verbs.begin(), verbs.end(), word) != verbs.end() ||
                !isProject(fromUtf8(word))) {
                return false;
            }
            projectSeen = true;
        }
    }
    return true;
}

std::vector<std::string> verbNames()
{
    std::vector<std::string> names;
    for (const auto& verb : allVerbs()) {
        names.emplace_back(verb->name());
    }
    return names;
}

void printError(const std::string& message)
{
    std::cerr << errorLine(message) << '\n';
}

} // namespace sorby::command_line
