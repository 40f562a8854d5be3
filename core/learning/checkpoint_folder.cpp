// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/checkpoint_folder.h"

#include "core/base/files.h"
#include "core/base/version.h"
#include "core/learning/checkpoint.h"
#include "core/learning/json.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

namespace sorby::learning {
namespace fs = std::filesystem;
namespace {

constexpr int kStateVersion = 1;
constexpr std::string_view kFolderName = "checkpoint-";
constexpr const char* kPartialFolder = "checkpoint.partial";
constexpr const char* kStateFile = "state.json";
constexpr const char* kNetworkFile = "network.safetensors";
constexpr const char* kOptimizerFile = "optimizer.safetensors";
constexpr const char* kAverageFile = "average.safetensors";

std::optional<int> epochOf(const fs::path& folder)
{
    const auto name = toUtf8(folder.filename());
    if (!name.starts_with(kFolderName)) {
        return std::nullopt;
    }
    int epoch = 0;
    const auto* first = name.data() + kFolderName.size();
    const auto* last = name.data() + name.size();
    const auto [stop, status] = std::from_chars(first, last, epoch);
    return status == std::errc{} && stop == last ? std::optional(epoch) : std::nullopt;
}

/// With their epochs, the newest first.
std::vector<std::pair<int, fs::path>> checkpointFolders(const fs::path& runFolder)
{
    std::vector<std::pair<int, fs::path>> found;
    std::error_code failure;
    for (fs::directory_iterator entry(runFolder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        if (const auto epoch = epochOf(entry->path())) {
            found.emplace_back(*epoch, entry->path());
        }
    }
    std::sort(found.rbegin(), found.rend());
    return found;
}

std::string stateJson(const TrainingState& state, const TrainOrigin& origin)
{
    const auto& progress = state.progress;
    return json::write(json::Object{{"version", kStateVersion},
                                    {"sorby", kVersion},
                                    {"options", toJson(state.options)},
                                    {"data_hash", origin.dataHash},
                                    {"description", origin.description},
                                    {"epoch", progress.epoch},
                                    {"best_epoch", progress.bestEpoch},
                                    {"best_iou", progress.best.iou},
                                    {"best_loss", progress.best.loss},
                                    {"epochs_without_better", progress.epochsWithoutBetter},
                                    {"epochs_since_reduction", progress.epochsSinceReduction},
                                    {"rate_factor", progress.rateFactor},
                                    {"loss_scale", progress.lossScale.scale},
                                    {"loss_scale_steps", progress.lossScale.stepsSinceChange},
                                    {"optimizer_steps", progress.optimizerSteps},
                                    {"micro_batch", progress.microBatch},
                                    {"checkpointing", progress.checkpointing},
                                    {"averages", !state.average.empty()}});
}

/// Numbers and flags of state.json; one that is missing or of another kind spoils the whole.
class StateReader {
  public:
    explicit StateReader(const json::Value& value) : m_value(value) {}

    void read(const char* key, int& out)
    {
        take(key, [&](const auto& value) { return assign(out, value.integer()); });
    }
    void read(const char* key, std::int64_t& out)
    {
        take(key, [&](const auto& value) { return assign(out, value.integer()); });
    }
    void read(const char* key, double& out)
    {
        take(key, [&](const auto& value) { return assign(out, value.number()); });
    }
    void read(const char* key, bool& out)
    {
        take(key, [&](const auto& value) {
            return assign(out, value.boolean() != nullptr ? std::optional(*value.boolean()) : std::nullopt);
        });
    }
    void read(const char* key, std::string& out)
    {
        take(key, [&](const auto& value) {
            return assign(out, value.text() != nullptr ? std::optional(*value.text()) : std::nullopt);
        });
    }
    [[nodiscard]] bool failed() const { return m_failed; }

  private:
    template <typename T, typename Found>
    static bool assign(T& out, const std::optional<Found>& found)
    {
        if (found) {
            out = static_cast<T>(*found);
        }
        return found.has_value();
    }
    template <typename Take>
    void take(const char* key, const Take& assignFrom)
    {
        const auto* value = m_value.find(key);
        m_failed = m_failed || value == nullptr || !assignFrom(*value);
    }

    const json::Value& m_value;
    bool m_failed = false;
};

struct StoredState {
    TrainingState state;
    std::string dataHash;
    bool averages = false;
};

Result<StoredState> readState(const fs::path& file)
{
    const auto where = toUtf8(file);
    const auto text = readText(file);
    if (!text) {
        return text.error();
    }
    const auto parsed = json::parse(*text);
    if (!parsed) {
        return Error{parsed.error().code, parsed.error().message, where};
    }
    StateReader reader(*parsed);
    StoredState stored;
    auto& progress = stored.state.progress;
    int version = 0;
    std::string options;
    reader.read("version", version);
    if (version > kStateVersion) {
        return Error{ErrorCode::NewerVersion, "was written by a newer Sorby; update Sorby", where};
    }
    reader.read("options", options);
    reader.read("data_hash", stored.dataHash);
    reader.read("epoch", progress.epoch);
    reader.read("best_epoch", progress.bestEpoch);
    reader.read("best_iou", progress.best.iou);
    reader.read("best_loss", progress.best.loss);
    reader.read("epochs_without_better", progress.epochsWithoutBetter);
    reader.read("epochs_since_reduction", progress.epochsSinceReduction);
    reader.read("rate_factor", progress.rateFactor);
    reader.read("loss_scale", progress.lossScale.scale);
    reader.read("loss_scale_steps", progress.lossScale.stepsSinceChange);
    reader.read("optimizer_steps", progress.optimizerSteps);
    reader.read("micro_batch", progress.microBatch);
    reader.read("checkpointing", progress.checkpointing);
    reader.read("averages", stored.averages);
    if (reader.failed()) {
        return Error{ErrorCode::Malformed, "does not say all of how far the training was", where};
    }
    auto parsedOptions = trainOptionsFromJson(options);
    if (!parsedOptions) {
        return Error{parsedOptions.error().code, "its options: " + parsedOptions.error().message, where};
    }
    stored.state.options = *parsedOptions;
    return stored;
}

Status writeAll(const fs::path& folder, const TrainingState& state, const TrainOrigin& origin)
{
    if (auto made = makeFolder(folder); !made) {
        return made;
    }
    if (auto written =
            writeCheckpoint(folder / kNetworkFile, {state.options, state.progress.epoch, 1, state.network});
        !written) {
        return written;
    }
    if (auto written = writeTensors(folder / kOptimizerFile, state.optimizer); !written) {
        return written;
    }
    if (!state.average.empty()) {
        if (auto written = writeTensors(folder / kAverageFile, state.average); !written) {
            return written;
        }
    }
    return writeFileAtomically(folder / kStateFile, stateJson(state, origin));
}

} // namespace

Status writeCheckpointFolder(const fs::path& runFolder, const TrainingState& state, const TrainOrigin& origin)
{
    const auto partial = runFolder / kPartialFolder;
    std::error_code failure;
    fs::remove_all(partial, failure);
    if (auto written = writeAll(partial, state, origin); !written) {
        return written;
    }
    const auto before = checkpointFolders(runFolder);
    const auto target = runFolder / (std::string(kFolderName) + std::to_string(state.progress.epoch));
    fs::remove_all(target, failure); // of a training that was begun anew in the same folder
    fs::rename(partial, target, failure);
    if (failure) {
        return Error{ErrorCode::Io, "cannot be renamed: " + failure.message(), toUtf8(partial)};
    }
    for (const auto& [epoch, folder] : before) {
        if (folder != target) {
            fs::remove_all(folder, failure); // one that stays costs room and nothing else
        }
    }
    return {};
}

Result<TrainingState> readCheckpointFolder(const fs::path& runFolder, const TrainOrigin& origin)
{
    const auto folders = checkpointFolders(runFolder);
    if (folders.empty()) {
        return Error{
            ErrorCode::NotFound,
            "has no checkpoint to go on from: not one epoch was finished, or it is of an older Sorby; "
            "start a new run",
            toUtf8(runFolder)};
    }
    const auto& folder = folders.front().second;
    auto stored = readState(folder / kStateFile);
    if (!stored) {
        return stored.error();
    }
    if (stored->dataHash != origin.dataHash) {
        return Error{ErrorCode::Mismatch,
                     "the images, references or split have changed since; start a new run, with --init " +
                         toUtf8(folder / kNetworkFile) + " to begin with what was learnt",
                     toUtf8(runFolder)};
    }
    auto network = readCheckpoint(folder / kNetworkFile);
    if (!network) {
        return network.error();
    }
    auto optimizer = readTensors(folder / kOptimizerFile);
    if (!optimizer) {
        return optimizer.error();
    }
    auto& state = stored->state;
    state.network = std::move(network->tensors);
    state.optimizer = std::move(*optimizer);
    if (stored->averages) {
        auto average = readTensors(folder / kAverageFile);
        if (!average) {
            return average.error();
        }
        state.average = std::move(*average);
    }
    return std::move(state);
}

} // namespace sorby::learning
