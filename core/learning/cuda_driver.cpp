// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/cuda_driver.h"

#include "core/base/platform.h"

#include <array>
#include <filesystem>
#include <system_error>

namespace sorby::learning {
namespace {

#ifdef _WIN32
constexpr const char* kDriverLibrary = "nvcuda.dll";
#else
constexpr const char* kDriverLibrary = "libcuda.so.1";
#endif

// Of the driver API (cuda.h), which is stable: 0 is success, attributes 75 and 76 the compute capability.
constexpr int kSuccess = 0;
constexpr int kCapabilityMajor = 75;
constexpr int kCapabilityMinor = 76;

template <typename Function>
Function symbolOf(const platform::SharedLibrary& library, const char* name)
{
    return reinterpret_cast<Function>(library.symbol(name));
}

std::vector<CudaDevice> listDevices(const platform::SharedLibrary& library)
{
    const auto init = symbolOf<int (*)(unsigned)>(library, "cuInit");
    const auto getCount = symbolOf<int (*)(int*)>(library, "cuDeviceGetCount");
    const auto get = symbolOf<int (*)(int*, int)>(library, "cuDeviceGet");
    const auto getName = symbolOf<int (*)(char*, int, int)>(library, "cuDeviceGetName");
    const auto getAttribute = symbolOf<int (*)(int*, int, int)>(library, "cuDeviceGetAttribute");
    int count = 0;
    if (init == nullptr || getCount == nullptr || get == nullptr || getName == nullptr ||
        getAttribute == nullptr || init(0) != kSuccess || getCount(&count) != kSuccess) {
        return {};
    }
    std::vector<CudaDevice> devices;
    for (int index = 0; index < count; ++index) {
        int device = 0;
        int major = 0;
        int minor = 0;
        std::array<char, 256> name{};
        if (get(&device, index) != kSuccess ||
            getName(name.data(), static_cast<int>(name.size()) - 1, device) != kSuccess ||
            getAttribute(&major, kCapabilityMajor, device) != kSuccess ||
            getAttribute(&minor, kCapabilityMinor, device) != kSuccess) {
            break;
        }
        devices.push_back({name.data(), 10 * major + minor});
    }
    return devices;
}

} // namespace

CudaDriver askCudaDriver()
{
    const auto library = platform::SharedLibrary::load(kDriverLibrary);
    if (library) {
        return {true, listDevices(*library)};
    }
    std::error_code failure;
    return {std::filesystem::exists("/dev/nvidiactl", failure), {}};
}

} // namespace sorby::learning
