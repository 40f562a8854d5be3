// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/distributed/process_place.h"

#include <torch/csrc/distributed/c10d/Store.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sorby::learning {

/// Where processes find each other and say why they end: a small store of texts that the process of rank 0
/// holds and all others reach over the network. It is not used while everything goes well.
class MeetingPlace {
  public:
    /// Opens it (rank 0) or waits until it can be reached, then until all processes have come. Error NotFound
    /// that names who has not.
    [[nodiscard]] static Result<std::unique_ptr<MeetingPlace>> open(const ProcessPlace& place,
                                                                    std::chrono::milliseconds patience);

    [[nodiscard]] const c10::intrusive_ptr<c10d::Store>& store() const { return m_store; }

    /// Says why this process ends; the first one to do so is the one that is heard.
    void reportFailure(const Error& error);
    /// Why a process ended, when one has said so.
    [[nodiscard]] std::optional<Error> failure();
    /// After the connection has broken: what a process has said, else who does not answer any more.
    [[nodiscard]] Error whyBroken(const std::string& what);
    /// This process is done, all is well; returns when all are. Error when another process failed.
    [[nodiscard]] Status leaveTogether();
    /// This process has failed or heard of a failure. The first one waits a little, so that all can hear.
    void leave();

  private:
    MeetingPlace(ProcessPlace place, c10::intrusive_ptr<c10d::Store> store);

    [[nodiscard]] std::string nameOf(int rank) const;
    [[nodiscard]] std::vector<int> missing(const std::string& key);
    void sign(const std::string& key);
    [[nodiscard]] Status awaitAll(std::chrono::milliseconds patience);

    ProcessPlace m_place;
    c10::intrusive_ptr<c10d::Store> m_store;
};

} // namespace sorby::learning
