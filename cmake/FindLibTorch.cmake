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

# LibTorch::Cuda, what is needed beside it for C++ that calls CUDA's own interface: LibTorch's CUDA part, and the headers of
# CUDA and NCCL of the same versions, which `packaging/bootstrap deps --cuda` puts beside LibTorch and a Python installation has
# there too. LibTorch_CUDA_FOUND says whether they are there.
find_path(LibTorch_CUDA_INCLUDE_DIR cublas_v2.h HINTS "${_libtorch_root}/nvidia/cu13/include" NO_DEFAULT_PATH)
find_path(LibTorch_NCCL_INCLUDE_DIR nccl.h HINTS "${_libtorch_root}/nvidia/nccl/include" NO_DEFAULT_PATH)
find_library(LibTorch_CUDA_LIBRARY torch_cuda HINTS "${LibTorch_LIBRARY_DIR}" NO_DEFAULT_PATH)
find_library(LibTorch_C10_CUDA_LIBRARY c10_cuda HINTS "${LibTorch_LIBRARY_DIR}" NO_DEFAULT_PATH)
set(LibTorch_CUDA_FOUND FALSE)
if(LibTorch_CUDA_INCLUDE_DIR AND LibTorch_NCCL_INCLUDE_DIR AND LibTorch_CUDA_LIBRARY AND LibTorch_C10_CUDA_LIBRARY)
    set(LibTorch_CUDA_FOUND TRUE)
    if(NOT TARGET LibTorch::Cuda)
        add_library(LibTorch::Cuda INTERFACE IMPORTED)
        target_include_directories(LibTorch::Cuda SYSTEM INTERFACE
            "${LibTorch_CUDA_INCLUDE_DIR}" "${LibTorch_NCCL_INCLUDE_DIR}")
        # CUDA's own libraries are found by those of LibTorch, when the program loads them.
        target_link_libraries(LibTorch::Cuda INTERFACE
            LibTorch::LibTorch "${LibTorch_CUDA_LIBRARY}" "${LibTorch_C10_CUDA_LIBRARY}")
        target_link_options(LibTorch::Cuda INTERFACE "LINKER:--allow-shlib-undefined")
    endif()
endif()
mark_as_advanced(LibTorch_INCLUDE_DIR LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_CUDA_INCLUDE_DIR
    LibTorch_NCCL_INCLUDE_DIR LibTorch_CUDA_LIBRARY LibTorch_C10_CUDA_LIBRARY)
