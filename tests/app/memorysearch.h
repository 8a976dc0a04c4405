// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace switchover::test {

/// Looks for secrets in all memory of this very process, as a core dump would hold it. The secrets
/// themselves are kept masked, and bare only in a work area that is left out of the search.
///
/// What gcore and the kernel write to a core file are the mappings of /proc/self/smaps that are
/// anonymous or hold pages of the process's own: the heap and the arenas of malloc, large blocks,
/// static data of the program and of each library (also what is read-only after relocation), stacks
/// and thread-local storage of every thread, shared memory. All of them are read here through
/// /proc/self/mem, which like the debugger's ptrace() asks for no permission bits, so that pages
/// protected against reading count too. Pages that were swapped out are fetched. Left out are
/// mappings without any page, and those that show an unchanged file, which hold nothing but the
/// file; and of what gcore writes besides memory, the registers of the threads.
class MemorySearch
{
public:
    MemorySearch();
    ~MemorySearch();
    Q_DISABLE_COPY_MOVE(MemorySearch)

    /// Looked for as UTF-8, UTF-16 and base64. Of long ones each half is, so that what the next
    /// owner of the memory overwrote in part is found as well.
    void add(const QString &what, const QByteArray &secret);
    /// For a short number that other numbers may contain: found where it stands alone, as a string
    /// or in quotation marks.
    void addNumber(const QString &what, const QByteArray &secret);
    /// No longer looked for.
    void forget(const QString &what);
    /// For one use; the copy goes with the caller's variable.
    [[nodiscard]] QByteArray secret(const QString &what) const;
    /// Each place where a secret was found: what it is, in which form, and where.
    [[nodiscard]] QStringList find() const;
    /// How much was looked at the last time.
    [[nodiscard]] qsizetype bytesSeen() const { return m_seen; }

private:
    struct Secret
    {
        QString what;
        QByteArray masked;
    };
    struct Needle
    {
        QString what;
        const char *form = nullptr;
        QByteArray masked;
    };
    void addNeedle(const QString &what, const char *form, QByteArray bytes);

    QList<Secret> m_secrets;
    QList<Needle> m_needles;
    char *m_work = nullptr; ///< needles first, then what is looked at
    mutable qsizetype m_seen = 0;
};

} // namespace switchover::test
