// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/content_hash.h"

#include "core/base/files.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <fstream>
#include <memory>
#include <vector>

namespace sorby::project {
namespace {

std::string digest(const XXH128_hash_t& hash)
{
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

} // namespace

Result<std::string> hashFile(const std::filesystem::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        return Error{ErrorCode::Unreadable, "cannot be opened", toUtf8(path)};
    }
    const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), &XXH3_freeState);
    XXH3_128bits_reset(state.get());
    std::vector<char> buffer(1U << 20);
    while (stream) {
        stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        XXH3_128bits_update(state.get(), buffer.data(), static_cast<std::size_t>(stream.gcount()));
    }
    if (stream.bad()) {
        return Error{ErrorCode::Unreadable, "cannot be read to its end", toUtf8(path)};
    }
    return digest(XXH3_128bits_digest(state.get()));
}

std::string hashBytes(std::span<const std::byte> bytes)
{
    return digest(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string hashText(std::string_view text)
{
    return digest(XXH3_128bits(text.data(), text.size()));
}

} // namespace sorby::project
