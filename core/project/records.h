// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/base/calibration.h"
#include "core/base/image_names.h"
#include "core/base/membership.h"
#include "core/base/raster.h"
#include "core/base/review_status.h"
#include "core/base/window.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sorby::project {

using ImageId = std::int64_t;

/// The part of a micrograph that shows the specimen. What lies outside, an information bar, is left out of
/// training, scores and measurements; the file and the annotations stay as they are.
inline constexpr const char* kRegionByHand = "by hand";
struct SpecimenRegion {
    PixelRect rect;
    std::string source; ///< "metadata", "constant rows", or kRegionByHand
    bool operator==(const SpecimenRegion&) const = default;
};

/// One micrograph of a project as the store knows it.
struct ImageRecord {
    ImageId id = 0;
    std::string name; ///< file name with extension
    std::string
        stem; ///< what exported files are called; unique: the folder's name goes before a repeated stem
    std::filesystem::path file; ///< absolute, as it resolves now; it may be missing
    int page = 1;               ///< of a file of several pages
    std::string contentHash;
    Size size; ///< 0x0 when broken
    int bitsPerChannel = 8;
    int channels = 1;
    std::string specimen; ///< empty: not known
    Membership membership = Membership::None;
    ReviewStatus status = ReviewStatus::None;
    std::string broken; ///< why it cannot be read; empty when it can
    std::int64_t objectCount = 0;
    bool annotated =
        false; ///< was it imported with annotations, or drawn on? An empty reference is one, too.
    std::optional<Calibration> calibration;
    std::optional<SpecimenRegion> region; ///< nothing: all of it
    bool isWithoutBar = false;            ///< there is no region because a person said that there is no bar
    std::optional<Window> window;         ///< as a person set it; nothing: by percentiles
};
/// What the image may be called.
[[nodiscard]] ImageName nameOf(const ImageRecord& image);
[[nodiscard]] ImageNames namesOf(const std::vector<ImageRecord>& images);
/// Did a person say where the information bar is, or that there is none? No import and no search changes it.
[[nodiscard]] bool isRegionByHand(const ImageRecord& image);

/// What is known when an image is added.
struct NewImage {
    std::string name;
    std::filesystem::path file;
    int page = 1;
    std::string contentHash;
    Size size;
    int bitsPerChannel = 8;
    int channels = 1;
    std::string specimen;
    std::string broken;
    std::optional<Calibration> calibration; ///< never replaces one that a person confirmed
    std::optional<SpecimenRegion> region;   ///< never replaces what a person said
};

enum class RunState { Running, Finished, Stopped, Failed };
[[nodiscard]] const char* toText(RunState state);

/// One training.
struct RunRecord {
    std::string id;        ///< "2026-03-31-120341-ab12": the name of its folder below runs/
    std::string name;      ///< as the user called it, unique; the id when not given
    std::string createdAt; ///< UTC
    RunState state = RunState::Running;
    std::string options; ///< JSON, as learning::toJson writes it
    std::uint64_t seed = 0;
    std::string split;    ///< JSON: numbers of train, validation, test images
    std::string dataHash; ///< of the references trained on
    std::string versions; ///< JSON: Sorby, LibTorch
    std::string device;
    int epochs = 0;
    int bestEpoch = 0;
    double imagesPerSecond = 0;
    std::uint64_t peakBytes = 0;
    double waitShare = 0;
    std::string message; ///< why it failed or stopped
};

struct EpochRecord {
    int epoch = 0;
    double trainLoss = 0;
    std::optional<double> validationLoss;
    std::optional<double> validationIou;
    double imagesPerSecond = 0;
    double seconds = 0;
};

/// Pixel counts of one run's prediction on one image and class, from its last evaluation.
struct ScoreRecord {
    ImageId image = 0;
    annotation::ClassId classId = 1;
    std::uint64_t tp = 0;
    std::uint64_t fp = 0;
    std::uint64_t fn = 0;
    std::uint64_t tn = 0;
};

} // namespace sorby::project
