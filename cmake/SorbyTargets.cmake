# SPDX-License-Identifier: GPL-3.0-or-later
# What every target of the project shares: options and warnings as interface targets, and one
# function that makes a library the same way everywhere.
include_guard(GLOBAL)

add_library(sorby_options INTERFACE)
target_include_directories(sorby_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_features(sorby_options INTERFACE cxx_std_20)
if(SORBY_SANITIZERS)
    string(REPLACE ";" "," sanitizers "${SORBY_SANITIZERS}")
    target_compile_options(sorby_options INTERFACE -fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(sorby_options INTERFACE -fsanitize=${sanitizers})
endif()

find_program(SORBY_CCACHE ccache)
if(SORBY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # The sloppiness is what ccache asks for where headers are precompiled.
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${SORBY_CCACHE}")
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(sorby_options INTERFACE -fpch-preprocess)
    endif()
endif()

find_program(SORBY_MOLD mold)
if(SORBY_MOLD AND CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_link_options(sorby_options INTERFACE -fuse-ld=mold)
endif()

add_library(sorby_warnings INTERFACE)
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(sorby_warnings INTERFACE
        -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
        -Woverloaded-virtual -Wdouble-promotion -Wimplicit-fallthrough
        $<$<BOOL:${SORBY_WARNINGS_AS_ERRORS}>:-Werror>)
    # g++ 12 sees overlaps in the standard library's own string concatenation at -O3 (GCC bug 105329).
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        target_compile_options(sorby_warnings INTERFACE $<$<CONFIG:Release>:-Wno-restrict>)
    endif()
elseif(MSVC)
    target_compile_options(sorby_warnings INTERFACE /W4 /permissive- /utf-8 $<$<BOOL:${SORBY_WARNINGS_AS_ERRORS}>:/WX>)
endif()

# sorby_unity(TARGET) compiles the files of a library in groups where SORBY_UNITY is set. That takes a third of the time
# from nothing, so names in anonymous namespaces are unlike each other within a library.
function(sorby_unity target)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ${SORBY_UNITY} UNITY_BUILD_BATCH_SIZE 8)
    if(SORBY_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(${target} PRIVATE -Wno-subobject-linkage) # looks at the name of the file
    endif()
endfunction()

# sorby_library(NAME SOURCES ... HEADERS ... PUBLIC ... PRIVATE ...)
# makes the static library sorby_NAME with the alias sorby::NAME.
function(sorby_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
    add_library(sorby_${name} STATIC ${arg_SOURCES} ${arg_HEADERS})
    add_library(sorby::${name} ALIAS sorby_${name})
    target_link_libraries(sorby_${name} PUBLIC sorby_options ${arg_PUBLIC} PRIVATE sorby_warnings ${arg_PRIVATE})
    sorby_unity(sorby_${name})
endfunction()
