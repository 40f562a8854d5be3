// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/engine.h"

#include <c10/core/Device.h>

#include <cstdint>
#include <string>
#include <vector>

namespace sorby::learning {

/// A device to compute on.
struct Device {
    c10::Device torch{c10::kCPU};
    DeviceInfo info;
};

/// The devices of this machine. Making it loads LibTorch's CUDA part when there is an NVIDIA driver, which
/// has to happen before anything else asks about CUDA.
class Devices {
  public:
    Devices();

    [[nodiscard]] DeviceReport report() const;
    /// Automatic is the first CUDA device, or that of the choice's index, else the CPU. An Error says why
    /// there is no CUDA device.
    [[nodiscard]] Result<Device> choose(const DeviceChoice& choice) const;

  private:
    std::vector<Device> m_devices; ///< the CPU first
    std::string m_cudaAbsence;
};

/// Memory that may be used on the device: `limitBytes`, or when 0 a share of what is free.
[[nodiscard]] std::uint64_t memoryLimit(const Device& device, std::uint64_t limitBytes);

/// Highest memory since resetPeak: of the device, or resident memory of the process on the CPU.
[[nodiscard]] std::uint64_t peakBytes(const Device& device);
void resetPeak(const Device& device);
/// Gives cached memory back to the device.
void releaseCachedMemory(const Device& device);

/// How many threads LibTorch uses for work that this thread starts; 0: as many as there are cores.
void useThreads(int threads);

/// What the precision is on this device: never Auto, which is bf16 where the device computes in it. Error
/// InvalidArgument for fp16 and tf32 on a CPU, which has neither.
[[nodiscard]] Result<Precision> precisionOn(const Device& device, Precision precision);
/// Are the maps of 16 bits?
[[nodiscard]] bool isShort(Precision precision);
/// Sets for the whole process how a GPU computes: TF32 products, algorithms chosen by trial (for samples that
/// are all of one size), the same sums every time. No effect on a CPU.
void configureGpu(Precision precision, bool oneSize, bool deterministic);

/// Does this device train faster with channels as the innermost dimension?
[[nodiscard]] bool prefersChannelsLast(const Device& device, bool bf16);

} // namespace sorby::learning
