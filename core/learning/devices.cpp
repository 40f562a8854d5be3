// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/devices.h"

#include "core/base/platform.h"
#include "core/learning/cuda_driver.h"
#include "core/learning/torch_error.h"

#include <ATen/Context.h>
#include <ATen/DeviceAccelerator.h>
#include <ATen/Parallel.h>
#include <ATen/cpu/Utils.h>

#include <algorithm>
#include <initializer_list>

namespace sorby::learning {
namespace {

#ifdef _WIN32
constexpr const char* kCudaLibrary = "torch_cuda.dll";
#else
constexpr const char* kCudaLibrary = "libtorch_cuda.so";
#endif

/// Share of the free memory that is planned with: the rest is for the system and for what the plan does not
/// see. On the CPU that is much more: other programs, the window, and the files that the system keeps in
/// memory to read them fast; beyond that the whole machine slows down, and a larger micro-batch gains nothing
/// there.
constexpr double kShareOfCpuMemory = 0.5;
constexpr double kShareOfGpuMemory = 0.9;
constexpr int kFirstCapabilityWithBf16 = 80;

bool cpuHasAnyOf(std::initializer_list<const char*> names)
{
    const auto capabilities = at::cpu::get_cpu_capabilities();
    return std::any_of(names.begin(), names.end(), [&](const char* name) {
        const auto found = capabilities.find(name);
        return found != capabilities.end() && found->second.isBool() && found->second.toBool();
    });
}

Device cpu()
{
    const auto memory = platform::memory();
    return {c10::Device(c10::kCPU),
            {"cpu", platform::processorName(), memory.totalBytes, memory.availableBytes,
             platform::usableCores(), cpuHasAnyOf({"avx512_bf16", "amx_bf16"})}};
}

/// Loads LibTorch's CUDA part; why there is no CUDA, or nothing when there is.
std::string loadCuda(const CudaDriver& driver)
{
    if (!driver.present) {
        return "no NVIDIA driver found";
    }
    const auto library = platform::SharedLibrary::load(kCudaLibrary, true);
    if (!library) {
        const auto& reason = library.error().message;
        std::string missing(kCudaLibrary);
        missing += ": cannot open";
        if (reason.find(missing) != std::string::npos) {
            return "the driver is there but LibTorch's CUDA libraries are not: run packaging/bootstrap deps "
                   "--cuda";
        }
        return "LibTorch's CUDA part cannot be loaded: " + reason +
               "; packaging/bootstrap deps --cuda installs what it needs";
    }
    if (driver.devices.empty()) {
        return "the NVIDIA driver is there but finds no device";
    }
    if (!at::hasCUDA() || at::accelerator::deviceCount() == 0) {
        return "LibTorch finds no CUDA device; the driver may be too old for it";
    }
    // Before this the device's allocator answers no question.
    const auto begun = guarded([]() -> Status {
        at::globalContext().lazyInitDevice(at::kCUDA);
        return {};
    });
    return begun ? std::string() : "LibTorch cannot use the CUDA device: " + begun.error().message;
}

} // namespace

Devices::Devices()
{
    m_devices.push_back(cpu());
    const auto driver = askCudaDriver();
    m_cudaAbsence = loadCuda(driver);
    if (!m_cudaAbsence.empty()) {
        return;
    }
    const auto count =
        std::min(driver.devices.size(), static_cast<std::size_t>(at::accelerator::deviceCount()));
    for (std::size_t i = 0; i < count; ++i) {
        const auto index = static_cast<c10::DeviceIndex>(i);
        Device device{c10::Device(c10::kCUDA, index), {}};
        device.info.id = "cuda:" + std::to_string(i);
        device.info.name = driver.devices[i].name;
        device.info.bf16 = driver.devices[i].computeCapability >= kFirstCapabilityWithBf16;
        m_devices.push_back(device);
    }
}

DeviceReport Devices::report() const
{
    DeviceReport report;
    report.cudaAbsence = m_cudaAbsence;
    for (const auto& device : m_devices) {
        auto info = device.info;
        if (device.torch.is_cpu()) {
            info.freeBytes = platform::memory().availableBytes;
        } else {
            const auto [free, total] = at::accelerator::getMemoryInfo(device.torch.index());
            info.freeBytes = free;
            info.totalBytes = total;
        }
        report.devices.push_back(info);
    }
    return report;
}

Result<Device> Devices::choose(const DeviceChoice& choice) const
{
    const bool anyCuda = m_devices.size() > 1;
    if (choice.kind == DeviceChoice::Kind::Cpu || (choice.kind == DeviceChoice::Kind::Auto && !anyCuda)) {
        return m_devices.front();
    }
    if (!anyCuda) {
        return Error{ErrorCode::NotFound,
                     "there is no CUDA device: " + m_cudaAbsence + "; choose the device cpu or auto",
                     {}};
    }
    // Automatic comes round again, so that more processes than there are devices share them.
    const auto index = static_cast<std::size_t>(choice.index);
    const auto place = 1 + (choice.kind == DeviceChoice::Kind::Auto ? index % (m_devices.size() - 1) : index);
    if (place >= m_devices.size()) {
        return Error{ErrorCode::NotFound,
                     "there is no device cuda:" + std::to_string(choice.index) + "; the last one is " +
                         m_devices.back().info.id,
                     {}};
    }
    return m_devices[place];
}

std::uint64_t memoryLimit(const Device& device, std::uint64_t limitBytes)
{
    if (limitBytes > 0) {
        return limitBytes;
    }
    if (device.torch.is_cpu()) {
        return static_cast<std::uint64_t>(kShareOfCpuMemory *
                                          static_cast<double>(platform::memory().availableBytes));
    }
    const auto free = at::accelerator::getMemoryInfo(device.torch.index()).first;
    return static_cast<std::uint64_t>(kShareOfGpuMemory * static_cast<double>(free));
}

std::uint64_t peakBytes(const Device& device)
{
    if (device.torch.is_cpu()) {
        return platform::peakResidentBytes();
    }
    const auto stats = at::accelerator::getDeviceStats(device.torch.index());
    return static_cast<std::uint64_t>(stats.reserved_bytes[0].peak);
}

void resetPeak(const Device& device)
{
    if (!device.torch.is_cpu()) {
        at::accelerator::resetPeakStats(device.torch.index());
    }
}

void releaseCachedMemory(const Device& device)
{
    if (!device.torch.is_cpu()) {
        at::accelerator::emptyCache();
    }
}

void useThreads(int threads)
{
    const int wanted = threads > 0 ? threads : platform::usableCores();
    if (at::get_num_threads() != wanted) {
        at::set_num_threads(wanted);
    }
}

Result<Precision> precisionOn(const Device& device, Precision precision)
{
    if (precision == Precision::Auto) {
        return device.info.bf16 ? Precision::Bf16 : Precision::Fp32;
    }
    if (device.torch.is_cpu() && (precision == Precision::Fp16 || precision == Precision::Tf32)) {
        return Error{ErrorCode::InvalidArgument,
                     "precision " + toText(precision) + " is for GPUs; on a CPU choose auto, fp32 or bf16",
                     {}};
    }
    return precision;
}

bool isShort(Precision precision)
{
    return precision == Precision::Bf16 || precision == Precision::Fp16;
}

void configureGpu(Precision precision, bool oneSize, bool deterministic)
{
    auto& context = at::globalContext();
    const bool tf32 = precision == Precision::Tf32;
    context.setAllowTF32CuBLAS(tf32);
    context.setAllowTF32CuDNN(tf32);
    context.setBenchmarkCuDNN(oneSize && !deterministic);
    context.setDeterministicCuDNN(deterministic);
    // What has no deterministic form (the gradient of a bilinear enlargement) is a warning, not an end.
    context.setDeterministicAlgorithms(deterministic, true);
}

bool prefersChannelsLast(const Device& device, bool bf16)
{
    // Measured at width 16: with AVX-512 0.66 of the time, with AVX2 alone 1.15 of it.
    return bf16 || (device.torch.is_cpu() && cpuHasAnyOf({"avx512_f"}));
}

} // namespace sorby::learning
