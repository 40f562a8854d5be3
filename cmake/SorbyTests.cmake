# SPDX-License-Identifier: GPL-3.0-or-later
include_guard(GLOBAL)

# sorby_test(NAME LABEL label [TIMEOUT seconds] SOURCES ... LIBRARIES ...)
# makes the test program sorby_test_NAME; ctest sees each of its cases. A program that brings its own main
# (a QApplication) links GTest::gtest itself and sets OWN_MAIN.
function(sorby_test name)
    cmake_parse_arguments(arg "OWN_MAIN" "LABEL;TIMEOUT" "SOURCES;LIBRARIES" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 60)
    endif()
    add_executable(sorby_test_${name} ${arg_SOURCES})
    set_target_properties(sorby_test_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
    target_link_libraries(sorby_test_${name} PRIVATE sorby_warnings sorby_test_support ${arg_LIBRARIES}
        $<IF:$<BOOL:${arg_OWN_MAIN}>,GTest::gtest,GTest::gtest_main>)
    target_precompile_headers(sorby_test_${name} PRIVATE <gtest/gtest.h>)
    if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
        # Half of the time to compile a test; what it tests is optimised.
        target_compile_options(sorby_test_${name} PRIVATE -O0)
    endif()
    gtest_discover_tests(sorby_test_${name} TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120
        PROPERTIES LABELS "${arg_LABEL}" TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "QT_QPA_PLATFORM=offscreen;OMP_WAIT_POLICY=PASSIVE")
endfunction()
