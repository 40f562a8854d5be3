// SPDX-License-Identifier: GPL-3.0-or-later
// The one door of the shared object: engine_loader.cpp looks its function up by name.
#include "core/base/version.h"
#include "core/learning/torch_engine.h"

#include <exception>
#include <string_view>

#ifdef _WIN32
#define SORBY_EXPORT __declspec(dllexport)
#else
#define SORBY_EXPORT __attribute__((visibility("default")))
#endif

/// A new engine that the caller owns; null for a program of another version, whose interfaces may differ.
extern "C" SORBY_EXPORT sorby::learning::Engine* sorby_create_engine(const char* programVersion)
{
    if (std::string_view(programVersion) != sorby::kVersion) {
        return nullptr;
    }
    try {
        return sorby::learning::makeTorchEngine().release();
    } catch (const std::exception&) {
        return nullptr;
    }
}
