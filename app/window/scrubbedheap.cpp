// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Memory is zeroed when it is freed.
//
// SecretString erases what it owns, but Qt copies the text of edit fields, request headers and
// network buffers, and its containers hand their memory straight to malloc(), where neither an
// allocator nor operator delete sees it. So the program has a free() of its own, which leaves no
// secret behind in freed memory, whoever copied it. glibc supports that; elsewhere, and under the
// sanitizers, which bring their own allocator, memory is freed as usual.
#include <cerrno>
#include <cstddef>
#include <cstring>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SWITCHOVER_PLAIN_HEAP
#endif

#if defined(__GLIBC__) && !defined(SWITCHOVER_PLAIN_HEAP)

#include <malloc.h>

// NOLINTBEGIN(bugprone-reserved-identifier): glibc's own names
extern "C" void *__libc_malloc(std::size_t size);
extern "C" void *__libc_realloc(void *memory, std::size_t size);
extern "C" void __libc_free(void *memory);
// NOLINTEND(bugprone-reserved-identifier)

namespace {

// Larger blocks are mappings of their own at all times (mallopt(3), M_MMAP_THRESHOLD): they go back
// to the kernel, and growing them moves pages instead of copying bytes.
constexpr std::size_t alwaysMapped = std::size_t(32) * 1024 * 1024 + 1;

} // namespace

extern "C" void free(void *memory) noexcept
{
    if (!memory)
        return;
    const std::size_t size = ::malloc_usable_size(memory);
    if (size < alwaysMapped)
        ::explicit_bzero(memory, size);
    __libc_free(memory);
}

extern "C" void *realloc(void *memory, std::size_t size) noexcept
{
    if (!memory)
        return __libc_malloc(size);
    if (size == 0) {
        ::free(memory);
        return nullptr;
    }
    const std::size_t before = ::malloc_usable_size(memory);
    if (before >= alwaysMapped)
        return __libc_realloc(memory, size);
    if (size <= before && size > before / 2) {
        ::explicit_bzero(static_cast<char *>(memory) + size, before - size);
        return memory;
    }
    void *moved = __libc_malloc(size);
    if (!moved)
        return nullptr;
    std::memcpy(moved, memory, size < before ? size : before);
    ::free(memory);
    return moved;
}

extern "C" void *reallocarray(void *memory, std::size_t count, std::size_t size) noexcept
{
    std::size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return nullptr;
    }
    return ::realloc(memory, bytes);
}

#endif
