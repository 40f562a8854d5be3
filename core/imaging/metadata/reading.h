// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/tiff_tags.h"
#include "core/imaging/metadata.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

/// Private to core/imaging: what each maker of microscopes writes into and beside micrographs.
namespace sorby::imaging::metadata {

using codecs::TiffTags;

inline constexpr double kMicrometresInMetre = 1e6;

/// What one maker's metadata say of a micrograph. `size` is the micrograph's, to which they have to fit.
class Reading {
  public:
    Reading(std::string source, Size size) : m_source(std::move(source)), m_size(size) {}

    [[nodiscard]] Size size() const { return m_size; }
    /// Takes the pixel size; a doubt instead when no micrograph can have it. `raw` as the maker spells it.
    void calibrate(double xMicrometres, double yMicrometres, std::string_view raw);
    /// A full sentence that says why something is not taken.
    void doubt(std::string_view sentence);
    /// False, with a doubt, when the metadata were written for a micrograph of another width. No stated
    /// width fits.
    [[nodiscard]] bool fitsWidth(std::optional<int> stated, std::string_view key);
    /// The information bar is `rows` high at the bottom. 0 or nothing: there is none.
    void takeBar(std::optional<int> rows, std::string_view key);
    /// The bar is what the file has below the stated height of the scanned image.
    void takeSpecimenHeight(std::optional<int> height, std::string_view key);

    [[nodiscard]] MicrographMetadata result() && { return std::move(m_result); }

  private:
    std::string m_source;
    Size m_size;
    MicrographMetadata m_result;
};

/// Each gives nothing when its maker wrote nothing here.
using MaybeMetadata = std::optional<MicrographMetadata>;

[[nodiscard]] MaybeMetadata readZeiss(TiffTags& tags, Size size);
[[nodiscard]] MaybeMetadata readFei(TiffTags& tags, Size size);
[[nodiscard]] MaybeMetadata readPhenom(TiffTags& tags, Size size);
[[nodiscard]] MaybeMetadata readTescan(TiffTags& tags, Size size);
[[nodiscard]] MaybeMetadata readOlympus(TiffTags& tags, Size size);
[[nodiscard]] MaybeMetadata readGatan(TiffTags& tags, Size size);
[[nodiscard]] MaybeMetadata readOme(TiffTags& tags, Size size);
[[nodiscard]] MaybeMetadata readImageJ(TiffTags& tags, Size size);
/// The text of a file beside the micrograph, as UTF-8.
[[nodiscard]] MaybeMetadata readTescanHeader(std::string_view text, Size size);
[[nodiscard]] MaybeMetadata readJeol(std::string_view text, Size size);
[[nodiscard]] MaybeMetadata readHitachi(std::string_view text, Size size);

} // namespace sorby::imaging::metadata
