// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

// LibTorch holds Gloo inside, but its header ProcessGroupGloo.hpp includes Gloo's headers, which LibTorch
// does not bring. It only points to objects of Gloo's classes, so that their names are enough, and this one
// function: these files declare them, for torch_process_group.cpp alone.
namespace gloo {

class Context {
  public:
    void setTimeout(std::chrono::milliseconds timeout);
};

} // namespace gloo
