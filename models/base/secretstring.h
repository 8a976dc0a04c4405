// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QDebug>
#include <QString>

#include <vector>

namespace switchover {

/// A secret: token, key share, password, activation token. Move-only, so that a copy is always
/// visible as clone(); zeroed when it dies; prints as "<secret>".
///
/// reveal() belongs where bytes leave for the server, the keychain or the clipboard, and in the
/// field that shows a secret on request. Copies that Qt makes of headers and edit fields cannot be
/// erased; README says so.
class SecretString
{
public:
    SecretString() = default;
    explicit SecretString(QByteArrayView utf8);
    SecretString(SecretString &&other) noexcept;
    SecretString &operator=(SecretString &&other) noexcept;
    ~SecretString();

    SecretString(const SecretString &) = delete;
    SecretString &operator=(const SecretString &) = delete;

    /// Takes the text of an edit field, trimmed of the white space that pasting brings along.
    [[nodiscard]] static SecretString fromInput(const QString &text);

    [[nodiscard]] SecretString clone() const;
    [[nodiscard]] QByteArrayView reveal() const
    {
        return { m_bytes.data(), qsizetype(m_bytes.size()) };
    }
    [[nodiscard]] bool isEmpty() const { return m_bytes.empty(); }
    [[nodiscard]] qsizetype size() const { return qsizetype(m_bytes.size()); }
    void clear();

    /// Compares in time that depends on the lengths only.
    friend bool operator==(const SecretString &left, const SecretString &right);
    friend QDebug operator<<(QDebug debug, const SecretString &) { return debug << "<secret>"; }

private:
    std::vector<char> m_bytes;
};

} // namespace switchover
