// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secretstring.h"

#include <QIODevice>

namespace switchover {

/// A request body that can be read once.
///
/// When a connection closes before the answer, Qt 6.4 sends the request again by itself, POST
/// included, on a fresh connection as well as on a reused one. It first rewinds the upload device;
/// as this one refuses, the reply ends with ContentReSendError instead. Works for empty bodies too,
/// so that DELETE is sent once like the rest.
class OnceDevice final : public QIODevice
{
    Q_OBJECT

public:
    explicit OnceDevice(SecretString body);

    /// False as long as no byte of a body that has some was handed out: then nothing that the
    /// server could act on has left. Always true for an empty body, of which that cannot be told.
    [[nodiscard]] bool mayHaveBeenSent() const;

    [[nodiscard]] bool isSequential() const override;
    [[nodiscard]] qint64 size() const override;
    [[nodiscard]] qint64 bytesAvailable() const override;
    [[nodiscard]] bool atEnd() const override;
    bool reset() override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 maxSize) override;

private:
    SecretString m_body;
    qint64 m_position = 0;
};

} // namespace switchover
