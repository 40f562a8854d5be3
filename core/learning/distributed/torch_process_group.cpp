// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/distributed/torch_process_group.h"

#include "core/base/platform.h"
#include "core/learning/distributed/meeting_place.h"
#include "core/learning/torch_error.h"

#include <ATen/DeviceAccelerator.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/from_blob.h>

// Its parts for Gloo are hidden without these.
#define USE_DISTRIBUTED
#define USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

#include <cstdlib>
#include <optional>
#include <string>

namespace sorby::learning {
namespace {

using c10d::ProcessGroupGloo;

/// Tensors are sent together up to this size: many small messages take longer than one, and a large one takes
/// as much memory again.
constexpr std::int64_t kBucketElements = std::int64_t{6} << 20;

/// On which of this machine's networks the others are met. GLOO_SOCKET_IFNAME is Gloo's own variable.
std::shared_ptr<gloo::transport::Device> networkDevice(const std::string& masterAddress)
{
    if (const char* name = std::getenv("GLOO_SOCKET_IFNAME"); name != nullptr && *name != '\0') {
        return ProcessGroupGloo::createDeviceForInterface(name);
    }
    const bool oneMachine = masterAddress == "localhost" || masterAddress.starts_with("127.");
    return oneMachine ? ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                      : ProcessGroupGloo::createDefaultDevice();
}

using Backend = c10::intrusive_ptr<c10d::Backend>;

#ifdef _WIN32
constexpr const char* kNcclFile = "sorby_nccl.dll";
#else
constexpr const char* kNcclFile = "libsorby_nccl.so";
#endif

/// Null where a GPU is shared or Sorby's part for NCCL is not there.
Backend connectGpus(const ProcessPlace& place, c10::Device device,
                    const c10::intrusive_ptr<c10d::Store>& store, std::chrono::milliseconds timeout)
{
    if (!device.is_cuda() || place.localSize > at::accelerator::deviceCount()) {
        return {};
    }
    const auto library = platform::SharedLibrary::load(kNcclFile);
    if (!library) {
        return {};
    }
    using Create = c10d::Backend* (*)(c10d::Store * store, int rank, int size, std::int64_t timeoutMs);
    const auto create = reinterpret_cast<Create>(library->symbol("sorby_create_nccl"));
    return create != nullptr ? Backend::reclaim(create(store.get(), place.rank, place.size, timeout.count()))
                             : Backend();
}

class TorchProcessGroup final : public ProcessGroup {
  public:
    TorchProcessGroup(ProcessPlace place, std::unique_ptr<MeetingPlace> meetingPlace, Backend gloo)
        : m_place(std::move(place)), m_meetingPlace(std::move(meetingPlace)), m_gloo(std::move(gloo))
    {}
    ~TorchProcessGroup() override { disconnect(); }
    TorchProcessGroup(const TorchProcessGroup&) = delete;
    TorchProcessGroup& operator=(const TorchProcessGroup&) = delete;

    /// From now on tensors on GPUs go this way, if all processes have come with one.
    [[nodiscard]] Status use(Backend nccl)
    {
        m_nccl = std::move(nccl);
        double missing = m_nccl ? 0 : 1;
        auto agreed = sum(std::span<double>(&missing, 1));
        if (missing > 0) {
            m_nccl.reset();
        }
        return agreed;
    }

    [[nodiscard]] const ProcessPlace& place() const override { return m_place; }

    [[nodiscard]] Status sum(std::span<double> numbers) override
    {
        auto tensor = at::from_blob(numbers.data(), {static_cast<std::int64_t>(numbers.size())}, at::kDouble);
        return call(m_gloo, [&](c10d::Backend& backend) { sumNow(backend, tensor); });
    }
    [[nodiscard]] Status sum(const std::vector<at::Tensor>& tensors) override
    {
        return inBuckets(tensors,
                         [](c10d::Backend& backend, at::Tensor& bucket) { sumNow(backend, bucket); });
    }
    [[nodiscard]] Status broadcast(const std::vector<at::Tensor>& tensors) override
    {
        return inBuckets(tensors, [](c10d::Backend& backend, at::Tensor& bucket) {
            std::vector<at::Tensor> one = {bucket};
            backend.broadcast(one)->wait();
        });
    }
    [[nodiscard]] Status finish(const Status& own) override;

  private:
    static void sumNow(c10d::Backend& backend, at::Tensor& tensor)
    {
        std::vector<at::Tensor> one = {tensor};
        backend.allreduce(one)->wait();
    }
    template <typename Work>
    [[nodiscard]] Status inBuckets(const std::vector<at::Tensor>& tensors, const Work& work);
    /// LibTorch's exceptions end here. After the first one there is no connection any more.
    template <typename Work>
    [[nodiscard]] Status call(const Backend& backend, const Work& work);
    void disconnect();

    ProcessPlace m_place;
    std::unique_ptr<MeetingPlace> m_meetingPlace;
    Backend m_gloo;
    Backend m_nccl; ///< null: by way of the machine's memory
    std::optional<Error> m_broken;
};

template <typename Work>
Status TorchProcessGroup::call(const Backend& backend, const Work& work)
{
    if (!m_broken) {
        try {
            work(*backend);
            return {};
        } catch (const std::exception& exception) {
            // With this process' connections closed first, all others hear that one has broken.
            disconnect();
            m_broken = m_meetingPlace->whyBroken(errorFrom(exception).message);
        }
    }
    return *m_broken;
}

template <typename Work>
Status TorchProcessGroup::inBuckets(const std::vector<at::Tensor>& tensors, const Work& work)
{
    const at::NoGradGuard noGradients;
    for (std::size_t first = 0; first < tensors.size();) {
        std::vector<at::Tensor> flat;
        std::int64_t elements = 0;
        std::size_t next = first;
        // In the order of their indices: how they lie in memory may differ between machines.
        for (;
             next < tensors.size() && (next == first || elements + tensors[next].numel() <= kBucketElements);
             ++next) {
            flat.push_back(tensors[next].reshape(-1));
            elements += tensors[next].numel();
        }
        auto bucket = at::cat(flat);
        flat.clear();
        const bool onGpus = m_nccl && bucket.is_cuda();
        bucket = onGpus ? bucket : bucket.to(at::kCPU);
        if (auto done =
                call(onGpus ? m_nccl : m_gloo, [&](c10d::Backend& backend) { work(backend, bucket); });
            !done) {
            return done;
        }
        std::int64_t offset = 0;
        for (; first < next; ++first) {
            const auto& tensor = tensors[first];
            tensor.copy_(bucket.narrow(0, offset, tensor.numel()).view(tensor.sizes()));
            offset += tensor.numel();
        }
    }
    return {};
}

void TorchProcessGroup::disconnect()
{
    try {
        if (m_nccl) {
            m_nccl->abort(); // also what still waits for another process
        }
    } catch (const std::exception&) {
        // It is given up in any case.
    }
    m_nccl.reset();
    m_gloo.reset();
}

Status TorchProcessGroup::finish(const Status& own)
{
    if (own && !m_broken) {
        return m_meetingPlace->leaveTogether();
    }
    auto error = own ? *m_broken : own.error();
    if (!m_broken) {
        if (error.code != ErrorCode::Cancelled) {
            error = {error.code,
                     "process " + std::to_string(m_place.rank) + " of " + std::to_string(m_place.size) +
                         ": " + describe(error),
                     {}};
        }
        m_meetingPlace->reportFailure(error);
        disconnect();
    }
    m_meetingPlace->leave();
    return error;
}

} // namespace

Result<std::shared_ptr<ProcessGroup>> joinProcesses(const ProcessPlace& place, c10::Device device,
                                                    const JoinSettings& settings)
{
    if (place.size == 1) {
        return oneProcess();
    }
    auto meetingPlace = MeetingPlace::open(place, settings.forOthersToCome);
    if (!meetingPlace) {
        return meetingPlace.error();
    }
    return guarded([&]() -> Result<std::shared_ptr<ProcessGroup>> {
        auto options = ProcessGroupGloo::Options::create(settings.forOthersToCome);
        options->devices.push_back(networkDevice(place.masterAddress));
        const auto storeFor = [&](const char* part) {
            return c10::make_intrusive<c10d::PrefixStore>(part, (*meetingPlace)->store());
        };
        auto gloo = c10::make_intrusive<ProcessGroupGloo>(storeFor("gloo"), place.rank, place.size,
                                                          std::move(options));
        gloo->setTimeout(settings.forAnAnswer);
        auto nccl = connectGpus(place, device, storeFor("nccl"), settings.forAnAnswer);
        auto group =
            std::make_shared<TorchProcessGroup>(place, std::move(*meetingPlace), Backend(std::move(gloo)));
        if (auto agreed = group->use(std::move(nccl)); !agreed) {
            return agreed.error();
        }
        return std::shared_ptr<ProcessGroup>(std::move(group));
    });
}

} // namespace sorby::learning
