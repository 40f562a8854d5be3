# SPDX-License-Identifier: GPL-3.0-or-later
# OpenCV's core and imgproc alone, as the target OpenCVCore::OpenCVCore. The distribution's OpenCVConfig.cmake
# comes with the package of all modules, whose codecs would pull 141 shared libraries; so the two are found by name.
find_path(OpenCVCore_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
find_library(OpenCVCore_CORE_LIBRARY opencv_core)
find_library(OpenCVCore_IMGPROC_LIBRARY opencv_imgproc)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenCVCore
    REQUIRED_VARS OpenCVCore_CORE_LIBRARY OpenCVCore_IMGPROC_LIBRARY OpenCVCore_INCLUDE_DIR)
if(OpenCVCore_FOUND AND NOT TARGET OpenCVCore::OpenCVCore)
    add_library(OpenCVCore::OpenCVCore INTERFACE IMPORTED)
    target_include_directories(OpenCVCore::OpenCVCore SYSTEM INTERFACE "${OpenCVCore_INCLUDE_DIR}")
    target_link_libraries(OpenCVCore::OpenCVCore INTERFACE "${OpenCVCore_IMGPROC_LIBRARY}" "${OpenCVCore_CORE_LIBRARY}")
endif()
mark_as_advanced(OpenCVCore_INCLUDE_DIR OpenCVCore_CORE_LIBRARY OpenCVCore_IMGPROC_LIBRARY)
