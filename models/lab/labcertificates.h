// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QSslConfiguration>
#include <QString>
#include <QTemporaryDir>

#include <optional>

namespace switchover::lab {

/// The lab's own authority and one server certificate, made when a lab starts with TLS.
class LabCertificates
{
public:
    [[nodiscard]] Result<void> make();

    [[nodiscard]] const QByteArray &caPem() const { return m_caPem; }
    [[nodiscard]] const QString &caFile() const { return m_caFile; }
    /// Nothing without TLS.
    [[nodiscard]] const std::optional<QSslConfiguration> &serverConfiguration() const
    {
        return m_configuration;
    }

private:
    std::optional<QTemporaryDir> m_folder;
    QByteArray m_caPem;
    QString m_caFile;
    std::optional<QSslConfiguration> m_configuration;
};

} // namespace switchover::lab
