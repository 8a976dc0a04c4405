// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/lab.h"
#include "models/lab/labcertificates.h"

#include <optional>
#include <vector>

namespace switchover::lab {

/// The bad answers that are switched on.
class FaultBook
{
public:
    [[nodiscard]] static QList<FaultInfo> kinds(); ///< in the language of the moment
    [[nodiscard]] static bool isKind(const QString &id);

    int add(const QString &cluster, const QString &node, const FaultSpec &spec);
    void remove(int id);
    void clear();
    [[nodiscard]] int generation() const { return m_generation; } ///< grows with every change
    [[nodiscard]] QList<ActiveFault> all() const { return m_faults; }

    /// The first fault that fits this request; counts it.
    [[nodiscard]] std::optional<FaultSpec> take(const QString &cluster, const QString &node,
                                                const QByteArray &method, const QString &path);
    /// A refusal of everything, which closes the port instead of cutting connections.
    [[nodiscard]] bool closesPort(const QString &cluster, const QString &node) const;

    /// How the port greets from now on; nothing: with plain HTTP.
    [[nodiscard]] std::optional<CertificateFault> certificateOf(const QString &cluster,
                                                                const QString &node) const;

private:
    QList<ActiveFault> m_faults;
    int m_nextId = 1;
    int m_generation = 0;
};

} // namespace switchover::lab
