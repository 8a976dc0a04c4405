// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace switchover::test {

/// Looks for secrets in all memory of this very process, as a core dump would hold it. The secrets
/// themselves are kept masked, and bare only in a work area that is left out of the search.
class MemorySearch
{
public:
    MemorySearch();
    ~MemorySearch();
    Q_DISABLE_COPY_MOVE(MemorySearch)

    void add(const QString &what, const QByteArray &secret);
    /// For one use; the copy goes with the caller's variable.
    [[nodiscard]] QByteArray secret(const QString &what) const;
    /// Each place where a secret was found as UTF-8, UTF-16 or base64: what it is and where.
    [[nodiscard]] QStringList find() const;

private:
    struct Needle
    {
        QString what;
        QByteArray masked;
    };
    [[nodiscard]] QStringList search(const Needle &needle, const char *form) const;

    QList<Needle> m_needles;
    char *m_work = nullptr; ///< needle first, then what is looked at
};

} // namespace switchover::test
