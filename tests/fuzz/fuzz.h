// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

// What all fuzz targets share. A target calls one decoder the way the program does, and besides
// the sanitizers' findings checks what must hold for every input with require().

namespace switchover::fuzz {

inline QByteArrayView bytes(const std::uint8_t *data, std::size_t size)
{
    return { data, qsizetype(size) };
}

inline void require(bool holds, const char *what)
{
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

} // namespace switchover::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);
