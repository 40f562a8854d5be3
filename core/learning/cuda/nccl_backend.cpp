// SPDX-License-Identifier: GPL-3.0-or-later
// A shared object of its own, because it needs CUDA's libraries: torch_process_group.cpp looks its one
// function up by name when the processes train on GPUs.
#include <cstdint>
#include <exception>

#define USE_DISTRIBUTED
#define USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>

#ifdef _WIN32
#define SORBY_EXPORT __declspec(dllexport)
#else
#define SORBY_EXPORT __attribute__((visibility("default")))
#endif

/// NCCL between the processes that meet at this store; the caller owns one reference. Null where it cannot
/// be.
extern "C" SORBY_EXPORT c10d::Backend* sorby_create_nccl(c10d::Store* store, int rank, int size,
                                                         std::int64_t timeoutMs)
{
    try {
        auto options = c10d::ProcessGroupNCCL::Options::create();
        options->timeout = std::chrono::milliseconds(timeoutMs);
        auto shared = c10::intrusive_ptr<c10d::Store>::reclaim_copy(store);
        return c10::make_intrusive<c10d::ProcessGroupNCCL>(std::move(shared), rank, size, std::move(options))
            .release();
    } catch (const std::exception&) {
        return nullptr;
    }
}
