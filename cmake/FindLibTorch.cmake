# SPDX-License-Identifier: GPL-3.0-or-later
# LibTorch's CPU part as the target LibTorch::LibTorch. TorchConfig.cmake of the Python wheel is not used: it
# demands a CUDA toolkit, while the program loads the CUDA part by itself when there is a driver.
#
# Looked for in: the cache variable LIBTORCH, the environment variable LIBTORCH, then the place where
# packaging/bootstrap puts it. The folder is the one that holds torch/ (or is torch/ itself); the wheels
# of the CUDA runtime that libtorch_cpu needs lie beside it in nvidia/.
set(LIBTORCH "$ENV{LIBTORCH}" CACHE PATH "Folder that holds LibTorch")
if(DEFINED ENV{XDG_CACHE_HOME})
    set(_libtorch_cache "$ENV{XDG_CACHE_HOME}")
else()
    set(_libtorch_cache "$ENV{HOME}/.cache")
endif()
set(_libtorch_hints "${LIBTORCH}" "${LIBTORCH}/torch" "${_libtorch_cache}/sorby/libtorch-2.11.0/torch")

find_path(LibTorch_INCLUDE_DIR torch/headeronly/version.h HINTS ${_libtorch_hints} PATH_SUFFIXES include NO_DEFAULT_PATH)
find_library(LibTorch_CPU_LIBRARY torch_cpu HINTS ${_libtorch_hints} PATH_SUFFIXES lib NO_DEFAULT_PATH)
find_library(LibTorch_C10_LIBRARY c10 HINTS ${_libtorch_hints} PATH_SUFFIXES lib NO_DEFAULT_PATH)
if(LibTorch_INCLUDE_DIR)
    file(STRINGS "${LibTorch_INCLUDE_DIR}/torch/headeronly/version.h" _libtorch_lines
         REGEX "#define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
    string(REGEX REPLACE "[^0-9]+([0-9]+)" "\\1." LibTorch_VERSION "${_libtorch_lines}")
    string(REGEX REPLACE "[.;]+$" "" LibTorch_VERSION "${LibTorch_VERSION}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
    REQUIRED_VARS LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_INCLUDE_DIR
    VERSION_VAR LibTorch_VERSION
    REASON_FAILURE_MESSAGE "Run `packaging/bootstrap deps`, or set LIBTORCH to the folder that holds LibTorch 2.11 or newer.")

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
    if(LibTorch_VERSION VERSION_LESS 2.11)
        message(FATAL_ERROR "LibTorch ${LibTorch_VERSION} in ${LibTorch_INCLUDE_DIR} is too old: 2.11 or newer is needed.")
    endif()
    get_filename_component(LibTorch_LIBRARY_DIR "${LibTorch_CPU_LIBRARY}" DIRECTORY)
    get_filename_component(_libtorch_root "${LibTorch_LIBRARY_DIR}/../.." ABSOLUTE)
    add_library(LibTorch::LibTorch INTERFACE IMPORTED)
    target_include_directories(LibTorch::LibTorch SYSTEM INTERFACE
        "${LibTorch_INCLUDE_DIR}" "${LibTorch_INCLUDE_DIR}/torch/csrc/api/include")
    target_link_libraries(LibTorch::LibTorch INTERFACE "${LibTorch_CPU_LIBRARY}" "${LibTorch_C10_LIBRARY}")
    target_link_options(LibTorch::LibTorch INTERFACE
        "LINKER:-rpath-link,${_libtorch_root}/nvidia/cu13/lib" "LINKER:-rpath,${LibTorch_LIBRARY_DIR}")
endif()
mark_as_advanced(LibTorch_INCLUDE_DIR LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY)
