// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secretstring.h"

#include <QLatin1StringView>
#include <QString>
#include <QStringList>

#include <vector>

namespace switchover {

/// Writes one flat JSON object that may hold secrets, leaving no copy of them behind in freed
/// memory. For objects without secrets JsonWriter does more.
class SecretJson
{
public:
    SecretJson();
    ~SecretJson();
    Q_DISABLE_COPY_MOVE(SecretJson)

    SecretJson &member(QLatin1StringView name, const SecretString &secret);
    SecretJson &member(QLatin1StringView name, const QString &text);
    SecretJson &member(QLatin1StringView name, bool boolean);
    SecretJson &member(QLatin1StringView name, const QStringList &texts);
    /// An array that holds nothing but the secret.
    SecretJson &listOfOne(QLatin1StringView name, const SecretString &secret);
    /// `json` has to be one valid JSON value, for example what another SecretJson took.
    SecretJson &raw(QLatin1StringView name, QByteArrayView json);

    /// The whole object; the writer starts over.
    [[nodiscard]] SecretString take();

private:
    void key(QLatin1StringView name);
    void quoted(QByteArrayView utf8);
    void append(QByteArrayView bytes);
    void wipe();

    std::vector<char> m_bytes;
    bool m_first = true;
};

} // namespace switchover
