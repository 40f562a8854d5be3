// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/content_hash.h"

#include "core/base/files.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <fstream>
#include <memory>

namespace sorby::project {
namespace {

std::string hexadecimal(const XXH128_hash_t& hash)
{
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

} // namespace

struct ContentHasher::State {
    State() { XXH3_128bits_reset(state.get()); }

    std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state{XXH3_createState(), &XXH3_freeState};
};

ContentHasher::ContentHasher() : m_state(std::make_unique<State>()) {}
ContentHasher::ContentHasher(ContentHasher&&) noexcept = default;
ContentHasher& ContentHasher::operator=(ContentHasher&&) noexcept = default;
ContentHasher::~ContentHasher() = default;

void ContentHasher::add(std::span<const std::byte> bytes)
{
    XXH3_128bits_update(m_state->state.get(), bytes.data(), bytes.size());
}

std::string ContentHasher::digest() const
{
    return hexadecimal(XXH3_128bits_digest(m_state->state.get()));
}

Result<std::string> hashFile(const std::filesystem::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        return Error{ErrorCode::Unreadable, "cannot be opened", toUtf8(path)};
    }
    // As much as a core's own cache holds, not filled with zeros beforehand.
    constexpr std::size_t kBytesAtOnce = std::size_t{1} << 17U;
    const auto buffer = std::make_unique_for_overwrite<std::byte[]>(kBytesAtOnce);
    ContentHasher hasher;
    while (stream) {
        stream.read(reinterpret_cast<char*>(buffer.get()), static_cast<std::streamsize>(kBytesAtOnce));
        hasher.add({buffer.get(), static_cast<std::size_t>(stream.gcount())});
    }
    if (stream.bad()) {
        return Error{ErrorCode::Unreadable, "cannot be read to its end", toUtf8(path)};
    }
    return hasher.digest();
}

std::string hashBytes(std::span<const std::byte> bytes)
{
    return hexadecimal(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string hashText(std::string_view text)
{
    return hexadecimal(XXH3_128bits(text.data(), text.size()));
}

} // namespace sorby::project
