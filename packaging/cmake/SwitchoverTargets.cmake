# SPDX-FileCopyrightText: 2026 The Switchover authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Helpers that give every target of the project the same language level, warnings and
# hardening through one INTERFACE target, so that no flag is global.

add_library(switchover_options INTERFACE)
target_compile_features(switchover_options INTERFACE cxx_std_20)
target_include_directories(switchover_options INTERFACE
    "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/generated")
target_compile_definitions(switchover_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_FOREACH QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_STRICT_ITERATORS
    QT_DISABLE_DEPRECATED_BEFORE=0x060400
    _GLIBCXX_ASSERTIONS)
target_compile_options(switchover_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wcast-qual
    -Wnon-virtual-dtor -Woverloaded-virtual -Wsuggest-override -Wformat=2
    # Values are built with designated initialisers; members left out take their defaults.
    -Wno-missing-field-initializers
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op>)
if(SWITCHOVER_WERROR)
    target_compile_options(switchover_options INTERFACE -Werror)
endif()

if(SWITCHOVER_HARDEN AND NOT SWITCHOVER_SANITIZE)
    target_compile_options(switchover_options INTERFACE
        -fstack-protector-strong -fstack-clash-protection
        $<$<STREQUAL:${CMAKE_SYSTEM_PROCESSOR},x86_64>:-fcf-protection>
        $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE>
        $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
    target_link_options(switchover_options INTERFACE -Wl,-z,relro,-z,now,--as-needed)
endif()
if(SWITCHOVER_SANITIZE)
    target_compile_options(switchover_options INTERFACE
        -fsanitize=${SWITCHOVER_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(switchover_options INTERFACE -fsanitize=${SWITCHOVER_SANITIZE})
endif()
if(SWITCHOVER_FUZZ)
    target_compile_options(switchover_options INTERFACE "-fsanitize-ignorelist=${CMAKE_SOURCE_DIR}/tests/fuzz/ignored")
endif()

find_program(SWITCHOVER_MOLD mold)
mark_as_advanced(SWITCHOVER_MOLD)
if(SWITCHOVER_MOLD)
    target_link_options(switchover_options INTERFACE -fuse-ld=mold)
endif()

find_program(SWITCHOVER_CCACHE ccache)
mark_as_advanced(SWITCHOVER_CCACHE)
if(SWITCHOVER_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # The sloppiness is what ccache's manual asks for with precompiled headers.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        ${SWITCHOVER_CCACHE})
endif()

# Two precompiled headers serve the whole tree: one without and one with Qt Gui.
function(_switchover_pch target header)
    if(SWITCHOVER_PCH)
        target_compile_options(${target} PRIVATE
            $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess -Winvalid-pch>)
        target_precompile_headers(${target} PRIVATE "<${CMAKE_SOURCE_DIR}/packaging/cmake/${header}>")
    endif()
endfunction()

set(_switchover_pch_source "${CMAKE_BINARY_DIR}/generated/pch.cpp")
file(CONFIGURE OUTPUT "${_switchover_pch_source}" CONTENT "namespace {}\n")

# The tests are compiled without optimisation: they are many, run briefly, and link the
# optimised libraries they test.
function(_switchover_pch_owner name header)
    cmake_parse_arguments(arg "TESTS" "" "LINK" ${ARGN})
    add_library(${name} OBJECT "${_switchover_pch_source}")
    set_target_properties(${name} PROPERTIES AUTOMOC OFF)
    target_link_libraries(${name} PRIVATE switchover_options ${arg_LINK})
    if(arg_TESTS)
        target_compile_options(${name} PRIVATE -O0 -U_FORTIFY_SOURCE -fPIC)
    endif()
    _switchover_pch(${name} ${header})
endfunction()

if(SWITCHOVER_PCH)
    _switchover_pch_owner(switchover_pch_core pch_core.h LINK Qt6::Core Qt6::Network)
    _switchover_pch_owner(switchover_pch_widgets pch_widgets.h LINK Qt6::Core Qt6::Network Qt6::Widgets)
    if(BUILD_TESTING)
        _switchover_pch_owner(switchover_pch_test_core pch_test_core.h TESTS
            LINK Qt6::Core Qt6::Network)
        _switchover_pch_owner(switchover_pch_test_widgets pch_test_widgets.h TESTS
            LINK Qt6::Core Qt6::Network Qt6::Widgets)
    endif()
endif()

function(_switchover_reuse_pch target owner)
    if(SWITCHOVER_PCH)
        target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess -Winvalid-pch>)
        target_precompile_headers(${target} REUSE_FROM ${owner})
    endif()
endfunction()

# switchover_add_library(<folder name> [GUI] SOURCES … [PUBLIC targets…] [PRIVATE targets…])
# makes the static library switchover_<name>.
function(switchover_add_library name)
    cmake_parse_arguments(arg "GUI" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    set(target switchover_${name})
    qt_add_library(${target} STATIC ${arg_SOURCES})
    if(SWITCHOVER_UNITY)
        set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
        # It takes what a source keeps to itself for a header's.
        target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
    endif()
    target_link_libraries(${target} PUBLIC switchover_options Qt6::Core ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
    # Each source includes what moc made of its header, which leaves this file empty.
    set_source_files_properties("${CMAKE_CURRENT_BINARY_DIR}/${target}_autogen/mocs_compilation.cpp"
        PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    if(arg_GUI)
        target_link_libraries(${target} PUBLIC Qt6::Widgets Qt6::Network)
        _switchover_reuse_pch(${target} switchover_pch_widgets)
    else()
        target_link_libraries(${target} PRIVATE Qt6::Network)
        _switchover_reuse_pch(${target} switchover_pch_core)
    endif()
endfunction()

# What every executable of tests has.
function(_switchover_test_executable name gui)
    target_link_libraries(${name} PRIVATE switchover_options Qt6::Core Qt6::Network Qt6::Test ${ARGN})
    target_compile_options(${name} PRIVATE -O0 -U_FORTIFY_SOURCE -fPIC)
    target_compile_definitions(${name} PRIVATE SWITCHOVER_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/data")
    if(gui)
        target_link_libraries(${name} PRIVATE Qt6::Widgets)
        _switchover_reuse_pch(${name} switchover_pch_test_widgets)
    else()
        _switchover_reuse_pch(${name} switchover_pch_test_core)
    endif()
endfunction()

# One step of the build for what each test's source is known to need, instead of AUTOMOC's four.
function(_switchover_test_moc name)
    set_target_properties(${name} PROPERTIES AUTOMOC OFF)
    target_include_directories(${name} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}")
    foreach(test ${ARGN})
        set(moc "${CMAKE_CURRENT_BINARY_DIR}/${test}.moc")
        qt_generate_moc("${CMAKE_CURRENT_SOURCE_DIR}/${test}.cpp" "${moc}" TARGET ${name})
        target_sources(${name} PRIVATE "${moc}")
    endforeach()
endfunction()

function(_switchover_test_properties name)
    set(timeout 600) # of a test that hangs; a loaded machine takes long for the longest
    if(SWITCHOVER_SANITIZE)
        math(EXPR timeout "${timeout} * 5")
    endif()
    set_tests_properties(${name} PROPERTIES
        TIMEOUT ${timeout}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TZ=UTC;QT_FORCE_STDERR_LOGGING=1;LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/lsan.supp"
        LABELS "${ARGN}")
endfunction()

# switchover_add_test(<tst_name> [GUI] [SOURCES extra…] [LABELS …] LINK targets…)
# The source is <tst_name>.cpp in the current folder.
function(switchover_add_test name)
    cmake_parse_arguments(arg "GUI" "" "SOURCES;LINK;LABELS" ${ARGN})
    qt_add_executable(${name} ${name}.cpp ${arg_SOURCES})
    _switchover_test_executable(${name} ${arg_GUI} ${arg_LINK})
    if(arg_SOURCES)
        # Each test includes its own .moc, which leaves this file empty: not worth loading a precompiled header.
        set_source_files_properties("${CMAKE_CURRENT_BINARY_DIR}/${name}_autogen/mocs_compilation.cpp"
            PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    else()
        _switchover_test_moc(${name} ${name})
    endif()
    add_test(NAME ${name} COMMAND ${name})
    _switchover_test_properties(${name} ${arg_LABELS})
endfunction()

# switchover_add_tests(<executable> [GUI] TESTS tst_name… [LABELS …] LINK targets…)
# Tests of one folder: a unity build joins them to one executable, which takes a third of the time or
# less; else each has its own.
function(switchover_add_tests name)
    cmake_parse_arguments(arg "GUI" "" "TESTS;LINK;LABELS" ${ARGN})
    if(NOT SWITCHOVER_UNITY)
        set(gui "")
        if(arg_GUI)
            set(gui GUI)
        endif()
        foreach(test ${arg_TESTS})
            switchover_add_test(${test} ${gui} LABELS ${arg_LABELS} LINK ${arg_LINK})
        endforeach()
        return()
    endif()
    list(TRANSFORM arg_TESTS APPEND .cpp OUTPUT_VARIABLE sources)
    qt_add_executable(${name} "${CMAKE_SOURCE_DIR}/tests/joined.cpp" "${CMAKE_SOURCE_DIR}/tests/joined.h" ${sources})
    set_source_files_properties("${CMAKE_SOURCE_DIR}/tests/joined.cpp" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6
        UNITY_BUILD_CODE_BEFORE_INCLUDE "#include \"tests/joined.h\"")
    _switchover_test_executable(${name} ${arg_GUI} ${arg_LINK})
    _switchover_test_moc(${name} ${arg_TESTS})
    foreach(test ${arg_TESTS})
        add_test(NAME ${test} COMMAND ${name} ${test})
        _switchover_test_properties(${test} ${arg_LABELS})
    endforeach()
endfunction()
