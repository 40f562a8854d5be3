// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/tiff_handle.h"

#include <fmt/format.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <new>

namespace sorby::imaging::codecs {

/// What libtiff calls: no exception may leave these functions.
struct TiffHandle::Callbacks {
    static TiffHandle& handle(thandle_t data) { return *static_cast<TiffHandle*>(data); }

    static tmsize_t read(thandle_t data, void* target, tmsize_t count)
    {
        TiffHandle& self = handle(data);
        const auto wanted = static_cast<std::size_t>(count);
        const auto got = self.m_file.read(target, wanted);
        self.m_isPastEnd = self.m_isPastEnd || got < wanted;
        return static_cast<tmsize_t>(got);
    }
    static tmsize_t write(thandle_t /*data*/, void* /*source*/, tmsize_t /*count*/) { return 0; }
    static toff_t seek(thandle_t data, toff_t offset, int whence)
    {
        TiffHandle& self = handle(data);
        const toff_t base = whence == SEEK_SET   ? 0
                            : whence == SEEK_CUR ? self.m_file.position()
                                                 : self.m_file.size();
        if (!self.m_file.seek(base + offset)) {
            self.m_isPastEnd = true;
            return static_cast<toff_t>(-1);
        }
        return self.m_file.position();
    }
    static int close(thandle_t /*data*/) { return 0; }
    static toff_t size(thandle_t data) { return handle(data).m_file.size(); }

    static int onError(TIFF* /*tiff*/, void* data, const char* /*module*/, const char* format, va_list values)
    {
        TiffHandle& self = handle(data);
        std::array<char, 300> text{};
        std::vsnprintf(text.data(), text.size(), format, values);
        try {
            if (self.m_message.empty()) {
                self.m_message = text.data();
            }
        } catch (const std::bad_alloc&) {
            self.m_message.clear();
        }
        return 1;
    }
    static int onWarning(TIFF* /*tiff*/, void* /*data*/, const char* /*module*/, const char* /*format*/,
                         va_list /*values*/)
    {
        return 1;
    }
};

TiffHandle::TiffHandle(InputFile& file, std::uint64_t directory) : m_file(file)
{
    file.seek(0);
    TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
    if (options == nullptr) {
        return;
    }
    TIFFOpenOptionsSetErrorHandlerExtR(options, Callbacks::onError, this);
    TIFFOpenOptionsSetWarningHandlerExtR(options, Callbacks::onWarning, this);
    // m: no memory mapping; h: the head alone, since the first directory need not be the one that is wanted.
    m_tiff = TIFFClientOpenExt("TIFF", "rmh", this, Callbacks::read, Callbacks::write, Callbacks::seek,
                               Callbacks::close, Callbacks::size, nullptr, nullptr, options);
    TIFFOpenOptionsFree(options);
    if (m_tiff != nullptr && TIFFSetSubDirectory(m_tiff, directory) != 1) {
        TIFFClose(m_tiff);
        m_tiff = nullptr;
    }
}

TiffHandle::~TiffHandle()
{
    if (m_tiff != nullptr) {
        TIFFClose(m_tiff);
    }
}

Error TiffHandle::error() const
{
    if (m_isPastEnd) {
        return m_file.cutOff();
    }
    return m_file.error(
        ErrorCode::Malformed,
        fmt::format("is a damaged TIFF: {}", m_message.empty() ? "its pixels cannot be decoded" : m_message));
}

Error TiffHandle::unsupported(const std::string& what) const
{
    return m_file.error(ErrorCode::Unsupported, fmt::format("is a TIFF {}", what));
}

} // namespace sorby::imaging::codecs
