// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/distributed/process_place.h"

#include <memory>
#include <span>
#include <vector>

namespace at {
class Tensor;
}

namespace sorby::learning {

/// The processes that train one network together, or the one that trains alone. All of them call the same
/// functions in the same order, each from one thread; a call returns when all have made it. When one of them
/// ends, is killed or cannot be reached, the call is an Error in all others that names the process and, where
/// it could say so, why it ended.
class ProcessGroup {
  public:
    virtual ~ProcessGroup() = default;

    [[nodiscard]] virtual const ProcessPlace& place() const = 0;
    [[nodiscard]] int rank() const { return place().rank; }
    [[nodiscard]] int size() const { return place().size; }
    [[nodiscard]] bool isAlone() const { return size() == 1; }
    /// Is it the one that writes and tells?
    [[nodiscard]] bool isFirst() const { return rank() == 0; }

    /// Adds up the numbers of all processes, in place; every process has the same sums to the last digit.
    [[nodiscard]] virtual Status sum(std::span<double> numbers) = 0;
    /// The same of fp32 tensors, of any layout in memory and on any device.
    [[nodiscard]] virtual Status sum(const std::vector<at::Tensor>& tensors) = 0;
    /// Gives the first process' fp32 tensors to all.
    [[nodiscard]] virtual Status broadcast(const std::vector<at::Tensor>& tensors) = 0;

    /// The last call of each process, with how it ended: an Error becomes that of all others. The first
    /// process' waits a little for the others, so that they hear of it. Gives the Error that this process is
    /// to end with, its own one with the process' name.
    [[nodiscard]] virtual Status finish(const Status& own) = 0;

    /// The numbers of all processes one after the other, in the order of the ranks.
    [[nodiscard]] Result<std::vector<double>> gather(std::span<const double> own);
    /// Returns when all processes have come here.
    [[nodiscard]] Status meet();
};

/// A group of one: every call does nothing.
[[nodiscard]] std::shared_ptr<ProcessGroup> oneProcess();

} // namespace sorby::learning
